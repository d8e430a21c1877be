"""Questions about rows that travel together: whose rows and whose tables, and then each of them.

Called by ``rows``, inside a connection that it gives.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, LiteralString

from psycopg import AsyncRawCursor, sql
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection

    from concord_kernel.readers.reader import Reader

Question = tuple[str, str, "Sequence[object]"]
"""A reader, and what is asked of its rows: a query with its values."""

EVERY_AGENCY: Final = "*"
"""For positions and parked facts, which hold no agency's content: the rows of all agencies."""

PLACE: Final = b"select set_config('concord.agency', %s, true), set_config('search_path', %s, true)"
"""For one transaction: whose rows there are, and whose tables are found by their names."""


def schema_of(reader: str) -> str:
    """The schema of a reader's rows."""
    return reader.replace("-", "_")


@cache
def of_each(statement: LiteralString, readers: tuple[Reader, ...]) -> str:
    """A statement about a reader, with ``{name}`` and ``{schema}``, asked of each at once."""
    asked = (
        sql.SQL(statement).format(name=sql.Literal(one.name), schema=sql.Identifier(one.schema))
        for one in readers
    )
    return sql.SQL(" union all ").join(asked).as_string()


async def answered(
    db: AsyncConnection[Any], agency: str, asked: Sequence[Question]
) -> list[list[dict[str, Any]]]:
    """What questions find, each at its reader's place: all travel together, as one transaction."""
    cursors, at = [db.cursor(row_factory=dict_row) for _ in asked], ""
    async with db.pipeline():
        for cursor, (reader, query, values) in zip(cursors, asked, strict=True):
            if reader != at:
                await db.execute(PLACE, (agency, schema_of(at := reader)), prepare=True)
            await cursor.execute(query.encode(), values, prepare=True)
    return [await cursor.fetchall() for cursor in cursors]


async def answered_everywhere(
    db: AsyncConnection[Any], asked: Sequence[tuple[str, Sequence[object]]]
) -> list[list[dict[str, Any]]]:
    """What questions find of every agency's positions, values as $1, $2: as one transaction."""
    cursors = [AsyncRawCursor(db, row_factory=dict_row) for _ in asked]
    async with db.pipeline():
        await db.execute(PLACE, (EVERY_AGENCY, "pg_catalog"), prepare=True)
        for cursor, (query, values) in zip(cursors, asked, strict=True):
            await cursor.execute(query.encode(), values, prepare=True)
    return [await cursor.fetchall() for cursor in cursors]
