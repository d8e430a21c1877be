"""Builds a reader's rows anew beside the live ones, and puts them in their place at once.

The live rows are read and brought forward all the while; they are replaced in one transaction, by
rows that hold at least as much. Killed in the middle it leaves the live ones as they are, and what
it leaves behind is removed by the next. Called by ``concord readers rebuild``.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import structlog
from psycopg import sql
from psycopg.errors import LockNotAvailable

from concord_kernel.readers.applying import Applying, apply
from concord_kernel.readers.following import PAGE, Following
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.questions import EVERY_AGENCY
from concord_kernel.readers.schema import digests, make
from concord_kernel.readers.trouble import passes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg import AsyncConnection

    from concord_kernel.ledger import Ledger
    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

log = structlog.get_logger(__name__)

NEXT: Final = "__next"
OLD: Final = "__old"
"""Endings of the names of schemas that are coming and going."""

NEAR: Final = 1000
"""So many facts may be left to the transaction that replaces the rows."""

ATTEMPTS: Final = 10
"""How often the live rows are asked for, each time for as long as ``PATIENCE``."""

PATIENCE: Final = "2s"


class RebuildRefusedError(Exception):
    """The rows were not replaced; the live ones are as they were."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    Attributes:
        facts: How many facts were read.
        agencies: Of how many agencies.
        seconds: How long it took.
    """

    facts: int
    agencies: int
    seconds: float


class _Progress(Unobserved):
    def __init__(self, told: Callable[[int], object]) -> None:
        self._told = told
        self._facts = 0

    def applied(self, reader: str, facts: int) -> None:
        """Pass the sum on."""
        del reader
        self._facts += facts
        self._told(self._facts)


async def rebuild(
    reader: Reader, rows: Rows, ledger: Ledger, progress: Callable[[int], object] = bool
) -> Rebuilt:
    """Build a reader's rows anew from the first fact.

    Args:
        reader: Which; as this process declares it.
        rows: The service's rows.
        ledger: Opened with the service's role.
        progress: Told how many facts are applied so far.

    Raises:
        RebuildRefusedError: it is a policy, or the new rows would hold less than the live ones.
        BusyError: it is being rebuilt already.
        Exception: whatever passes; the live rows are as they were.
    """
    if not reader.rebuildable:
        raise RebuildRefusedError(f"{reader.name} keeps no rows")
    began = monotonic()
    async with rows.alone(f"rebuild/{reader.schema}"):
        await _remove(rows, reader.schema + NEXT, reader.schema + OLD)
        async with rows.begun("begin; select 1") as (db, _):
            await make(db, reader, reader.schema + NEXT)
        heads = await _build(reader, rows, ledger, _Progress(progress))
        await _replace_patiently(reader, rows, ledger)
        await _remove(rows, reader.schema + OLD)
    return Rebuilt(sum(heads.values()), len(heads), monotonic() - began)


async def _build(
    reader: Reader, rows: Rows, ledger: Ledger, observer: _Progress
) -> Mapping[str, int]:
    following = Following(ledger, Applying(rows, observer, NEXT), observer)
    done: Mapping[str, int] = {}
    while behind := _behind(done, heads := await ledger.heads()):
        for agency in behind:
            await following.catch_up(reader, agency)
        done = heads
    return done


def _behind(done: Mapping[str, int], heads: Mapping[str, int]) -> list[str]:
    """Agencies to go on with; none when so little is left that the replacement may do it."""
    left = {agency: head - done.get(agency, 0) for agency, head in heads.items()}
    if done and sum(left.values()) <= NEAR:
        return []
    return sorted(agency for agency, facts in left.items() if facts)


async def _replace_patiently(reader: Reader, rows: Rows, ledger: Ledger) -> None:
    for left in range(ATTEMPTS, -1, -1):
        try:
            await _replace(reader, rows, ledger)
        except LockNotAvailable:
            log.warning("the live rows are busy", reader=reader.name)
            if not left:
                raise
        else:
            return


async def _replace(reader: Reader, rows: Rows, ledger: Ledger) -> None:
    live, coming = reader.schema, reader.schema + NEXT
    async with rows.begun("begin; select set_config('lock_timeout', %s, true)", (PATIENCE,)) as (
        db,
        _,
    ):
        if await digests(db, [live]):
            await db.execute(_named("lock table {}.position in access exclusive mode", live))
            await _reach(db, reader, ledger, await _positions(db, live))
            await db.execute(_named("alter schema {} rename to {}", live, live + OLD))
        await db.execute(_named("alter schema {} rename to {}", coming, live))


async def _reach(
    db: AsyncConnection[Any], reader: Reader, ledger: Ledger, wanted: Mapping[str, int]
) -> None:
    """Bring the coming rows to where the live ones stand, which now nobody moves."""
    reached = await _positions(db, reader.schema + NEXT)
    for agency, position in wanted.items():
        if reached.get(agency, 0) < position:
            await _reach_one(db, reader, ledger, (agency, reached.get(agency, 0), position))


async def _reach_one(
    db: AsyncConnection[Any], reader: Reader, ledger: Ledger, way: tuple[str, int, int]
) -> None:
    agency, reached, position = way
    await _look_at(db, agency, reader.schema + NEXT)
    await db.execute(
        "insert into position (agency, position) values (%s, 0) on conflict do nothing", (agency,)
    )
    while reached < position:
        run = await ledger.after(agency, reached, min(PAGE, position - reached))
        try:
            await apply(db, reader, agency, run)
        except Exception as error:
            if passes(error):
                raise
            raise RebuildRefusedError(
                f"{reader.name} cannot apply all that the live rows of {agency} hold"
            ) from None
        reached = run[-1].position


async def _look_at(db: AsyncConnection[Any], agency: str, schema: str) -> None:
    await db.execute(
        "select set_config('concord.agency', %s, true), set_config('search_path', %s, true)",
        (agency, schema),
    )


async def _positions(db: AsyncConnection[Any], schema: str) -> dict[str, int]:
    await _look_at(db, EVERY_AGENCY, schema)
    return dict(await (await db.execute("select agency, position from position")).fetchall())


async def _remove(rows: Rows, *schemas: str) -> None:
    async with rows.begun("begin; select 1") as (db, _):
        for schema in schemas:
            await db.execute(_named("drop schema if exists {} cascade", schema))


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
