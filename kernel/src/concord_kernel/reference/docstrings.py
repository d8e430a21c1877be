"""Reads docstrings in this repository's style: a sentence, paragraphs, ``Attributes:``."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

ATTRIBUTE: Final = re.compile(r"^(\w+): (.+)$")


def paragraphs(documented: Any) -> list[str]:
    """The paragraphs before the first section, each on one line, in Markdown."""
    found: list[str] = []
    for block in _text(documented).split("\n\n"):
        if re.match(r"^(Attributes|Args|Raises|Returns):$", block.split("\n", maxsplit=1)[0]):
            break
        found.append(" ".join(block.split()).replace("``", "`"))
    return found


def first_paragraph(documented: Any) -> str:
    """What it is."""
    found = paragraphs(documented)
    return found[0] if found else ""


def attributes(documented: Any) -> dict[str, str]:
    """What the ``Attributes:`` section says of each name."""
    _, _, section = _text(documented).partition("\nAttributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc("\n" + section.split("\n\n", maxsplit=1)[0]).splitlines():
        match = ATTRIBUTE.match(line)
        if match:
            name = match[1]
            found[name] = match[2]
        elif name:
            found[name] += f" {line.strip()}"
    return {name: text.replace("``", "`") for name, text in found.items()}


def _text(documented: Any) -> str:
    """A docstring, or the docstring of something."""
    return documented if isinstance(documented, str) else inspect.getdoc(documented) or ""
