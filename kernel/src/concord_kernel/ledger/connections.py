"""A few connections to the ledger's database, taken in turn by whoever came first.

They are made when they are needed. One that is left in the middle of something, or held longer
than the limit, is closed: whoever comes next gets a fresh one. Nothing here retries. Called by
``committer`` and ``ledger``.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from psycopg import AsyncConnection
from psycopg.pq import PipelineStatus, TransactionStatus

from concord_kernel.ledger import sql

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Connections:
    """At most ``size`` connections; whoever wants one waits in line.

    Attributes:
        limit: Seconds after which a connection that is still held is cut.
    """

    def __init__(self, dsn: str, size: int, limit: float) -> None:
        self._dsn = dsn
        self._turn = asyncio.Semaphore(size)
        self._idle: list[AsyncConnection[Any]] = []
        self._closed = False
        self.limit = limit

    @asynccontextmanager
    async def take(self, limit: float | None = None) -> AsyncGenerator[AsyncConnection[Any]]:
        """A connection to use inside the block, without a transaction.

        Args:
            limit: Seconds to wait for one, and to hold it; as for all, where none is given.

        Raises:
            psycopg.OperationalError: the server does not answer.
            TimeoutError: all were held by others for longer than the limit.
        """
        seconds = self.limit if limit is None else limit
        async with asyncio.timeout(seconds):
            await self._turn.acquire()
        try:
            connection = self._idle.pop() if self._idle else await self._made(seconds)
            cut = asyncio.get_running_loop().call_later(seconds, _cut, connection)
            try:
                yield connection
            finally:
                cut.cancel()
                await self._put_back(connection)
        finally:
            self._turn.release()

    async def close(self) -> None:
        """Close the idle ones, and the others when they are put back."""
        self._closed = True
        await self._close_idle()

    async def _close_idle(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def _made(self, seconds: float) -> AsyncConnection[Any]:
        connection = await AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="concord-ledger",
            connect_timeout=max(2, int(seconds)),  # less is not to be had
        )
        try:
            await connection.execute(sql.SETTINGS)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _put_back(self, connection: AsyncConnection[Any]) -> None:
        pgconn = connection.pgconn
        clean = (TransactionStatus.IDLE, PipelineStatus.OFF)
        if not self._closed and (pgconn.transaction_status, pgconn.pipeline_status) == clean:
            self._idle.append(connection)
            return
        gone = connection.broken
        await connection.close()
        if gone:  # the server went, and took the others with it
            await self._close_idle()


def _cut(connection: AsyncConnection[Any]) -> None:
    """End a connection that does not answer, so that whoever waits on it is told so."""
    with suppress(OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
