"""The ``concord`` command itself: its parts, and what it says when something is wrong."""

from __future__ import annotations

import sys

import typer

from concord_kernel.cli import (
    accounts,
    agencies,
    backups,
    documents,
    grants,
    processes,
    providers,
    readers,
    rules,
    secret_files,
    tokens,
    vault,
)
from concord_kernel.decider import Refused
from concord_kernel.settings import SettingsError
from concord_kernel.web.words import sentence

app = typer.Typer(
    name="concord",
    help="Runs child-welfare quality case reviews.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(processes.serve)
app.command()(processes.read)
app.command()(processes.relay)
app.command()(processes.provision)
app.command("secrets")(secret_files.make)
app.command("docs")(documents.write)
app.add_typer(accounts.app, name="accounts")
app.add_typer(agencies.app, name="agencies")
app.add_typer(backups.app, name="backups")
app.add_typer(providers.app, name="providers")
app.add_typer(grants.roles, name="roles")
app.add_typer(grants.grants, name="grants")
app.add_typer(readers.app, name="readers")
app.add_typer(rules.app, name="rules")
app.add_typer(tokens.app, name="tokens")
app.add_typer(vault.app, name="vault")


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 1, a wrong setting exit code 2.

    Raises:
        SystemExit: with the command's exit code.
    """
    try:
        app()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except Refused as refused:
        sys.stderr.write(f"{sentence(refused.rule, refused.facts)}\n")
        raise SystemExit(1) from None
