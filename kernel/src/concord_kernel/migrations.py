"""Schema changes, run once each and in order, however many processes start together.

A package keeps them as ``<number>_<what>.sql``; what ran is recorded in ``<schema>.migration`` with
its SHA-256. Nothing is undone: a mistake is mended by the next file. Called by ``provision``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import AsyncConnection

LOCK = (0x636F6E63, 1)
"""Advisory lock of everything that changes a schema; agencies' locks have another number space."""


class MigrationError(RuntimeError):
    """The database was changed by other files than those at hand."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file.

    Attributes:
        name: Its name, which gives its place in the order.
        sql: What it does.
    """

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """What its content is known by."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations_of(package: str) -> list[Migration]:
    """The files in a package's directory ``migrations``, in order; none where there is none."""
    directory = files(package) / "migrations"
    if not directory.is_dir():
        return []
    found = (file for file in directory.iterdir() if file.name.endswith(".sql"))
    return sorted(
        (Migration(file.name, file.read_text(encoding="utf-8")) for file in found),
        key=lambda migration: migration.name,
    )


async def migrate(
    connection: AsyncConnection[Any], schema: str, migrations: Sequence[Migration]
) -> list[str]:
    """Bring a schema up to date; the names of the files that ran now.

    Args:
        connection: In autocommit mode, as the schema's owner.
        schema: Made if it is missing.
        migrations: All of them, those that ran before too.

    Raises:
        MigrationError: a file that ran was changed, removed, or another slipped in before it.
    """
    await connection.execute("select pg_advisory_lock(%s, %s)", LOCK)
    try:
        done = await _done(connection, schema)
        missing = _missing(migrations, done)
        for migration in missing:
            await _run(connection, schema, migration)
    finally:
        await connection.execute("select pg_advisory_unlock(%s, %s)", LOCK)
    return [migration.name for migration in missing]


async def _done(connection: AsyncConnection[Any], schema: str) -> list[tuple[str, str]]:
    await connection.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
    await connection.execute(
        SQL(
            "create table if not exists {} (name text primary key, sha256 text not null,"
            " at timestamptz not null default now())"
        ).format(Identifier(schema, "migration"))
    )
    query = SQL("select name, sha256 from {} order by name").format(Identifier(schema, "migration"))
    return await (await connection.execute(query)).fetchall()


def _missing(migrations: Sequence[Migration], done: Iterable[tuple[str, str]]) -> list[Migration]:
    at_hand = iter(migrations)
    for name, sha256 in done:
        migration = next(at_hand, None)
        if migration is None or migration.name != name:
            raise MigrationError(f"{name} ran here, and is not the next of the files at hand")
        if migration.sha256 != sha256:
            raise MigrationError(f"{name} was changed after it ran here: write another file")
    return list(at_hand)


async def _run(connection: AsyncConnection[Any], schema: str, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(migration.sql.encode())
        await connection.execute(
            SQL("insert into {} (name, sha256) values (%s, %s)").format(
                Identifier(schema, "migration")
            ),
            (migration.name, migration.sha256),
        )
