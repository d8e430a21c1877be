"""Follows where the rows of an agency stand, once for all in this process who want to know.

What it tells is how often the rows of a review changed since it began to look: a number that
nobody can turn into a position of the agency's log. It looks only while somebody listens.
Called by ``live``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson
import structlog
from concord_contracts.audience import is_for_the_host

from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.ledger.ledger import PAGE
from concord_kernel.readers.questions import of_each
from concord_kernel.readers.trouble import PASSING, RowsNotReadyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Mapping, Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.office import Office

log = structlog.get_logger(__name__)

EVERY: Final = 0.5
"""Seconds between two looks."""

AWAY: Final = 2.0
"""Seconds until the next look while a database is away."""

ASKED: Final = "with asked as materialized (select unnest($1::text[]) as agency) "
STANDS: Final = (
    "select {name} as reader, agency, position from {schema}.position join asked using (agency)"
)


class Scope(NamedTuple):
    """What somebody wants to know of, and may.

    Attributes:
        reviews: These only; none: all of the agency's.
        is_inside: Whether facts of interviews, notes and themes count, too.
    """

    reviews: frozenset[str]
    is_inside: bool


class Drafts:
    """Tells of a form's savings, one after the other, that pages show no more than the first.

    A form is saved while somebody types; every open page would ask anew at every pause.

    Args:
        names: The facts that save a form.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._first: dict[str, int] = {}

    def shows(self, envelope: Envelope) -> bool:
        """Whether pages may show something else after this fact; they may be told twice."""
        stream, position = envelope.stream, envelope.position
        if envelope.name in self._names:
            return position <= self._first.setdefault(stream, position)
        if position > self._first.get(stream, position):
            del self._first[stream]
        return True


class Watch:
    """Counts how often the rows of an agency's reviews changed.

    Attributes:
        moved: Set when anything changed; another one waits for what changes next.
        listeners: How many want to know.
    """

    def __init__(self, office: Office, agency: str) -> None:
        self._office = office
        self._agency = agency
        self._nonce = secrets.token_urlsafe(9)
        self._stands: Mapping[str, int] | None = None
        self._counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._drafts = Drafts({fact.NAME for fact in office.service.drafts})
        self.moved = asyncio.Event()
        self.listeners = 0

    def token(self, scope: Scope) -> str:
        """Stands for what was so far; another one says that something changed since."""
        counted = self._counts[scope.is_inside]
        total = sum(counted[one] for one in scope.reviews) if scope.reviews else counted.total()
        return f"{self._nonce}.{total}"

    def begin(self) -> None:
        """Begin to look; what was missed meanwhile counts as a change of everything."""
        self._stands = None
        self._count_all()

    async def take(self, stands: Mapping[str, int]) -> None:
        """Count what readers have applied since the last look.

        Args:
            stands: Where each reader of this service stands now.

        Raises:
            LedgerUnavailableError: it cannot be counted now; the next look counts it.
        """
        before, self._stands = self._stands, stands
        if before is None or before == stands:
            return
        try:
            await self._count(before, stands)
        except BaseException:
            self._stands = before
            raise
        self.moved.set()
        self.moved = asyncio.Event()

    async def _count(self, before: Mapping[str, int], stands: Mapping[str, int]) -> None:
        spans = [
            (before[name], position)
            for name, position in stands.items()
            if before[name] != position
        ]
        first, last = min(old for old, _ in spans), max(new for _, new in spans)
        if any(new < old for old, new in spans) or last - first > PAGE:
            self._count_all()
            return
        envelopes = await self._office.ledger.after(self._agency, first, last - first)
        changing = [one for one in envelopes if self._drafts.shows(one)]
        applied = [one for one in changing if any(a < one.position <= b for a, b in spans)]
        for is_inside in (False, True):
            seen = [one for one in applied if is_inside or is_for_the_host(one.name)]
            self._counts[is_inside].update({review for one in seen if (review := _review(one))})

    def _count_all(self) -> None:
        """Rows were built anew, or much was applied at once: all may have changed."""
        self._nonce = secrets.token_urlsafe(9)


def _review(envelope: Envelope) -> str:
    """The review that a fact belongs to; empty for a fact of no review, which shows on no page."""
    found: Any = orjson.loads(envelope.data).get("review")
    is_access = envelope.name.startswith(("access.", "door."))
    return found if isinstance(found, str) and not is_access else ""


class Watches:
    """The watches of one process: one an agency, and one look for all that anybody listens to."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._watches: dict[str, Watch] = {}
        self._task: asyncio.Task[None] | None = None
        self._new = asyncio.Event()

    def of(self, agency: str) -> Watch:
        """The agency's watch."""
        if agency not in self._watches:
            self._watches[agency] = Watch(self._office, agency)
        return self._watches[agency]

    @asynccontextmanager
    async def listening(self, agency: str) -> AsyncGenerator[None]:
        """Look for as long as the block lasts; the first begins and the last one ends it."""
        watch = self.of(agency)
        watch.listeners += 1
        if watch.listeners == 1:
            watch.begin()
            self._new.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            watch.listeners -= 1

    @property
    def _listened(self) -> list[tuple[str, Watch]]:
        return [(agency, one) for agency, one in self._watches.items() if one.listeners]

    async def _run(self) -> None:
        """Look until nobody listens; a task that is cancelled while it looks may forget it."""
        while self._listened:
            self._new.clear()
            pause = EVERY
            try:
                await self._look()
            except (*PASSING, LedgerUnavailableError) as error:
                log.warning("not looked", reason=type(error).__name__)
                pause = AWAY
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._new.wait()

    async def _look(self) -> None:
        listened = self._listened
        stands = await self._positions([agency for agency, _ in listened])
        for agency, watch in listened:
            await watch.take(stands[agency])

    async def _positions(self, agencies: Sequence[str]) -> dict[str, dict[str, int]]:
        """Where each reader of this service stands; readers that have not run yet at 0."""
        readers = self._office.service.readers
        stands = {agency: dict.fromkeys((one.name for one in readers), 0) for agency in agencies}
        with suppress(RowsNotReadyError):
            asked = (ASKED + of_each(STANDS, readers), (list(agencies),))
            (rows,) = await self._office.rows.everywhere([asked])
            for row in rows:
                stands[row["agency"]][row["reader"]] = row["position"]
        return stands
