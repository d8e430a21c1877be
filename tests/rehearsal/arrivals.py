"""How long it takes from a command's answer to its rows, looked at in the service's own database.

One command at a time is followed, until no reader of the service stands before it: from then on
every page of the service shows it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from tests.rehearsal.figures import Took

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_kernel.servers.secret_files import SecretFiles

    from tests.rehearsal.figures import Acknowledged, Measured

EVERY: Final = 0.004
"""Seconds between two looks."""

REST: Final = 0.2
"""Seconds until the next command is followed."""

LONGEST: Final = 60.0
"""Seconds; a reader that has not come by then is the judge's business."""

TABLES: Final = "select table_schema from information_schema.tables where table_name = 'position'"


class Arrivals:
    """Follows commands to the rows of one service."""

    def __init__(self, secrets: SecretFiles, service: str, measured: Measured) -> None:
        self._address = secrets.address(f"{service}-rows")
        self._measured = measured
        self._wanted: asyncio.Future[tuple[Acknowledged, float]] | None = None

    def told(self, one: Acknowledged, at: float) -> None:
        """A command was acknowledged just now; it is followed if nothing else is."""
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result((one, at))

    async def follow(self, now: Callable[[], float]) -> None:
        """Follow one command after the other, until cancelled; anew when the database went."""
        while True:
            with suppress(psycopg.OperationalError):
                await self._follow(now)
            await asyncio.sleep(REST)

    async def _follow(self, now: Callable[[], float]) -> None:
        dsn = self._address.read_text("utf-8")
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as db:
            await db.execute("select set_config('concord.agency', '*', false)")
            schemas = [name for (name,) in await (await db.execute(TABLES)).fetchall()]
            behind = sql.SQL(" union all ").join(
                sql.SQL(
                    "select 1 from {}.position where agency = %(agency)s and position < %(at)s"
                ).format(sql.Identifier(name))
                for name in schemas
            )
            while True:
                self._wanted = asyncio.get_running_loop().create_future()
                one, at = await self._wanted
                await self._until_there(db, behind, one, now)
                self._measured.to_row.append(Took(at, now() - at))
                await asyncio.sleep(REST)

    async def _until_there(
        self,
        db: psycopg.AsyncConnection[Any],
        behind: sql.Composed,
        one: Acknowledged,
        now: Callable[[], float],
    ) -> None:
        asked = {"agency": one.agency, "at": one.position}
        began = now()
        while await (await db.execute(behind, asked)).fetchone() and now() - began < LONGEST:  # ruff: ignore[async-busy-wait] -- no event says so
            await asyncio.sleep(EVERY)
