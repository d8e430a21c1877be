"""Publishes what an agency's log holds beyond its place in the stream, one task per busy agency.

The place is the agency's last message in the stream, so nothing is kept elsewhere. Whether this
process may carry an agency is the relay's to know.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import nats.errors
import psycopg
import structlog
from nats.js.errors import NotFoundError

from concord_kernel.bus.message import NotAMessageError, position_of, render
from concord_kernel.bus.running import end
from concord_kernel.bus.stream import FACTS
from concord_kernel.bus.subjects import of_agency
from concord_kernel.bus.window import NotStoredError
from concord_kernel.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.js import JetStreamContext

    from concord_kernel.bus.window import Window
    from concord_kernel.ledger import Ledger

log = structlog.get_logger(__name__)

PAGE: Final = 500
"""Facts read and published at a time."""

AT_ONCE: Final = 8
"""Agencies carried at the same time."""

TROUBLE: Final = (
    nats.errors.Error,
    psycopg.Error,
    LedgerUnavailableError,
    NotAMessageError,
    NotStoredError,
    OSError,
    TimeoutError,
)
"""A server is away or says no: the next look tries again."""


class Carrier:
    """Carries facts over one connection.

    Args:
        ledger: Where facts are read.
        stream: Where an agency's last message is looked up.
        window: Through which facts are published.
        carried: Told how many facts the stream acknowledged.
    """

    def __init__(
        self,
        ledger: Ledger,
        stream: JetStreamContext,
        window: Window,
        carried: Callable[[int], None],
    ) -> None:
        self._ledger = ledger
        self._stream = stream
        self._window = window
        self._carried = carried
        self._mine: frozenset[str] = frozenset()
        self._places: dict[str, int] = {}
        self._epoch = 0
        self._grown: set[str] = set()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    def place(self, agency: str) -> int:
        """The position up to which the agency is known to be in the stream."""
        return self._places.get(agency, 0)

    def keep_to(self, agencies: frozenset[str]) -> None:
        """Carry these agencies only, and read the places of new ones anew."""
        for agency in self._places.keys() - (agencies & self._mine):
            del self._places[agency]
        self._mine = agencies

    def forget(self) -> None:
        """Read every place anew: messages may have gone from the stream."""
        self._epoch += 1
        self._places.clear()

    def carry(self, agency: str) -> None:
        """Start carrying an agency's new facts, if that is not under way."""
        self._grown.add(agency)
        if agency in self._mine and agency not in self._running:
            self._running[agency] = asyncio.create_task(self._run(agency))

    async def rest(self) -> None:
        """Stop whatever is under way; what was not acknowledged is published again some time."""
        await end(*self._running.values())

    async def _run(self, agency: str) -> None:
        try:
            async with self._room:
                while agency in self._grown & self._mine:
                    self._grown.discard(agency)
                    await self._publish(agency)
        except TROUBLE as error:
            log.warning("carry", agency=agency, reason=f"{type(error).__name__}: {error}"[:200])
        except Exception:
            log.exception("carry", agency=agency)
        finally:
            self._running.pop(agency, None)

    async def _publish(self, agency: str) -> None:
        epoch, place = self._epoch, await self._placed(agency)
        while agency in self._mine:
            page = await self._ledger.after(agency, place, PAGE)
            if not page:
                return
            await self._window.publish([render(envelope) for envelope in page])
            if epoch != self._epoch:
                self._grown.add(agency)
                return
            place = self._places[agency] = page[-1].position
            self._carried(len(page))

    async def _placed(self, agency: str) -> int:
        if agency not in self._places:
            epoch, place = self._epoch, await self._last_in_stream(agency)
            if epoch != self._epoch:
                return await self._placed(agency)
            self._places[agency] = place
        return self._places[agency]

    async def _last_in_stream(self, agency: str) -> int:
        try:
            last = await self._stream.get_last_msg(FACTS, of_agency(agency))
        except NotFoundError:
            return 0
        return position_of(last.headers)
