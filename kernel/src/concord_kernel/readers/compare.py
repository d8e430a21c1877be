"""Compares readers' positions with the ledger's heads every second, and brings up who is behind.

A lost last message has no successor that would betray it, and the bus may be away altogether; this
makes readers arrive all the same. It also makes schemas that are not there, and sets readers aside
whose rows another version made. Called by ``run``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog
from psycopg import sql

from concord_kernel.bus.running import end
from concord_kernel.readers.following import WIDEST_GAP
from concord_kernel.readers.rows import EVERY_AGENCY
from concord_kernel.readers.schema import digests, prepare
from concord_kernel.readers.trouble import RowsChangedError, passes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_kernel.ledger import Ledger
    from concord_kernel.readers.following import Following
    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

log = structlog.get_logger(__name__)

STANDINGS: Final = """
select {name}, p.agency, p.position,
  exists (select from {schema}.parked k where k.agency = p.agency)
from {schema}.position p
"""


class Found(NamedTuple):
    """How a reader stands in an agency's log, as it was read."""

    reader: str
    agency: str
    position: int
    is_parked: bool


class Comparing:
    """Compares, and starts what has to be brought up.

    Attributes:
        usable: The readers whose rows are there and their own.
        looked: Set once ledger and rows have been compared for the first time.
    """

    def __init__(
        self,
        readers: Sequence[Reader],
        rows: Rows,
        ledger: Ledger,
        following: Following,
        observer: ReaderObserver,
    ) -> None:
        self.usable: tuple[Reader, ...] = ()
        self.looked = asyncio.Event()
        self._readers = readers
        self._rows = rows
        self._ledger = ledger
        self._following = following
        self._observer = observer
        self._before: Mapping[str, int] = {}
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def look(self, *, bus_is_there: bool) -> bool:
        """Compare once.

        What the bus may still bring is left to it until the next look.

        Returns:
            Whether every reader may be brought forward.

        Raises:
            Exception: whatever passes.
        """
        await self._prepare()
        heads = await self._ledger.heads()
        found = await self._standings()
        due = self._before if bus_is_there and self._before else heads
        for reader in self.usable:
            self._compare(reader, heads, due, {one.agency: one for one in found[reader.name]})
        self._before = heads
        self.looked.set()
        return len(self.usable) == len(self._readers)

    async def rest(self) -> None:
        """Stop what is being brought up."""
        await end(*self._running.values())

    async def _prepare(self) -> None:
        async with self._rows.of(EVERY_AGENCY) as db:
            made_by = await digests(db, [reader.schema for reader in self._readers])
        standing = {one.name for one in self._readers if made_by.get(one.schema) == one.digest}
        made = {
            one.name for one in self._readers if one.name not in standing and await self._made(one)
        }
        self.usable = tuple(one for one in self._readers if one.name in standing | made)

    async def _made(self, reader: Reader) -> bool:
        try:
            await prepare(self._rows, reader)
        except RowsChangedError as error:
            log.error("set aside", reader=reader.name, reason=str(error))  # ruff: ignore[error-instead-of-exception] -- no trace is needed
            return False
        return True

    async def _standings(self) -> dict[str, list[Found]]:
        found: dict[str, list[Found]] = {reader.name: [] for reader in self.usable}
        if not found:
            return found
        query = sql.SQL(" union all ").join(map(_standings_of, self.usable))
        async with self._rows.of(EVERY_AGENCY) as db:
            for row in await (await db.execute(query)).fetchall():
                one = Found(*row)
                found[one.reader].append(one)
        return found

    def _compare(
        self,
        reader: Reader,
        heads: Mapping[str, int],
        due: Mapping[str, int],
        found: Mapping[str, Found],
    ) -> None:
        lag = 0
        for agency, head in heads.items():
            standing = found.get(agency, Found(reader.name, agency, 0, is_parked=False))
            behind = head - standing.position
            lag += max(behind, 0)
            is_due = standing.position < due.get(agency, 0) or behind > WIDEST_GAP
            if behind > 0 and is_due and not standing.is_parked:
                self._bring_up(reader, agency)
        self._observer.lag(reader.name, lag)
        self._observer.parked(reader.name, sum(one.is_parked for one in found.values()))

    def _bring_up(self, reader: Reader, agency: str) -> None:
        pair = (reader.name, agency)
        if pair not in self._running:
            self._running[pair] = asyncio.create_task(self._catch_up(reader, agency))

    async def _catch_up(self, reader: Reader, agency: str) -> None:
        try:
            await self._following.catch_up(reader, agency)
        except Exception as error:
            if passes(error):
                why = type(error).__name__
                log.warning("waiting", agency=agency, reader=reader.name, reason=why)
            else:
                log.exception("catching up", agency=agency, reader=reader.name)
        finally:
            del self._running[reader.name, agency]


def _standings_of(reader: Reader) -> sql.Composed:
    return sql.SQL(STANDINGS).format(
        name=sql.Literal(reader.name), schema=sql.Identifier(reader.schema)
    )
