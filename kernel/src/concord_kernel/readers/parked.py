"""Readers that wait for the operator: which, at which fact, why; and letting them try again.

Nothing is ever skipped: after a retry the same fact is applied first, and parks the reader again if
it still cannot be. Called by ``concord readers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.errors import InvalidSchemaName, UndefinedTable

from concord_kernel.readers.questions import EVERY_AGENCY, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from concord_kernel.readers.rows import Rows


@dataclass(frozen=True, slots=True)
class Parked:
    """A reader of an agency that waits.

    Attributes:
        reader: The reader's name.
        agency: Whose log.
        position: The fact at which it waits; everything before it is in the rows.
        name: The fact's name.
        reason: What went wrong: types, codes and places, no values.
        at: Since when.
    """

    reader: str
    agency: str
    position: int
    name: str
    reason: str
    at: datetime


async def parked(rows: Rows, readers: Iterable[str]) -> list[Parked]:
    """Every agency's parked facts of these readers, the oldest first."""
    found: list[Parked] = []
    for reader in readers:
        found += await _of(rows, reader)
    return sorted(found, key=lambda one: one.at)


async def _of(rows: Rows, reader: str) -> list[Parked]:
    query = sql.SQL("select agency, position, name, reason, at from {}.parked")
    try:
        async with rows.of(EVERY_AGENCY) as db:
            cursor = await db.execute(query.format(sql.Identifier(schema_of(reader))))
            return [Parked(reader, *row) for row in await cursor.fetchall()]
    except (UndefinedTable, InvalidSchemaName):
        return []


async def retry(rows: Rows, reader: str, agency: str) -> bool:
    """Let a reader try its parked fact of an agency again, within a second or two.

    Returns:
        Whether it was parked.
    """
    query = sql.SQL("delete from {}.parked where agency = %s")
    try:
        async with rows.of(agency) as db:
            gone = await db.execute(query.format(sql.Identifier(schema_of(reader))), (agency,))
            return gone.rowcount > 0
    except (UndefinedTable, InvalidSchemaName):
        return False
