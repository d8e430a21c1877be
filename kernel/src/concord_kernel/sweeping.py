"""Keeps the vault clean: hourly, texts that no fact refers to are removed after a day.

Such texts are left when a process dies between keeping a text and recording the fact. Any number of
processes may sweep at once.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from concord_kernel.bus.running import end
from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.vault import VaultUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.vault import Vault

log = structlog.get_logger(__name__)

EVERY: Final = 3600.0
"""Seconds between two sweeps."""


@asynccontextmanager
async def sweeping(vault: Vault | None) -> AsyncGenerator[None]:
    """Sweep for as long as the block lasts, where there is a vault."""
    task = asyncio.create_task(_for_ever(vault)) if vault else None
    try:
        yield
    finally:
        if task:
            await end(task)


async def _for_ever(vault: Vault) -> None:
    while True:
        await asyncio.sleep(EVERY)
        try:
            swept = await vault.sweep()
        except (VaultUnavailableError, LedgerUnavailableError) as error:
            log.warning("not swept", reason=type(error).__name__)
        else:
            log.info("swept", count=swept.removed)
