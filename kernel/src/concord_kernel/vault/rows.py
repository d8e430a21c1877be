"""The vault's rows in PostgreSQL: statements with bound parameters, one agency at a time.

Only ciphertext and names pass through here. Each call is one transaction, which may be done again
where its connection broke. Called by ``vault`` and
``sweeper``.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from psycopg.rows import class_row

from concord_kernel.vault.connections import Connections
from concord_kernel.vault.sealing import Row

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import timedelta
    from uuid import UUID

    from psycopg import AsyncConnection

_INSERT: Final = """
insert into vault.text (agency, id, command, field, kind, object, subject, custodian,
                        commitment, wrapped, sealed)
select %(agency)s, new.id, %(command)s, %(field)s, %(kind)s, new.object, new.subject,
       new.custodian, new.commitment, new.wrapped, new.sealed
from unnest(%(id)b::text[], %(object)b::text[], %(subject)b::text[], %(custodian)b::text[],
            %(commitment)b::bytea[], %(wrapped)b::bytea[], %(sealed)b::bytea[])
     as new (id, object, subject, custodian, commitment, wrapped, sealed)
order by new.id
on conflict (agency, id) do update set kept_at = now()
returning id, commitment"""
"""A repeat finds the row that stands, and makes it young again, so that no sweeper takes it."""

_BY_ID: Final = """
select agency, id, command, field, kind, object, subject, custodian, commitment, wrapped, sealed
from vault.text where agency = %s and id = any (%s)"""

_ABOUT: Final = """
select distinct on (object)
       agency, id, command, field, kind, object, subject, custodian, commitment, wrapped, sealed
from vault.text
where agency = %s and kind = 'directory' and field = %s and object = any (%s)
order by object, kept_at desc, id"""

_OF_SUBJECT: Final = "select id from vault.text where agency = %s and subject = %s order by id"

_OLD: Final = """
select distinct command from vault.text
where agency = %s and not settled and kept_at <= now() - %s::interval"""

_SETTLE: Final = "update vault.text set settled = true where agency = %s and command = %s"

_SWEEP: Final = """
delete from vault.text
where agency = %s and command = %s and not settled and kept_at <= now() - %s::interval"""


_LISTS: Final = ("id", "object", "subject", "custodian", "commitment", "wrapped", "sealed")
_SHARED: Final = ("agency", "command", "field", "kind")


class Rows:
    """The table, for one agency at a time."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, connections: int, patience: float) -> AsyncGenerator[Rows]:
        """The table, for as long as the block lasts; the database may come up later."""
        made = Connections(dsn, connections, patience)
        try:
            yield cls(made)
        finally:
            await made.close()

    async def keep(self, rows: Sequence[Row]) -> dict[str, bytes]:
        """Insert rows of one call; the commitment that stands under each id afterwards."""
        one = rows[0]
        values: dict[str, object] = {name: [getattr(row, name) for row in rows] for name in _LISTS}
        for name in _SHARED:
            values[name] = getattr(one, name)

        async def insert(db: AsyncConnection[Any]) -> dict[str, bytes]:
            cursor = db.cursor(binary=True)
            return dict(await (await cursor.execute(_INSERT, values)).fetchall())

        return await self._connections.work(one.agency, insert)

    async def by_id(self, agency: str, ids: Sequence[str]) -> list[Row]:
        """Rows by id, in no order; what is not there is left out."""
        return await self._rows(agency, _BY_ID, agency, list(ids))

    async def about(self, agency: str, objects: Sequence[str], field: str) -> list[Row]:
        """The newest directory row of each object in this field."""
        return await self._rows(agency, _ABOUT, agency, field, list(objects))

    async def of_subject(self, agency: str, subject: str) -> list[str]:
        """The ids of every text of a subject."""
        return [row[0] for row in await self._all(agency, _OF_SUBJECT, agency, subject)]

    async def old_commands(self, agency: str, older_than: timedelta) -> list[UUID]:
        """Commands with texts of which nobody knows yet whether a fact refers to them."""
        return [row[0] for row in await self._all(agency, _OLD, agency, older_than)]

    async def settle(self, agency: str, command: UUID) -> None:
        """The command's facts stand in the ledger: its texts stay."""
        await self._count(agency, _SETTLE, agency, command)

    async def sweep(self, agency: str, command: UUID, older_than: timedelta) -> int:
        """Remove a command's texts, except those kept again meanwhile; how many went."""
        return await self._count(agency, _SWEEP, agency, command, older_than)

    async def _rows(self, agency: str, query: str, *values: object) -> list[Row]:
        return await self._connections.find(agency, query.encode(), values, class_row(Row))

    async def _all(self, agency: str, query: str, *values: object) -> list[tuple[Any, ...]]:
        async def select(db: AsyncConnection[Any]) -> list[tuple[Any, ...]]:
            return await (await db.execute(query.encode(), values)).fetchall()

        return await self._connections.work(agency, select)

    async def _count(self, agency: str, query: str, *values: object) -> int:
        async def change(db: AsyncConnection[Any]) -> int:
            return (await db.execute(query.encode(), values)).rowcount

        return await self._connections.work(agency, change)
