"""The page of the ``concord`` command: every part, its arguments and options."""

from __future__ import annotations

import inspect
import re
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final

import typer
import typer.core

from concord_kernel.reference.markdown import code, page, table

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD: Final = """# Commands

`concord` is what an operator asks of a deployment.
A variable named with an option stands in for it.
[The page of settings](settings.md) says what the processes read.
"""


def commands_page(root: Any) -> str:
    """The page, from the command as it is assembled."""
    return page(HEAD.splitlines(), [""], *starmap(_command, commands(root)))


def commands(root: Any, words: str = "concord") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by the words that call it, in alphabetical order."""
    parts = getattr(root, "commands", None)
    if parts is None:
        yield words, root
    else:
        for name in sorted(parts):
            yield from commands(parts[name], f"{words} {name}")


def _command(words: str, command: Any) -> Iterator[str]:
    shown = [each for each in command.params if each.name != "help"]
    yield from (f"## {words}", "", *_said(command.help), "")
    yield from ("```", " ".join([words, *map(_usage, shown)]), "```", "")
    yield from table(
        ("parameter", "what", "default", "variable"),
        [
            (code(_name(each)), getattr(each, "help", "") or "", _default(each), _variable(each))
            for each in shown
        ],
    )


def _said(text: str | None) -> list[str]:
    blocks = inspect.cleandoc(text or "").split("\n\n")
    said = [" ".join(block.split()) for block in blocks if not block.startswith("Raises:")]
    return [line.replace("``", "`") for paragraph in said for line in (paragraph, "")][:-1]


def _usage(parameter: Any) -> str:
    text = _name(parameter)
    if parameter.nargs == -1 or getattr(parameter, "multiple", False):
        text += " ..."
    return text if parameter.required else f"[{text}]"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    option = str(max(parameter.opts, key=len))
    if getattr(parameter, "is_flag", False):
        return option
    return f"{option} {parameter.metavar or _kind(parameter)}"


def _kind(parameter: Any) -> str:
    """What a value is, as the command's own help writes it: ``<int>`` becomes INT."""
    said = parameter.display_type(typer.Context(typer.core.TyperCommand(parameter.name)))
    return re.sub(r"LIST\[(.+)\]|[<>]| RANGE", r"\1", str(said).upper())


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    is_none = value is None or value is False or value in ("", (), []) or callable(value)
    return "" if is_none else code(str(value))


def _variable(parameter: Any) -> str:
    return code(parameter.envvar) if isinstance(parameter.envvar, str) else ""
