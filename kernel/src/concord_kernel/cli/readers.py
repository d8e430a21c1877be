"""``concord readers``: facts that a reader is parked at, trying again, building rows anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from concord_kernel import service as services
from concord_kernel.office import opened
from concord_kernel.readers.parked import parked, retry
from concord_kernel.readers.rebuild import rebuild
from concord_kernel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from concord_kernel.office import Office
    from concord_kernel.readers import Reader

app = typer.Typer(help="Readers of one service.", no_args_is_help=True)

ServiceName = Annotated[str, typer.Argument(help="The service whose settings are in force.")]
ReaderName = Annotated[str, typer.Argument(help="Such as week-plan.")]
AgencyCode = Annotated[str, typer.Argument(help="The agency whose facts it waits at.")]


@app.command("list")
def list_all(service: ServiceName) -> None:
    """The service's readers and policies."""
    for reader in services.installed(service).readers:
        typer.echo(reader.name)


@app.command("parked")
def show_parked(service: ServiceName) -> None:
    """Every agency's facts at which a reader waits; exit code 1 if there are any."""
    waiting = _do(service, lambda office, readers: parked(office.rows, [r.name for r in readers]))
    for one in waiting:
        where = f"{one.reader} of {one.agency} waits at {one.position} ({one.name})"
        typer.echo(f"{where} since {one.at:%Y-%m-%d %H:%M}: {one.reason}")
    if waiting:
        _stop(1)


@app.command("retry")
def try_again(service: ServiceName, reader: ReaderName, agency: AgencyCode) -> None:
    """Let a reader try its parked fact again, after whatever was wrong is mended."""
    if not _do(service, lambda office, _: retry(office.rows, reader, agency)):
        _stop(1, f"{reader} of {agency} was not parked")
    typer.echo(f"{reader} of {agency} tries again")


@app.command("rebuild")
def build_anew(service: ServiceName, reader: ReaderName) -> None:
    """Build a reader's rows anew beside the live ones, and swap."""
    chosen = next((r for r in services.installed(service).readers if r.name == reader), None)
    if chosen is None:
        _stop(2, f"{service} has no reader {reader}")
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"rebuilding {reader}", total=None)

        def told(facts: int) -> None:
            bar.update(task, description=f"{reader}: {facts:,} facts")

        done = _do(service, lambda office, _: rebuild(chosen, office.rows, office.ledger, told))
    what = f"{done.facts:,} facts of {done.agencies} agencies in {done.seconds:.1f} s"
    typer.echo(f"{reader} is rebuilt: {what}")


def _stop(code: int, why: str = "") -> NoReturn:
    if why:
        typer.echo(why, err=True)
    raise typer.Exit(code)


def _do(
    service: str, work: Callable[[Office, tuple[Reader, ...]], Coroutine[Any, Any, Any]]
) -> Any:
    async def run() -> Any:
        found = services.installed(service)
        async with opened(found, Settings.read()) as office:
            policies = tuple(make(office).reader() for make in found.policies)
            return await work(office, (*found.readers, *policies))

    return asyncio.run(run())
