"""What long work has in common: it ends when told to, and says whether it can do its work.

Called by what ``concord relay`` and ``concord read`` run.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Coroutine

AGAIN: Final = 3.0
"""Seconds that work has to tidy up before it is told again."""


@dataclass(slots=True)
class Health:
    """Whether everything that the work needs answered a moment ago."""

    ready: bool = False


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work until the event is set, then cancel it and wait until it has tidied up.

    Raises:
        Exception: whatever the work ended with by itself.
    """
    working = asyncio.create_task(work)
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
        await _cancelled(working)
    if not working.cancelled():
        working.result()


async def _cancelled(working: asyncio.Task[None]) -> None:
    """Cancel, and again: a library that fails while it tidies up hides that it was cancelled."""
    while not working.done():
        working.cancel()
        await asyncio.wait({working}, timeout=AGAIN)
