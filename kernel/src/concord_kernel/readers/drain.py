"""Takes facts from the bus to the readers: a queue and a task for each busy agency.

Sorted, applied for every reader, committed, then acknowledged. While a server is away the same
facts are tried again; what is delivered twice meanwhile is dropped by the position. Called by
``inlet``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog

from concord_kernel.bus.running import end
from concord_kernel.readers.trouble import passes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.readers.following import Following
    from concord_kernel.readers.reader import Reader

log = structlog.get_logger(__name__)

AT_MOST: Final = 500
"""Facts of one agency applied together."""

WAITING: Final = 4000
"""Facts taken from the bus and not acknowledged; more are left on the bus."""

FIRST_PAUSE: Final = 0.1
LAST_PAUSE: Final = 2.0
"""Seconds between two attempts while a server is away."""


class Delivery(NamedTuple):
    """A fact from the bus, and what tells the bus that it may forget it."""

    envelope: Envelope
    acknowledge: Callable[[], Awaitable[None]]


class Drain:
    """Applies deliveries.

    Args:
        following: Brings a reader forward.
        readers: Gives those that may be brought forward now.
    """

    def __init__(self, following: Following, readers: Callable[[], Sequence[Reader]]) -> None:
        self._following = following
        self._readers = readers
        self._waiting: dict[str, list[Delivery]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(WAITING)

    async def take(self, delivery: Delivery) -> None:
        """Queue a fact; waits while too many wait."""
        await self._room.acquire()
        agency = delivery.envelope.agency
        self._waiting.setdefault(agency, []).append(delivery)
        if agency not in self._running:
            self._running[agency] = asyncio.create_task(self._run(agency))

    async def rest(self) -> None:
        """Stop; what was not acknowledged is delivered again, to whoever runs then."""
        await end(*self._running.values())

    async def _run(self, agency: str) -> None:
        try:
            while waiting := self._waiting.pop(agency, None):
                waiting.sort(key=lambda delivery: delivery.envelope.position)
                if later := waiting[AT_MOST:]:
                    self._waiting[agency] = later
                await self._drain(agency, waiting[:AT_MOST])
        except Exception:
            log.exception("drain", agency=agency)
        finally:
            del self._running[agency]

    async def _drain(self, agency: str, some: Sequence[Delivery]) -> None:
        try:
            await self._until_applied(agency, _each_once(some))
            for delivery in some:
                await delivery.acknowledge()
        finally:
            for _ in some:
                self._room.release()

    async def _until_applied(self, agency: str, offered: Sequence[Envelope]) -> None:
        pause = FIRST_PAUSE
        while not await self._applied(agency, offered):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE)

    async def _applied(self, agency: str, offered: Sequence[Envelope]) -> bool:
        readers = await self._still_to_do(agency, offered)
        outcomes = await asyncio.gather(
            *(self._following.offer(reader, agency, offered) for reader in readers),
            return_exceptions=True,
        )
        for reader, outcome in zip(readers, outcomes, strict=True):
            if isinstance(outcome, Exception) and passes(outcome):
                log.warning(
                    "waiting",
                    agency=agency,
                    reader=reader.name,
                    position=offered[0].position,
                    reason=type(outcome).__name__,
                )
            elif isinstance(outcome, BaseException):
                raise outcome
        return not any(outcomes)

    async def _still_to_do(self, agency: str, offered: Sequence[Envelope]) -> Sequence[Reader]:
        """The readers that are given some of it, and those that it could not be kept from."""
        readers = self._readers()
        try:
            passed = {one.name for one in await self._following.pass_over(readers, agency, offered)}
        except Exception as error:
            if not passes(error):
                raise
            return readers
        return [one for one in readers if one.name not in passed]


def _each_once(sorted_: Sequence[Delivery]) -> list[Envelope]:
    return list({one.envelope.position: one.envelope for one in sorted_}.values())
