"""A service's database of rows: one agency at a time, one transaction at a time.

Row-level security shows a transaction its own agency's rows and no others, so a forgotten WHERE
shows too little and never too much. Pages read through it and readers write through it; it knows no
fact and no bus.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import psycopg
from psycopg import AsyncClientCursor, AsyncConnection, AsyncRawCursor, sql
from psycopg.errors import (
    FeatureNotSupported,
    InvalidSchemaName,
    InvalidSqlStatementName,
    UndefinedTable,
)
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from concord_kernel.readers.questions import (
    PLACE,
    answered,
    answered_everywhere,
    schema_of,
)
from concord_kernel.readers.trouble import RowsNotReadyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from concord_kernel.readers.questions import Question

T = TypeVar("T")

BEGIN: Final = "begin; select set_config('concord.agency', %s, true)"

SOON: Final = (
    b"select set_config('concord.agency', %s, true), set_config('search_path', %s, true),"
    b" set_config('synchronous_commit', 'off', true)"
)
"""The same, and that the commit does not wait for the disk.

Rows are a copy: a crash of the database may take the last ones back, and their position with them.
"""

MOST_PLANS: Final = 400
"""Statements whose plans a connection keeps: a service asks so many different ones.

To read and plan a statement costs the server more than to do it. Statements that travel together
say that their plan is to be kept: psycopg, which else keeps it from the sixth time on, does not
notice where that fails among them. Tables stand there by their schema where more than one reader
asks the same, or else every change of place plans it anew.
"""

POSITION: Final = "select position from {}.position where agency = %s"

FIRST_LOOK: Final = 0.005
LAST_LOOK: Final = 0.05
"""Seconds between two looks at a position while waiting for it."""

AT_ONCE: Final = 1.0
"""Seconds within which a database that is there answers."""


class BusyError(Exception):
    """Somebody else does the same thing now."""


class Rows:
    """One service's rows."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]]) -> None:
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(
        cls, dsn: str, *, connections: int = 4, patience: float = 5.0
    ) -> AsyncGenerator[Self]:
        """A pool of connections; opens at once, also while the database is away.

        Args:
            dsn: The service's database, as the service's role.
            connections: How many at most.
            patience: Seconds to wait for one of them.
        """
        pool = AsyncConnectionPool(
            dsn,
            kwargs={"autocommit": True, "connect_timeout": 5},
            configure=_keep_plans,
            min_size=1,
            max_size=connections,
            timeout=patience,
            open=False,
        )
        await pool.open(wait=False)
        try:
            yield cls(pool)
        finally:
            await pool.close()

    @property
    def connections(self) -> int:
        """How many transactions may run at once."""
        return self._pool.max_size

    @asynccontextmanager
    async def of(self, agency: str, reader: str = "") -> AsyncGenerator[AsyncConnection[Any]]:
        """A transaction that sees one agency's rows, and finds one reader's tables by their names.

        Raises:
            psycopg.OperationalError: the database is away.
        """
        async with self.begun(BEGIN, (agency,)) as (db, _):
            if reader:
                await db.execute(PLACE, (agency, schema_of(reader)))
            yield db

    @asynccontextmanager
    async def begun(
        self, statements: str, values: Sequence[object] = ()
    ) -> AsyncGenerator[tuple[AsyncConnection[Any], tuple[Any, ...] | None]]:
        """A transaction, and the first row of the last of the statements that begin it.

        They travel together. A connection that died while it was idle is replaced by another.
        """
        async with self._beginning(lambda db: _last_row(db, statements, values)) as begun:
            yield begun

    @asynccontextmanager
    async def locked(
        self, agency: str, reader: str, lock: bytes, look: bytes
    ) -> AsyncGenerator[tuple[AsyncConnection[Any], tuple[Any, ...]]]:
        """A transaction at one reader's tables, and what one sees once something is locked.

        All of it is one round trip, and the commit does not wait for the disk. The row begins with
        whether anything was locked: what is not there cannot be, and may be there a moment later.

        Args:
            agency: Whose rows.
            reader: Whose tables, by the name of their schema.
            lock: Locks rows of the agency.
            look: Gives the row; asked of the agency.
        """

        async def lock_and_look(db: AsyncConnection[Any]) -> tuple[Any, ...]:
            async with db.pipeline():
                await db.execute(b"begin", prepare=True)
                await db.execute(SOON, (agency, reader), prepare=True)
                locked = await db.execute(lock, {"agency": agency}, prepare=True)
                found = await db.execute(look, {"agency": agency}, prepare=True)
            return locked.rowcount > 0, *(await found.fetchone() or ())

        async with self._beginning(lock_and_look) as begun:
            yield begun

    @asynccontextmanager
    async def _beginning(
        self, begin: Callable[[AsyncConnection[Any]], Awaitable[T]]
    ) -> AsyncGenerator[tuple[AsyncConnection[Any], T]]:
        async with AsyncExitStack() as stack:
            db, row = await self._begin(stack, begin)
            try:
                yield db, row
            except BaseException:
                if not db.closed:
                    await db.rollback()
                raise
            await db.commit()

    async def _begin(
        self,
        stack: AsyncExitStack,
        begin: Callable[[AsyncConnection[Any]], Awaitable[T]],
    ) -> tuple[AsyncConnection[Any], T]:
        for left in range(self.connections, -1, -1):
            own = AsyncExitStack()
            db = await own.enter_async_context(self._pool.connection())
            try:
                row = await begin(db)
            except psycopg.Error as error:
                is_dead = await _is_dead(db, error)
                await own.aclose()
                if not is_dead or not left:
                    raise
            except BaseException:  # told to end: whatever has begun on it, ends with it
                await db.close()
                await own.aclose()
                raise
            else:
                stack.push_async_exit(own)
                return db, row
        raise AssertionError("the last attempt either returns or raises")

    async def read(
        self, agency: str, reader: str, query: str, values: Sequence[object] = ()
    ) -> list[dict[str, Any]]:
        """Rows of one reader of one agency, for a page; one round trip.

        A connection that died while it was idle is replaced by another; who comes at the moment at
        which new rows take the place of old ones looks once more.

        Raises:
            RowsNotReadyError: the reader has not run yet.
        """
        (found,) = await self.several(agency, ((reader, query, values),))
        return found

    async def several(self, agency: str, asked: Sequence[Question]) -> list[list[dict[str, Any]]]:
        """What several questions find of one agency, in the order asked; one round trip for all.

        Raises:
            RowsNotReadyError: one of the readers has not run yet.
        """
        return await self._once_more(lambda db: answered(db, agency, asked))

    async def everywhere(
        self, asked: Sequence[tuple[str, Sequence[object]]]
    ) -> list[list[dict[str, Any]]]:
        """What several questions find of every agency's positions and parked facts; one round trip.

        Args:
            asked: Queries, tables by their schemas, and the values of $1, $2 in them.

        Raises:
            RowsNotReadyError: one of the readers has not run yet.
        """
        return await self._once_more(lambda db: answered_everywhere(db, asked))

    async def across(
        self, reader: str, query: str, asked: Sequence[tuple[str, Sequence[object]]]
    ) -> dict[str, list[dict[str, Any]]]:
        """Rows of one reader of several agencies, each agency's apart; one round trip for all.

        Args:
            reader: The reader's name.
            query: Asked of each agency anew, which sees its own rows and no others.
            asked: The agencies, each with the values for its query.

        Raises:
            RowsNotReadyError: the reader has not run yet.
        """
        schema, found = schema_of(reader), {}
        try:
            async with self.begun("begin; select 1") as (db, _), db.pipeline():
                for agency, values in asked:
                    await db.execute(PLACE, (agency, schema), prepare=True)
                    found[agency] = db.cursor(row_factory=dict_row)
                    await found[agency].execute(query.encode(), values, prepare=True)
                return {agency: await one.fetchall() for agency, one in found.items()}
        except (UndefinedTable, InvalidSchemaName):
            raise RowsNotReadyError(reader) from None

    async def _once_more(self, ask: Callable[[AsyncConnection[Any]], Awaitable[T]]) -> T:
        """Ask; who comes when new rows take the place of old ones asks again.

        Raises:
            RowsNotReadyError: there are none.
        """
        for _ in range(2):
            with suppress(UndefinedTable, InvalidSchemaName):
                return await self._on_one(ask)
        raise RowsNotReadyError

    async def _on_one(self, ask: Callable[[AsyncConnection[Any]], Awaitable[T]]) -> T:
        # one that died while it was idle is replaced by another
        for left in range(self.connections, -1, -1):
            async with self._pool.connection() as db:
                try:
                    return await ask(db)
                except psycopg.Error as error:
                    if not await _is_dead(db, error) or not left:
                        raise
        raise AssertionError("the last attempt either returns or raises")

    async def change(
        self, agency: str, statement: bytes, values: Sequence[object]
    ) -> tuple[Any, ...]:
        """The row that a statement gives back that changes an agency's rows; one round trip.

        Its commit does not wait for the disk.

        Args:
            agency: Whose rows.
            statement: Tables by their schemas, values as $1, $2.
            values: In this order.
        """

        async def changed(db: AsyncConnection[Any]) -> tuple[Any, ...]:
            cursor = AsyncRawCursor(db)
            async with db.pipeline():
                await db.execute(SOON, (agency, "pg_catalog"), prepare=True)
                await cursor.execute(statement, values, prepare=True)
            row: tuple[Any, ...] = await cursor.fetchone() or ()
            return row

        return await self._on_one(changed)

    async def wait(self, reader: str, agency: str, position: int, timeout: float) -> bool:  # ruff: ignore[async-function-with-timeout] -- "not yet" is an answer, no error
        """Whether the rows hold everything up to a position, after waiting for it.

        Args:
            reader: The reader's name.
            agency: Whose rows.
            position: The last position that must be in them.
            timeout: Seconds to wait at most.
        """
        clock = asyncio.get_running_loop().time
        deadline, pause = clock() + timeout, FIRST_LOOK
        while await self.position(reader, agency) < position:
            if clock() + pause > deadline:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_LOOK)
        return True

    async def position(self, reader: str, agency: str) -> int:
        """The last position that is in the rows; 0 where the reader has not run yet."""
        try:
            rows = await self.read(agency, reader, _position_of(reader), (agency,))
        except RowsNotReadyError:
            return 0
        return int(rows[0]["position"]) if rows else 0

    @asynccontextmanager
    async def alone(self, task: str) -> AsyncGenerator[None]:
        """Do a task that nobody else does at the same time, in this process or another.

        Raises:
            BusyError: somebody does it now.
        """
        number = sql.SQL("hashtextextended({}, 0)").format(f"concord.rows/{task}")
        async with self._pool.connection() as db:
            taking = await db.execute(sql.SQL("select pg_try_advisory_lock({})").format(number))
            if await taking.fetchone() != (True,):
                raise BusyError(f"{task} is under way elsewhere")
            try:
                yield
            finally:
                if not db.closed:
                    await db.execute(sql.SQL("select pg_advisory_unlock({})").format(number))

    async def answers(self) -> bool:
        """Whether the database answers now; waits no longer than a moment."""
        try:
            async with asyncio.timeout(AT_ONCE), self.begun("begin; select 1"):
                return True
        except (psycopg.OperationalError, TimeoutError):
            return False


@cache
def _position_of(reader: str) -> str:
    return sql.SQL(POSITION).format(sql.Identifier(schema_of(reader))).as_string()


async def _is_dead(db: AsyncConnection[Any], error: psycopg.Error) -> bool:
    """Whether a connection is gone, or its plans are of no use any more; then it is closed."""
    if isinstance(error, (FeatureNotSupported, InvalidSqlStatementName)):
        await db.close()
    return db.closed


async def _keep_plans(db: AsyncConnection[Any]) -> None:
    db.prepared_max = MOST_PLANS


async def _last_row(
    db: AsyncConnection[Any], statements: str, values: Sequence[object]
) -> tuple[Any, ...] | None:
    cursor = AsyncClientCursor(db)
    await cursor.execute(statements.encode(), values or None)
    while cursor.nextset():
        pass
    row: tuple[Any, ...] | None = await cursor.fetchone()
    return row
