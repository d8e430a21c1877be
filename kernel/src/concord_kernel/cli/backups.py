"""``concord backups``: databases on disk, checked, and brought back. Keys are kept elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from concord_kernel.servers.backups import BackupError, Backups, manifest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

app = typer.Typer(help="Backups of the databases; never of keys.", no_args_is_help=True)

AdminDsn = Annotated[
    str, typer.Option("--admin", envvar="CONCORD_ADMIN", help="As a superuser of the cluster.")
]
Where = Annotated[Path, typer.Argument(help="The directory of a backup.")]


@app.command()
def make(
    root: Annotated[Path, typer.Argument(help="A directory below which backups are kept.")],
    admin: AdminDsn,
) -> None:
    """Dump every database, while everything goes on running."""
    with _told("dumping") as told, _or_stop():
        made = Backups(admin).make(root, told)
    typer.echo(str(made))


@app.command("list")
def list_all(
    root: Annotated[Path, typer.Argument(help="A directory below which backups are kept.")],
) -> None:
    """The backups there are, the oldest first."""
    for path in sorted(root.glob("[!.]*/manifest.json")):
        with _or_stop():
            said = manifest_of(path.parent)
        size = sum(one["bytes"] for one in said["databases"])
        typer.echo(f"{path.parent}\t{said['made_at']}\t{size:,} bytes")


@app.command()
def check(backup: Where, admin: AdminDsn) -> None:
    """Read every file of a backup; exit code 1 if one is damaged."""  # ruff: ignore[docstring-missing-exception] -- help for people
    with _or_stop():
        found = list(Backups(admin).check(backup))
    for one in found:
        typer.echo(f"{one.database}\t{one.bytes:,} bytes\t{one.wrong or 'as it was written'}")
    if any(one.wrong for one in found):
        raise typer.Exit(1)


@app.command()
def restore(
    backup: Where,
    admin: AdminDsn,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose the facts that are there now.")
    ] = False,
) -> None:
    """Bring every database back, with every process stopped and the bus emptied.

    Afterwards, let `concord vault destroy-again` destroy what was erased since.
    """
    with _told("restoring") as told, _or_stop():
        Backups(admin).restore(backup, told, replace=replace)
    typer.echo("Restored. Destroy again what was erased since: concord vault destroy-again")


@contextmanager
def _told(doing: str) -> Generator[Callable[[str, int, int], None]]:
    """A bar on the terminal, where there is one."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)

        def tell(what: str, nth: int, of: int) -> None:
            bar.update(task, description=f"{doing} {what}", completed=nth, total=of)

        yield tell


@contextmanager
def _or_stop() -> Generator[None]:
    try:
        yield
    except BackupError as error:
        _stop(str(error))


def _stop(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
