"""``concord agencies``: who is a member of the deployment."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from concord_contracts.facts.directory import AgencyJoined, AgencyLeft

from concord_kernel import clock
from concord_kernel.context import Context
from concord_kernel.directory import AGENCY, DEPLOYMENT, LetJoin, LetLeave
from concord_kernel.handle import handle
from concord_kernel.jurisdictions import Jurisdictions, NoJurisdictionError, PluginFailedError
from concord_kernel.ledger import AgencyKeys, Ledger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

app = typer.Typer(help="Agencies of the deployment.", no_args_is_help=True)

LedgerDsn = Annotated[str, typer.Option("--ledger", envvar="CONCORD_LEDGER", help="As operator.")]
Keys = Annotated[
    Path, typer.Option("--keys", envvar="CONCORD_KEYS", help="Directory of the agencies' keys.")
]
Agency = Annotated[str, typer.Argument(help="Its code, the state first.")]
PAGE = 5000


@app.command()
def join(agency: Agency, ledger: LedgerDsn, keys: Keys) -> None:
    """Work for an agency from now on, under the jurisdiction that answers for it."""
    jurisdiction = _jurisdiction_of(agency)
    asyncio.run(_record(LetJoin(agency=agency, jurisdiction=jurisdiction), ledger, keys))
    typer.echo(f"{agency} is a member, under the rules of {jurisdiction}")


@app.command()
def leave(agency: Agency, ledger: LedgerDsn, keys: Keys) -> None:
    """Take no further commands for an agency; its log stays."""
    asyncio.run(_record(LetLeave(agency=agency), ledger, keys))
    typer.echo(f"{agency} is no member any more; its log stays")


@app.command("list")
def list_all(ledger: LedgerDsn, keys: Keys) -> None:
    """Every member with its jurisdiction."""
    for agency, jurisdiction in sorted(asyncio.run(_members(ledger, keys)).items()):
        typer.echo(f"{agency}\t{jurisdiction}")


def _jurisdiction_of(agency: str) -> str:
    try:
        return Jurisdictions.installed().of(agency).code
    except (NoJurisdictionError, PluginFailedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


async def _record(command: LetJoin | LetLeave, dsn: str, keys: Path) -> None:
    async with _ledger(dsn, keys) as ledger:
        asked = clock.new_command_id()
        context = Context(
            agency=DEPLOYMENT,
            actor="operator",
            at=clock.now(),
            command=asked,
            causation=str(asked),
            correlation=str(asked),
            allowed=command.ACTION,
        )
        await handle(ledger, AGENCY, command, context)


async def _members(dsn: str, keys: Path) -> dict[str, str]:
    members: dict[str, str] = {}
    async with _ledger(dsn, keys) as ledger:
        position = 0
        while page := await ledger.after(DEPLOYMENT, position, PAGE):
            for envelope in page:
                match envelope.fact:
                    case AgencyJoined(agency=agency, jurisdiction=jurisdiction):
                        members[agency] = jurisdiction
                    case AgencyLeft(agency=agency):
                        members.pop(agency, None)
                    case _:
                        pass
            position = page[-1].position
    return members


@asynccontextmanager
async def _ledger(dsn: str, keys: Path) -> AsyncGenerator[Ledger]:
    async with Ledger.open(dsn, AgencyKeys(keys / "agencies")) as ledger:
        yield ledger
