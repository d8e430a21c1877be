"""Makes a reader's schema: its tables, its positions, its parked facts, each agency apart.

Safe to call by every copy at every start. Rows that other tables than the declared ones made are
left alone and refused: a rebuild replaces them, beside the live ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import AsyncRawCursor, sql

from concord_kernel.readers.questions import EVERY_AGENCY
from concord_kernel.readers.trouble import RowsChangedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection

    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

OWN_TABLES: Final = """
create table position (
    agency   text collate "C" primary key,
    position bigint      not null check (position >= 0),
    at       timestamptz not null default now()
);
create table parked (
    agency   text collate "C" not null,
    position bigint      not null,
    name     text        not null,
    reason   text        not null,
    at       timestamptz not null default now(),
    primary key (agency, position)
);
"""

OF_EVERY_AGENCY: Final = ("position", "parked")
"""Tables in which the framework may look at all agencies at once: they hold no agency's content."""

LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('concord.rows/' || %s, 0))"

TABLES: Final = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relkind in ('r', 'p') order by c.relname
"""

BADLY_KEYED: Final = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relkind in ('r', 'p') and (
  not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
  or exists (
    select from pg_index i left join pg_attribute a
      on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indrelid = c.oid and i.indisunique and a.attname is distinct from 'agency'))
order by c.relname
"""

DIGESTS: Final = """
select nspname::text as schema, description as made_by
from pg_namespace left join pg_description
  on objoid = oid and classoid = 'pg_namespace'::regclass and objsubid = 0
where nspname = any($1)
"""

MADE_BY: Final = """
(select description from pg_description
 where objoid = to_regnamespace({}) and classoid = 'pg_namespace'::regclass and objsubid = 0)
"""


class BadTablesError(ValueError):
    """A reader declares tables whose keys agency does not lead."""


async def prepare(rows: Rows, reader: Reader) -> None:
    """Make the reader's schema, if it is not there.

    Raises:
        RowsChangedError: it is there, and was made by other tables: rebuild the reader.
        BadTablesError: a table has no primary key, or agency does not lead one of its keys.
    """
    async with rows.begun("begin; select 1") as (db, _):
        await db.execute(LOCK, (reader.schema,))
        made_by = await digests(db, [reader.schema])
        if not made_by:
            await make(db, reader, reader.schema)
        elif made_by[reader.schema] != reader.digest:
            raise RowsChangedError(
                f"the rows of {reader.name} were made by other tables: concord readers rebuild"
            )


async def digests(db: AsyncConnection[Any], schemas: Sequence[str]) -> dict[str, str]:
    """The schemas that are there, and what each was made by."""
    cursor = await AsyncRawCursor(db).execute(DIGESTS, (list(schemas),))
    return {name: made_by or "" for name, made_by in await cursor.fetchall()}


def made_by(schema: str) -> sql.Composed:
    """What a schema was made by, for a statement.

    ``obj_description`` would begin a query of its own at every call.
    """
    return sql.SQL(MADE_BY).format(sql.Literal(schema))


async def make(db: AsyncConnection[Any], reader: Reader, schema: str) -> None:
    """Make a schema with a reader's tables in the running transaction."""
    name = sql.Identifier(schema)
    await db.execute(sql.SQL("create schema {}").format(name))
    await db.execute("select set_config('search_path', %s, true)", (schema,))
    await db.execute(OWN_TABLES)
    if reader.tables.strip():
        await db.execute(reader.tables.encode())
    await _check(db, reader, schema)
    for (table,) in await (await db.execute(TABLES, (schema,))).fetchall():
        await _set_apart(db, table)
    comment = sql.SQL("comment on schema {} is {}")
    await db.execute(comment.format(name, sql.Literal(reader.digest)))


async def _check(db: AsyncConnection[Any], reader: Reader, schema: str) -> None:
    bad = await (await db.execute(BADLY_KEYED, (schema,))).fetchall()
    if bad:
        tables = ", ".join(table for (table,) in bad)
        raise BadTablesError(f"{reader.name}: agency must lead every key of {tables}")


async def _set_apart(db: AsyncConnection[Any], table: str) -> None:
    """Row-level security, forced: also its owner sees one agency's rows at a time."""
    seen = "agency = current_setting('concord.agency', true)"
    if table in OF_EVERY_AGENCY:
        seen += f" or current_setting('concord.agency', true) = '{EVERY_AGENCY}'"
    for statement in (
        "alter table {} enable row level security",
        "alter table {} force row level security",
        f"create policy of_one_agency on {{}} using ({seen})",
    ):
        await db.execute(sql.SQL(statement).format(sql.Identifier(table)))
