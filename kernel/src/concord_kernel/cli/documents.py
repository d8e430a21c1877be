"""``concord docs``: writes the references that follow from the code, or says which are out of date.

For developers, in a checkout. The test that the committed references are current calls the same
functions.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from concord_contracts.asyncapi import document
from concord_contracts.schemas import past_files, schemas

from concord_kernel.cli.rulebook import laid_out
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.reference.access import access_page
from concord_kernel.reference.commands import commands_page
from concord_kernel.reference.facts import facts_page
from concord_kernel.reference.hooks import hooks_page
from concord_kernel.reference.rules import rules_pages
from concord_kernel.settings import settings_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCE = Path("docs/reference")
SCHEMAS = Path("contracts/schemas")
RULES = REFERENCE / "rules"


def write(
    context: typer.Context,
    root: Annotated[Path, typer.Option(help="The checkout.")] = Path(),
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; name differences.")
    ] = False,
) -> None:
    """Write the generated references of a checkout."""
    if not (root / "contracts" / "pyproject.toml").exists():
        _stop(2, f"{root.resolve()} is no checkout of Concord")
    wanted = references(context.find_root().command)
    if not check:
        put(root, wanted)
    elif wrong := differences(root, wanted):
        _stop(1, "\n  ".join(["Out of date; run `make docs`:", *map(str, wrong)]))


def references(command: Any) -> dict[Path, str]:
    """Every generated file by its place in the checkout, with what belongs in it.

    Args:
        command: The ``concord`` command as it is assembled.
    """
    pages = {
        "access.md": access_page(),
        "facts.md": facts_page(),
        "hooks.md": hooks_page(),
        "settings.md": settings_reference(),
        "commands.md": commands_page(command),
        **rules_pages(Jurisdictions.installed(), laid_out),
    }
    return {
        **{REFERENCE / name: text for name, text in pages.items()},
        **{SCHEMAS / name: _json(schema) for name, schema in schemas().items()},
        Path("contracts/asyncapi.json"): _json(document()),
    }


def put(root: Path, wanted: Mapping[Path, str]) -> None:
    """Write them, and remove what nobody generates any more."""
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path in _left_over(root, wanted):
        (root / path).unlink()


def differences(root: Path, wanted: Mapping[Path, str]) -> list[Path]:
    """The files that are missing, differ, or that nobody generates any more."""
    wrong = [path for path, text in wanted.items() if _standing(root / path) != text]
    return [*wrong, *_left_over(root, wanted)]


def _left_over(root: Path, wanted: Mapping[Path, str]) -> list[Path]:
    """Generated files whose origin is gone; schemas of older versions stay for ever."""
    found = [*(root / SCHEMAS).glob("*.json"), *(root / RULES).glob("*.md")]
    paths = [each.relative_to(root) for each in found if each.name not in past_files()]
    return sorted(set(paths) - wanted.keys())


def _standing(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _stop(code: int, why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(code)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
