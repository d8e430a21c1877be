"""Which agencies this process follows: one advisory lock each, held by a connection of their own.

The locks live as long as the connection, so a killed process frees its agencies at once and a lost
connection means that every lease is lost. Called by the relay.
"""

from __future__ import annotations

import asyncio
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATIENCE: Final = 5.0
"""Seconds for one question to the database."""

WATCHED: Final[Mapping[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "concord-relay",
}
"""By these a connection whose other end vanished is noticed within seconds."""

TAKE: Final = """
select agency from unnest(%s::text[]) as agency
where pg_try_advisory_lock(hashtextextended('concord.relay/' || agency, 0))
"""


class Leases:
    """The agencies that this process follows, and no other does."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: psycopg.AsyncConnection | None = None
        self.held: frozenset[str] = frozenset()

    async def take(self, wanted: Iterable[str]) -> frozenset[str]:
        """Take what nobody holds, and notice whether the leases still stand.

        Returns:
            What was taken now.

        Raises:
            psycopg.OperationalError: the database is away; every lease is lost.
            TimeoutError: the same.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                taken = await self._ask(sorted(set(wanted) - self.held))
        except BaseException:
            await self.drop()
            raise
        self.held |= taken
        return taken

    async def _ask(self, agencies: list[str]) -> frozenset[str]:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._dsn, autocommit=True, **WATCHED
            )
        rows = await (await self._connection.execute(TAKE, (agencies,))).fetchall()
        return frozenset(starmap(str, rows))

    async def drop(self) -> None:
        """Give every lease back."""
        self.held = frozenset()
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
