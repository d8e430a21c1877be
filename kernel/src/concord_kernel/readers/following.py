"""Keeps readers at the heads of the logs: from the bus, and from the ledger what is missing.

One reader of one agency is brought up in bulk by at most one task of this process; what the bus
offers meanwhile is left to that task. Called by ``drain`` and ``compare``.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from concord_kernel.bus.running import end

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.ledger import Ledger
    from concord_kernel.readers.applying import Applying, Standing
    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.readers.reader import Reader

log = structlog.get_logger(__name__)

PAGE: Final = 5000
"""Facts read from the ledger at a time while catching up."""

WIDEST_GAP: Final = 1000
"""A gap of more facts is left to catching up."""


class Following:
    """Brings readers forward."""

    def __init__(self, ledger: Ledger, applying: Applying, observer: ReaderObserver) -> None:
        self._ledger = ledger
        self._applying = applying
        self._observer = observer
        self._catching_up: dict[tuple[str, str], int] = {}

    async def offer(self, reader: Reader, agency: str, offered: Sequence[Envelope]) -> None:
        """Apply what the bus brought, filling gaps from the ledger.

        Afterwards the reader stands at the last of them or beyond, or it is parked, or a task that
        catches up will bring it there.

        Args:
            reader: Whose rows.
            agency: Whose facts.
            offered: By position, each once, at least one.
        """
        last = offered[-1].position
        pair = (reader.name, agency)
        while pair not in self._catching_up:
            standing = await self._applying.advance(reader, agency, offered)
            if standing.is_parked or standing.position >= last:
                return
            offered = await self._without_gap(reader, standing, offered)
            if not offered:
                return
        self._catching_up[pair] = max(last, self._catching_up[pair])

    async def pass_over(
        self, readers: Sequence[Reader], agency: str, offered: Sequence[Envelope]
    ) -> Sequence[Reader]:
        """Move readers past what they are not given; those that stand at the last of it now.

        Raises:
            Exception: whatever passes; nothing was moved.
        """
        free = [one for one in readers if (one.name, agency) not in self._catching_up]
        return await self._applying.pass_over(free, agency, offered)

    async def _without_gap(
        self, reader: Reader, standing: Standing, offered: Sequence[Envelope]
    ) -> Sequence[Envelope]:
        """What is still to be applied, led by what is missing; nothing if that is too much."""
        rest = [envelope for envelope in offered if envelope.position > standing.position]
        gap = rest[0].position - standing.position - 1
        if gap > WIDEST_GAP:
            return ()
        if not gap:
            return rest
        missing = await self._ledger.after(rest[0].agency, standing.position, gap)
        self._observer.filled(reader.name, len(missing))
        if len(missing) == gap:
            return [*missing, *rest]
        log.error(
            "the bus is ahead of the ledger",
            agency=rest[0].agency,
            reader=reader.name,
            position=rest[0].position,
        )
        return ()

    async def catch_up(self, reader: Reader, agency: str) -> None:
        """Bring a reader to the head of an agency's log from the ledger."""
        pair = (reader.name, agency)
        if pair in self._catching_up:
            return
        self._catching_up[pair] = 0
        try:
            standing = await self._applying.advance(reader, agency, ())
            while not standing.is_parked:
                reached = await self._to_the_head(reader, agency, standing)
                if reached.position >= self._catching_up[pair] or reached == standing:
                    return
                standing = reached
        finally:
            del self._catching_up[pair]

    async def _to_the_head(self, reader: Reader, agency: str, standing: Standing) -> Standing:
        page: Sequence[Envelope] = await self._ledger.after(agency, standing.position, PAGE)
        while page and not standing.is_parked:
            before, last = standing.position, page[-1].position
            async with self._reading_ahead(agency, page) as ahead:
                standing = await self._whole(reader, agency, page, standing)
                self._observer.filled(reader.name, standing.position - before)
                page = await ahead
            if page and standing.position > last:  # another copy was faster
                page = await self._ledger.after(agency, standing.position, PAGE)
        return standing

    async def _whole(
        self, reader: Reader, agency: str, page: Sequence[Envelope], standing: Standing
    ) -> Standing:
        while not standing.is_parked and standing.position < page[-1].position:
            standing = await self._applying.advance(reader, agency, page)
        return standing

    @asynccontextmanager
    async def _reading_ahead(
        self, agency: str, page: Sequence[Envelope]
    ) -> AsyncGenerator[Awaitable[Sequence[Envelope]]]:
        """The next page, read while this one is applied."""
        reading = asyncio.create_task(self._next(agency, page))
        try:
            yield reading
        finally:
            await end(reading)

    async def _next(self, agency: str, page: Sequence[Envelope]) -> Sequence[Envelope]:
        """The page after a full one; a page that is not full ends at the head."""
        if len(page) < PAGE:
            return ()
        return await self._ledger.after(agency, page[-1].position, PAGE)
