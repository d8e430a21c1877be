"""``concord roles`` and ``concord grants``: who may do what, as the operator gives it.

The first administrator of an agency is given this way; the rest is the administrator's, on a page.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord_kernel import clock
from concord_kernel.access import PURPOSES, ROLES, Asked, Gate, standing_of
from concord_kernel.access.granting import (
    STANDING,
    EndRole,
    GiveGrant,
    GiveRole,
    StandingCommand,
    WithdrawGrant,
)
from concord_kernel.cli.agencies import Keys, LedgerDsn
from concord_kernel.context import Context
from concord_kernel.decider import Refused
from concord_kernel.handle import handle
from concord_kernel.ledger import AgencyKeys, Ledger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.access import Standing

roles = typer.Typer(help="Roles of an agency's own people.", no_args_is_help=True)
grants = typer.Typer(help="Grants of people of other agencies.", no_args_is_help=True)

Agency = Annotated[str, typer.Argument(help="In which agency.")]
Person = Annotated[str, typer.Argument(help="The account's Concord number.")]
Review = Annotated[str, typer.Option(help="Only in this review; else in the whole agency.")]
Role = Annotated[str, typer.Argument(help=f"One of: {', '.join(ROLES)}.")]


@roles.command("give")
def give_role(
    agency: Agency, person: Person, role: Role, ledger: LedgerDsn, keys: Keys, review: Review = ""
) -> None:
    """Let a person of the agency hold a role."""
    command = GiveRole(person=person, role=role, review=review or None)
    asyncio.run(_record(agency, command, ledger, keys))
    typer.echo(f"{person} is {role} in {review or agency}")


@roles.command("end")
def end_role(
    agency: Agency, person: Person, role: Role, ledger: LedgerDsn, keys: Keys, review: Review = ""
) -> None:
    """Let a person of the agency hold a role no longer."""
    command = EndRole(person=person, role=role, review=review or None)
    asyncio.run(_record(agency, command, ledger, keys))
    typer.echo(f"{person} is not {role} in {review or agency} any more")


@grants.command("give")
def give_grant(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- one for each word of the command
    agency: Agency,
    person: Person,
    home: Annotated[str, typer.Option(help="The agency the person belongs to.")],
    role: Annotated[list[str], typer.Option(help="A role; several times for several.")],
    ledger: LedgerDsn,
    keys: Keys,
    purpose: Annotated[str, typer.Option(help=f"One of: {', '.join(PURPOSES)}.")] = PURPOSES[0],
    review: Review = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="When it ends by itself.")] = 14,
) -> None:
    """Let a person of another agency act in this one for a while."""
    command = GiveGrant(
        grant=f"grant-{clock.new_command_id().hex[:16]}",
        person=person,
        home=home,
        roles=tuple(role),
        purpose=purpose,
        review=review or None,
        until=clock.now() + timedelta(days=days),
    )
    asyncio.run(_record(agency, command, ledger, keys))
    typer.echo(f"{command.grant}\t{person} may act in {review or agency} for {days} days")


@grants.command("withdraw")
def withdraw_grant(
    agency: Agency,
    person: Person,
    grant: Annotated[str, typer.Argument(help="The grant's id.")],
    ledger: LedgerDsn,
    keys: Keys,
) -> None:
    """End a grant now."""
    command = WithdrawGrant(grant=grant, person=person)
    asyncio.run(_record(agency, command, ledger, keys))
    typer.echo(f"{grant} is withdrawn")


@grants.command("list")
def list_all(agency: Agency, person: Person, ledger: LedgerDsn, keys: Keys) -> None:
    """What a person holds in an agency: roles, and grants that have not ended."""
    standing = asyncio.run(_standing(agency, person, ledger, keys))
    for role, review in sorted(standing.own, key=str):
        typer.echo(f"role\t{role}\t{review or agency}")
    for home, grant in standing.grants.values():
        if grant.until is not None and clock.now() < grant.until:
            held = ",".join(grant.roles)
            where = grant.review or agency
            typer.echo(f"{grant.id}\t{held}\t{where}\t{home}\t{grant.until:%Y-%m-%d}")


async def _record(agency: str, command: StandingCommand, dsn: str, keys: Path) -> None:
    async with _ledger(dsn, keys) as ledger:
        asked = Asked(
            actor="operator",
            kind="operator",
            action=command.ACTION,
            agency=agency,
            is_member=True,
        )
        if not Gate().decide(asked).is_allowed:
            raise Refused("policy.not-allowed", policy="operator")
        made = clock.new_command_id()
        context = Context(
            agency=agency,
            actor="operator",
            at=clock.now(),
            command=made,
            causation=str(made),
            correlation=str(made),
            allowed=asked.action,
        )
        await handle(ledger, STANDING, command, context)


async def _standing(agency: str, person: str, dsn: str, keys: Path) -> Standing:
    async with _ledger(dsn, keys) as ledger:
        history = await ledger.read(agency, [f"standing-{person}"])
    return standing_of(one.fact for one in history)


@asynccontextmanager
async def _ledger(dsn: str, keys: Path) -> AsyncGenerator[Ledger]:
    async with Ledger.open(dsn, AgencyKeys(keys / "agencies")) as ledger:
        yield ledger
