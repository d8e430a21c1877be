"""An agency's log of a running deployment, as an auditor reads it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from concord_kernel.ledger import AgencyKeys, Ledger

if TYPE_CHECKING:
    from concord_contracts.event import Envelope
    from concord_demo.stage import Stage


def history(stage: Stage, agency: str) -> list[Envelope]:
    """The agency's whole log."""

    async def read() -> list[Envelope]:
        dsn = stage.deployment.secrets.address("auditor-ledger").read_text("utf-8")
        keys = AgencyKeys(stage.deployment.keys / "agencies")
        async with Ledger.open(dsn, keys) as ledger:
            return await ledger.after(agency, 0)

    return asyncio.run(read())
