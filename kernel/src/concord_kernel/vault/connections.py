"""A few connections to the vault's database, and patience while it is away.

Work is a whole transaction and may be done again, so a connection that broke costs nothing but the
wait. Called by ``rows``.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg
import stamina
from psycopg import AsyncConnection

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from psycopg.rows import AsyncRowFactory

T = TypeVar("T")

AGENCY: Final = "select set_config('concord.agency', %s, true)"
"""Holds for a transaction, or for statements that travel together."""


class VaultUnavailableError(Exception):
    """The vault's database is away for longer than the patience.

    Nothing was read, and what was to be kept is not known to be; the same call again is safe.
    """


class Connections:
    """At most ``size`` connections, made when they are needed."""

    def __init__(self, dsn: str, size: int, patience: float) -> None:
        self._dsn = dsn
        self._patience = patience
        self._turn = asyncio.Semaphore(size)
        self._idle: list[AsyncConnection[Any]] = []
        self._again = stamina.AsyncRetryingCaller(
            attempts=None, timeout=None, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05
        )

    async def work(
        self, agency: str, transaction: Callable[[AsyncConnection[Any]], Awaitable[T]]
    ) -> T:
        """Do a transaction for one agency, again where its connection broke.

        Raises:
            VaultUnavailableError: the database is away for longer than the patience.
        """

        async def once() -> T:
            async with self._taken() as db, db.transaction():
                await db.execute(AGENCY, (agency,))
                return await transaction(db)

        return await self._patiently(once)

    async def find(
        self, agency: str, query: bytes, values: Sequence[object], shape: AsyncRowFactory[T]
    ) -> list[T]:
        """What one statement finds for one agency, in one round trip.

        Raises:
            VaultUnavailableError: the database is away for longer than the patience.
        """

        async def once() -> list[T]:
            async with self._taken() as db:
                cursor = db.cursor(binary=True, row_factory=shape)
                async with db.pipeline():
                    await db.execute(AGENCY, (agency,))
                    await cursor.execute(query, values)
                return await cursor.fetchall()

        return await self._patiently(once)

    async def _patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._patience):
                return await self._again(psycopg.OperationalError, once)
        except TimeoutError:
            raise VaultUnavailableError("the vault's database does not answer") from None

    async def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            await self._idle.pop().close()

    @asynccontextmanager
    async def _taken(self) -> AsyncGenerator[AsyncConnection[Any]]:
        async with self._turn:
            connection = self._idle.pop() if self._idle else await self._made()
            try:
                yield connection
            except BaseException:
                await connection.close()
                await self.close()
                raise
            self._idle.append(connection)

    async def _made(self) -> AsyncConnection[Any]:
        seconds = max(2, int(self._patience))
        return await AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="concord-vault",
            connect_timeout=seconds,
        )
