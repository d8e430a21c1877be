"""The ``concord`` command itself: its parts, and what it says when something is wrong.

A process loads the part that it was asked for and no other: a deployment starts a dozen of them.
"""

from __future__ import annotations

import sys
from pkgutil import resolve_name
from typing import Final

import typer

from concord_kernel.decider import Refused
from concord_kernel.settings import SettingsError
from concord_kernel.web.words import sentence

PARTS: Final = {
    "serve": "processes:serve",
    "read": "processes:read",
    "relay": "processes:relay",
    "provision": "processes:provision",
    "secrets": "secret_files:make",
    "docs": "documents:write",
    "accounts": "accounts:app",
    "agencies": "agencies:app",
    "backups": "backups:app",
    "providers": "providers:app",
    "roles": "grants:roles",
    "grants": "grants:grants",
    "readers": "readers:app",
    "rules": "rules:app",
    "tokens": "tokens:app",
    "vault": "vault:app",
}
"""What a first word does, and where that stands."""


def assembled(*words: str) -> typer.Typer:
    """The command with these parts; with every part, if none is named."""
    app = typer.Typer(
        name="concord",
        help="Runs child-welfare quality case reviews.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_begin)
    for word in words or PARTS:
        part = resolve_name(f"concord_kernel.cli.{PARTS[word]}")
        if isinstance(part, typer.Typer):
            app.add_typer(part, name=word)
        else:
            app.command(word)(part)
    return app


def _begin() -> None:
    """Runs child-welfare quality case reviews."""


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 1, a wrong setting exit code 2.

    Raises:
        SystemExit: with the command's exit code.
    """
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    is_part = asked in PARTS and asked != "docs"  # which writes down what every part says
    app = assembled(asked) if is_part else assembled()
    try:
        app()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except Refused as refused:
        sys.stderr.write(f"{sentence(refused.rule, refused.facts)}\n")
        raise SystemExit(1) from None
