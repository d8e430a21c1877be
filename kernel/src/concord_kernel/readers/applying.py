"""Applies facts to a reader's rows: rows and position in one transaction, each fact once, in order.

The position's row is locked, so of two copies that apply at once one waits and then drops what the
other has done. A fact that cannot be applied parks the reader of that agency. Fetches nothing and
retries nothing that passes; called by ``following`` and ``rebuild``.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import structlog
from psycopg import sql
from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.types.numeric import Int8

from concord_kernel.readers.schema import made_by
from concord_kernel.readers.trouble import RowsChangedError, RowsNotReadyError, passes, reason

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from concord_contracts.event import Envelope
    from psycopg import AsyncConnection

    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

log = structlog.get_logger(__name__)

LOCK: Final = "select from {schema}.position where agency = %(agency)s for update"
STAND: Final = """
select (select position from {schema}.position where agency = %(agency)s),
  exists (select from {schema}.parked where agency = %(agency)s),
  {made_by}
"""
"""Sees what stood when the lock was had."""

FIRST: Final = "insert into position (agency, position) values (%s, 0) on conflict do nothing"
LOOK: Final = "select position from position where agency = %s for update"
MOVE_HERE: Final = "update position set position = %s, at = now() where agency = %s"
MOVE: Final = "update {schema}.position set position = %s, at = now() where agency = %s"

MOVE_ONE: Final = """
{name} as (
  update {schema}.position set position = $2, at = now()
  where agency = $1 and position = $3
    and not exists (select from {schema}.parked where agency = $1)
    and {made_by} = {digest}
  returning true)
"""
MOVE_MANY: Final = "with {moves} select {moved}"
"""Positions alone, of many readers, in one statement that is planned once.

A copy that is at the same facts is waited for; a reader that it moved is not moved again.
"""

PARK: Final = """
insert into parked (agency, position, name, reason) values (%s, %s, %s, %s)
on conflict (agency, position) do update set reason = excluded.reason, at = now()
"""


WORTH_IT: Final = 2
"""Readers from which it is worth moving them together."""


class Standing(NamedTuple):
    """Where a reader stands in an agency's log.

    Attributes:
        position: The last position in its rows.
        is_parked: Whether it waits for the operator at the next one.
    """

    position: int
    is_parked: bool = False


class Applying:
    """Applies offered facts; at most as many transactions at once as there are connections.

    Args:
        rows: The service's rows.
        observer: Told what is done.
        beside: Ending of the schema's name while rows are built beside the live ones.
    """

    def __init__(self, rows: Rows, observer: ReaderObserver, beside: str = "") -> None:
        self._rows = rows
        self._observer = observer
        self._beside = beside
        self._room = asyncio.Semaphore(rows.connections)

    async def advance(self, reader: Reader, agency: str, offered: Sequence[Envelope]) -> Standing:
        """Apply what follows the position without a gap, in one transaction.

        Args:
            reader: Whose rows.
            agency: Whose facts.
            offered: By position; what was applied before is dropped.

        Raises:
            RowsChangedError: the rows were made by another version of the reader.
            RowsNotReadyError: there are none.
            Exception: whatever passes; nothing was applied.
        """
        async with self._room:
            try:
                return await self._together(reader, agency, offered)
            except Exception as error:
                if passes(error):
                    raise
                log.warning("one by one", agency=agency, reader=reader.name)
            return await self._one_by_one(reader, agency, offered)

    async def pass_over(
        self, readers: Sequence[Reader], agency: str, offered: Sequence[Envelope]
    ) -> Sequence[Reader]:
        """Move readers past facts that they are not given, in one transaction for all of them.

        Most readers are not given most facts, and a transaction for each of them is what a fact
        would cost most.

        Args:
            readers: The service's.
            agency: Whose facts.
            offered: By position, each once, at least one.

        Returns:
            Those that stand at the last of them now; nothing has happened to the others.

        Raises:
            Exception: whatever passes; nothing was moved.
        """
        first, last = offered[0].position, offered[-1].position
        names = {envelope.name for envelope in offered}
        idle = [reader for reader in readers if not reader.wants(names)]
        if len(idle) < WORTH_IT or last - first >= len(offered):
            return ()
        moves = _moves(tuple([(reader.schema, reader.digest) for reader in idle]))
        try:
            async with self._room:
                values = (agency, Int8(last), Int8(first - 1))
                moved = await self._rows.change(agency, moves, values)
        except (UndefinedTable, InvalidSchemaName):
            return ()
        passed = [reader for reader, many in zip(idle, moved, strict=True) if many]
        for reader in passed:
            self._observer.applied(reader.name, len(offered))
        return passed

    async def _together(self, reader: Reader, agency: str, offered: Sequence[Envelope]) -> Standing:
        async with self._locked(reader, agency) as (db, standing):
            run = following(standing, offered, reader.at_most)
            if run:
                await _apply(db, reader, run)
                await self._move_and_commit(db, reader, run[-1])
        return self._told(reader, standing, offered, len(run))

    async def _move_and_commit(
        self, db: AsyncConnection[Any], reader: Reader, last: Envelope
    ) -> None:
        """In one message: under load round trips are what an application costs."""
        move = _of(MOVE, reader.schema + self._beside)
        async with db.pipeline():
            await db.execute(move, (Int8(last.position), last.agency), prepare=True)
            await db.execute(b"commit", prepare=True)

    async def _one_by_one(
        self, reader: Reader, agency: str, offered: Sequence[Envelope]
    ) -> Standing:
        """Keep what can be applied, and park the reader at the first fact that cannot."""
        done, error = 0, None
        async with self._locked(reader, agency) as (db, standing):
            run = following(standing, offered, reader.at_most)
            while error is None and done < len(run):
                error = await _try(db, reader, run[done])
                done += error is None
            if error is not None:
                await _park(db, reader, run[done], error)
        return self._told(reader, standing, offered, done)._replace(is_parked=error is not None)

    def _told(
        self, reader: Reader, before: Standing, offered: Sequence[Envelope], done: int
    ) -> Standing:
        if done:
            self._observer.applied(reader.name, done)
        if dropped := sum(envelope.position <= before.position for envelope in offered):
            self._observer.dropped(reader.name, dropped)
        return before._replace(position=before.position + done)

    @asynccontextmanager
    async def _locked(
        self, reader: Reader, agency: str
    ) -> AsyncGenerator[tuple[AsyncConnection[Any], Standing]]:
        schema = reader.schema + self._beside
        beginning = self._rows.locked(agency, schema, _of(LOCK, schema), _of(STAND, schema))
        async with AsyncExitStack() as stack:
            try:
                db, row = await stack.enter_async_context(beginning)
            except (UndefinedTable, InvalidSchemaName):
                raise RowsNotReadyError(reader.name) from None
            is_locked, position, is_parked, digest = row
            if digest != reader.digest:
                raise RowsChangedError(reader.name)
            if not is_locked:  # there was no row yet, whatever stands there since
                position = await _first(db, agency)
            yield db, Standing(position, is_parked)


def following(standing: Standing, offered: Sequence[Envelope], at_most: int) -> Sequence[Envelope]:
    """Those that follow the position without a gap.

    Args:
        standing: Where the reader stands; parked, nothing follows.
        offered: By position, each once.
        at_most: How many at most.
    """
    first = next((nth for nth, one in enumerate(offered) if one.position > standing.position), None)
    if standing.is_parked or first is None or offered[first].position != standing.position + 1:
        return ()
    run = offered[first : first + at_most]
    if run[-1].position == standing.position + len(run):
        return run
    gap = next(nth for nth, (a, b) in enumerate(pairwise(run), 1) if b.position != a.position + 1)
    return run[:gap]


@cache
def _of(statement: str, schema: str) -> bytes:
    """A statement about a reader's tables, by their schema."""
    named = {"schema": sql.Identifier(schema), "made_by": made_by(schema)}
    return sql.SQL(statement).format(**named).as_bytes()


@lru_cache(maxsize=256)
def _moves(readers: tuple[tuple[str, str], ...]) -> bytes:
    """``MOVE_MANY`` for readers, each by its schema and digest; whose facts, and which, is open."""
    named = [(sql.Identifier(f"moved_{nth}"), *one) for nth, one in enumerate(readers)]
    moves = [
        sql.SQL(MOVE_ONE).format(
            name=name,
            schema=sql.Identifier(schema),
            made_by=made_by(schema),
            digest=sql.Literal(digest),
        )
        for name, schema, digest in named
    ]
    counts = [sql.SQL("(select count(*) from {})").format(name) for name, *_ in named]
    together = sql.SQL(", ")
    whole = sql.SQL(MOVE_MANY).format(moves=together.join(moves), moved=together.join(counts))
    return whole.as_bytes()


async def apply(
    db: AsyncConnection[Any], reader: Reader, agency: str, run: Sequence[Envelope]
) -> None:
    """Apply facts and move the position, in a transaction that finds the reader's tables."""
    await _apply(db, reader, run)
    await db.execute(MOVE_HERE, (run[-1].position, agency))


async def _apply(db: AsyncConnection[Any], reader: Reader, run: Sequence[Envelope]) -> None:
    if selected := reader.select(run):
        await reader.apply(db, selected)


async def _try(db: AsyncConnection[Any], reader: Reader, envelope: Envelope) -> Exception | None:
    """Why this fact cannot be applied, if it cannot.

    Raises:
        Exception: whatever passes.
    """
    try:
        async with db.transaction():
            await apply(db, reader, envelope.agency, [envelope])
    except Exception as error:
        if passes(error):
            raise
        return error
    return None


async def _park(
    db: AsyncConnection[Any], reader: Reader, envelope: Envelope, error: Exception
) -> None:
    why = reason(error)
    await db.execute(PARK, (envelope.agency, envelope.position, envelope.name, why))
    log.error(
        "parked",
        agency=envelope.agency,
        reader=reader.name,
        position=envelope.position,
        reason=why,
    )


async def _first(db: AsyncConnection[Any], agency: str) -> int:
    """The position of an agency that is new to the reader; another copy may just have moved it."""
    await db.execute(FIRST, (agency,))
    row = await (await db.execute(LOOK, (agency,))).fetchone()
    return int(row[0]) if row else 0
