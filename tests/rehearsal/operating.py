"""What an operator does for many counties at once: they join, and their first roles are given.

The commands are those of ``concord agencies join`` and ``concord roles give``, handled in this
process: a hundred starts of a program would take longer than the week.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from concord_kernel import clock
from concord_kernel.access.granting import STANDING, GiveRole
from concord_kernel.context import Context
from concord_kernel.directory import AGENCY, DEPLOYMENT, LetJoin
from concord_kernel.handle import handle
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.ledger import AgencyKeys, Ledger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from concord_demo.stage import Stage
    from concord_kernel.command import Command


async def let_join(stage: Stage, agencies: Sequence[str]) -> None:
    """Let agencies join under the rules that bind them, and give them accounts on the bus."""
    plugins = Jurisdictions.installed()
    async with opened(stage, "operator-ledger") as ledger:
        for agency in agencies:
            command = LetJoin(agency=agency, jurisdiction=plugins.of(agency).code)
            await handle(ledger, AGENCY, command, _context(DEPLOYMENT, command))
    await asyncio.to_thread(stage.deployment.let_in, agencies)


async def appoint(stage: Stage, administrators: Mapping[str, str]) -> None:
    """Give each agency its first administrator.

    Args:
        stage: The deployment.
        administrators: Agency to Concord number.
    """
    async with opened(stage, "operator-ledger") as ledger:
        for agency, person in administrators.items():
            command = GiveRole(person=person, role="administrator", review=None)
            await handle(ledger, STANDING, command, _context(agency, command))


@asynccontextmanager
async def opened(stage: Stage, address: str) -> AsyncGenerator[Ledger]:
    """The ledger as one of its roles."""
    dsn = stage.deployment.secrets.address(address).read_text("utf-8")
    keys = AgencyKeys(stage.deployment.keys / "agencies")
    async with Ledger.open(dsn, keys, connections=8, patience=60.0) as ledger:
        yield ledger


def _context(agency: str, command: Command) -> Context:
    made = clock.new_command_id()
    return Context(
        agency=agency,
        actor="operator",
        at=clock.now(),
        command=made,
        causation=str(made),
        correlation=str(made),
        allowed=command.ACTION,
    )
