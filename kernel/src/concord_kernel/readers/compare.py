"""Compares readers' positions with the ledger's heads every second, and brings up who is behind.

A lost last message has no successor that would betray it, and the bus may be away altogether; this
makes readers arrive all the same. It also makes schemas that are not there, and sets readers aside
whose rows another version made. Called by ``run``.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog
from psycopg.types.numeric import Int8

from concord_kernel.bus.running import end
from concord_kernel.readers.following import WIDEST_GAP
from concord_kernel.readers.questions import of_each
from concord_kernel.readers.schema import DIGESTS, prepare
from concord_kernel.readers.trouble import RowsChangedError, RowsNotReadyError, passes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_kernel.ledger import Ledger
    from concord_kernel.readers.following import Following
    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

log = structlog.get_logger(__name__)

HEADS: Final = """
with heads as materialized (select * from unnest($1::text[], $2::bigint[]) as h (agency, head))
"""

BEHIND: Final = """
select {name} as reader, h.agency, coalesce(p.position, 0) as position,
  exists (select from {schema}.parked k where k.agency = h.agency) as is_parked
from heads h left join {schema}.position p on p.agency = h.agency
where coalesce(p.position, 0) < h.head
"""
"""Who is level is not mentioned: almost always that is everybody."""


class Found(NamedTuple):
    """A reader that stands before the head of an agency's log, as it was read."""

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
        heads = await self._ledger.heads()
        found = await self._behind(heads)
        due = self._before if bus_is_there and self._before else heads
        for reader in self.usable:
            self._compare(reader, heads, due, found[reader.name])
        self._before = heads
        self.looked.set()
        return len(self.usable) == len(self._readers)

    async def rest(self) -> None:
        """Stop what is being brought up."""
        await end(*self._running.values())

    async def _behind(self, heads: Mapping[str, int]) -> dict[str, list[Found]]:
        """Who stands before the heads, of the readers whose rows are there and their own."""
        try:
            made_by, found = await self._asked(heads)
        except RowsNotReadyError:  # rows that were usable are gone
            self.usable = ()
            made_by, found = await self._asked(heads)
        if not self.usable or any(made_by.get(one.schema) != one.digest for one in self._readers):
            await self._prepare(made_by)
            _, found = await self._asked(heads)
        return found

    async def _asked(
        self, heads: Mapping[str, int]
    ) -> tuple[dict[str, str], dict[str, list[Found]]]:
        """What each schema was made by, and who stands before the heads; one round trip."""
        asked: list[tuple[str, Sequence[object]]] = [
            (DIGESTS, ([reader.schema for reader in self._readers],))
        ]
        if self.usable:
            at = [Int8(head) for head in heads.values()]
            asked.append((HEADS + of_each(BEHIND, self.usable), (list(heads), at)))
        made, *rest = await self._rows.everywhere(asked)
        found: dict[str, list[Found]] = {reader.name: [] for reader in self.usable}
        for row in chain.from_iterable(rest):
            found[row["reader"]].append(Found(**row))
        return {one["schema"]: one["made_by"] or "" for one in made}, found

    async def _prepare(self, made_by: Mapping[str, str]) -> None:
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

    def _compare(
        self,
        reader: Reader,
        heads: Mapping[str, int],
        due: Mapping[str, int],
        found: Sequence[Found],
    ) -> None:
        for one in found:
            behind = heads[one.agency] - one.position
            is_due = one.position < due.get(one.agency, 0) or behind > WIDEST_GAP
            if is_due and not one.is_parked:
                self._bring_up(reader, one.agency)
        self._observer.lag(reader.name, sum(heads[one.agency] - one.position for one in found))
        self._observer.parked(reader.name, sum(one.is_parked for one in found))

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
