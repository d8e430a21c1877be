"""Publishes what agencies' logs hold beyond their places in the stream, in rounds.

A round takes every agency that has grown since the last one: one read, one publication, so that
many agencies cost little more than one. The place is the agency's last message in the stream;
nothing is kept elsewhere. Which agencies this process may carry is the relay's to know.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import nats.errors
import psycopg
import structlog
from nats.js.errors import NotFoundError

from concord_kernel.bus.message import NotAMessageError, position_of, render
from concord_kernel.bus.stream import FACTS
from concord_kernel.bus.subjects import of_agency
from concord_kernel.bus.window import NotStoredError
from concord_kernel.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from concord_contracts.event import Envelope
    from nats.js import JetStreamContext

    from concord_kernel.bus.window import Window
    from concord_kernel.ledger import Ledger

log = structlog.get_logger(__name__)

AT_MOST: Final = 1000
"""Facts carried in a round."""

OF_EACH: Final = 20
"""Facts of each agency, where many agencies have more than that."""

MANY: Final = 100
"""Agencies in a round."""

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
        ledger: Where facts are read, with a role that sees every agency's.
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
        self._grown: dict[str, None] = {}
        self._wake = asyncio.Event()

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
        """Carry an agency's new facts in the next round."""
        self._grown[agency] = None
        self._wake.set()

    async def run(self) -> None:
        """Carry until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while agencies := self._next():
                if not await self._went_well(agencies):
                    await self._each_alone(agencies)

    def _next(self) -> list[str]:
        """The agencies of the next round, those first that have waited longest."""
        agencies = [agency for agency in self._grown if agency in self._mine][:MANY]
        for agency in agencies:
            del self._grown[agency]
        return agencies

    async def _each_alone(self, agencies: Sequence[str]) -> None:
        """What one agency's log provokes must not hold up the others."""
        if len(agencies) > 1:
            for agency in agencies:
                await self._went_well([agency])

    async def _went_well(self, agencies: Sequence[str]) -> bool:
        """Carry a round; whether nothing unforeseen happened."""
        try:
            await self._round(agencies)
        except TROUBLE as error:
            reason = f"{type(error).__name__}: {error}"[:200]
            log.warning("carry", agency=agencies[0], count=len(agencies), reason=reason)
        except Exception:
            log.exception("carry", agency=agencies[0], count=len(agencies))
            return False
        return True

    async def _round(self, agencies: Sequence[str]) -> None:
        epoch = self._epoch
        places = {agency: await self._placed(agency) for agency in agencies}
        limit = max(AT_MOST // len(agencies), OF_EACH)
        page = await self._ledger.after_each(places, limit)
        await self._window.publish([render(envelope) for envelope in page])
        if epoch != self._epoch:
            self._grown |= dict.fromkeys(agencies)
            return
        self._carried(len(page))
        self._move(page, limit)

    def _move(self, page: Sequence[Envelope], limit: int) -> None:
        carried: dict[str, int] = {}
        for envelope in page:
            carried[envelope.agency] = carried.get(envelope.agency, 0) + 1
            if envelope.agency in self._mine:
                self._places[envelope.agency] = envelope.position
        for agency, facts in carried.items():
            if facts == limit:
                self._grown[agency] = None

    async def _placed(self, agency: str) -> int:
        if agency not in self._places:
            self._places[agency] = await self._last_in_stream(agency)
        return self._places[agency]

    async def _last_in_stream(self, agency: str) -> int:
        try:
            last = await self._stream.get_last_msg(FACTS, of_agency(agency))
        except NotFoundError:
            return 0
        return position_of(last.headers)
