"""A few connections to the database of people, and patience while it is away.

Work is a whole transaction and may be done again, so a connection that broke costs nothing but the
wait. Called by everything in this room.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

import psycopg
import stamina
from psycopg import AsyncConnection
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

T = TypeVar("T")


class PeopleUnavailableError(Exception):
    """The database of people is away for longer than the patience: nobody is let in meanwhile."""


class Connections:
    """At most ``size`` connections, made when they are needed."""

    def __init__(self, dsn: str, size: int, patience: float) -> None:
        self._dsn = dsn
        self._patience = patience
        self._turn = asyncio.Semaphore(size)
        self._idle: list[AsyncConnection[dict[str, Any]]] = []
        self._again = stamina.AsyncRetryingCaller(
            attempts=None, timeout=None, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, size: int, patience: float) -> AsyncGenerator[Self]:
        """For as long as the block lasts; the database may come up later."""
        made = cls(dsn, size, patience)
        try:
            yield made
        finally:
            await made.close()

    async def work(
        self, transaction: Callable[[AsyncConnection[dict[str, Any]]], Awaitable[T]]
    ) -> T:
        """Do a transaction, again where its connection broke.

        Raises:
            PeopleUnavailableError: the database is away for longer than the patience.
        """

        async def once() -> T:
            async with self._taken() as db, db.transaction():
                return await transaction(db)

        return await self._patiently(once)

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What one statement returns, as a transaction of its own: one round trip.

        Raises:
            PeopleUnavailableError: the database is away for longer than the patience.
        """

        async def once() -> list[dict[str, Any]]:
            async with self._taken() as db:
                cursor = await db.execute(query.encode(), values)
                return await cursor.fetchall() if cursor.description else []

        return await self._patiently(once)

    async def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            await self._idle.pop().close()

    async def _patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._patience):
                return await self._again(psycopg.OperationalError, once)
        except TimeoutError:
            raise PeopleUnavailableError("the database of people does not answer") from None

    @asynccontextmanager
    async def _taken(self) -> AsyncGenerator[AsyncConnection[dict[str, Any]]]:
        async with self._turn:
            connection = self._idle.pop() if self._idle else await self._made()
            try:
                yield connection
            except BaseException:
                await connection.close()
                await self.close()
                raise
            self._idle.append(connection)

    async def _made(self) -> AsyncConnection[dict[str, Any]]:
        return await AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="concord-people",
            connect_timeout=max(2, int(self._patience)),
            row_factory=dict_row,
        )
