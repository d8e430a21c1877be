"""Follows where the rows of an agency stand, once for all in this process who want to know.

What it tells is how often the rows of a review changed since it began to look: a number that
nobody can turn into a position of the agency's log. It looks only while somebody listens.
Called by ``live``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson
import structlog
from concord_contracts.audience import is_for_the_host
from psycopg import sql
from psycopg.errors import InvalidSchemaName, UndefinedTable

from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.ledger.ledger import PAGE
from concord_kernel.readers.trouble import PASSING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from concord_contracts.event import Envelope

    from concord_kernel.office import Office

log = structlog.get_logger(__name__)

EVERY: Final = 0.5
"""Seconds between two looks."""

AWAY: Final = 2.0
"""Seconds until the next look while a database is away."""

STANDS: Final = "select {name}, position from {schema}.position where agency = {agency}"


class Scope(NamedTuple):
    """What somebody wants to know of, and may.

    Attributes:
        reviews: These only; none: all of the agency's.
        is_inside: Whether facts of interviews, notes and themes count, too.
    """

    reviews: frozenset[str]
    is_inside: bool


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
        self._stands: dict[str, int] | None = None
        self._counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._task: asyncio.Task[None] | None = None
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
        self._task = asyncio.create_task(self._run())

    def end(self) -> None:
        """Look no longer."""
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            pause = EVERY
            try:
                await self.look()
            except (*PASSING, LedgerUnavailableError) as error:
                log.warning("not looked", agency=self._agency, reason=type(error).__name__)
                pause = AWAY
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Count what readers have applied since the last look."""
        stands = await self._positions()
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

    async def _positions(self) -> dict[str, int]:
        """Where each reader of this service stands; readers that have not run yet at 0."""
        readers = self._office.service.readers
        query = sql.SQL(" union all ").join(
            sql.SQL(STANDS).format(
                name=sql.Literal(reader.name),
                schema=sql.Identifier(reader.schema),
                agency=sql.Literal(self._agency),
            )
            for reader in readers
        )
        try:
            async with self._office.rows.of(self._agency) as db:
                found = dict(await (await db.execute(query)).fetchall())
        except (UndefinedTable, InvalidSchemaName):
            found = {}
        return {reader.name: found.get(reader.name, 0) for reader in readers}

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
        applied = [one for one in envelopes if any(a < one.position <= b for a, b in spans)]
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
    """The watches of one process: one an agency, which looks while anybody listens."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._watches: dict[str, Watch] = {}

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
        try:
            yield
        finally:
            watch.listeners -= 1
            if not watch.listeners:
                watch.end()
