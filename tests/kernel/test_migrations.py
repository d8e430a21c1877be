from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.migrations import Migration, MigrationError, migrate, migrations_of
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

FIRST = Migration(
    "0001_things.sql", "create table a.thing (n integer); insert into a.thing values (1);"
)
SECOND = Migration("0002_more.sql", "alter table a.thing add column m integer default 7;")


@pytest.fixture
async def dsn(cluster: Cluster) -> AsyncGenerator[str]:
    """An empty database."""
    name = f"migrations_{clock.new_command_id().hex}"
    admin_dsn = cluster.postgres.admin_dsn
    async with await psycopg.AsyncConnection.connect(admin_dsn, autocommit=True) as admin:
        await admin.execute(SQL("create database {} owner concord_owner").format(Identifier(name)))
        yield cluster.owned(name)
        await admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))


async def run(dsn: str, *migrations: Migration) -> list[str]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        return await migrate(connection, "a", migrations)


async def things(dsn: str) -> list[tuple[int, ...]]:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        return await (await connection.execute("select * from a.thing")).fetchall()


async def test_files_run_once_and_in_order(dsn: str) -> None:
    assert await run(dsn, FIRST) == ["0001_things.sql"]
    assert await run(dsn, FIRST, SECOND) == ["0002_more.sql"]
    assert await run(dsn, FIRST, SECOND) == []

    assert await things(dsn) == [(1, 7)]


async def test_many_that_start_together_run_each_file_once(dsn: str) -> None:
    ran = await asyncio.gather(*(run(dsn, FIRST, SECOND) for _ in range(8)))

    assert [[], [FIRST.name, SECOND.name]] == sorted(map(list, {tuple(names) for names in ran}))
    assert sum(bool(names) for names in ran) == 1
    assert await things(dsn) == [(1, 7)]


async def test_a_file_that_was_changed_is_refused(dsn: str) -> None:
    await run(dsn, FIRST)

    with pytest.raises(MigrationError, match=r"0001_things\.sql was changed"):
        await run(dsn, replace(FIRST, sql=FIRST.sql + " "), SECOND)
    assert await things(dsn) == [(1,)]


async def test_a_file_that_is_missing_is_refused(dsn: str) -> None:
    await run(dsn, FIRST, SECOND)

    for at_hand in ([], [FIRST], [SECOND]):
        with pytest.raises(MigrationError, match="not the next"):
            await run(dsn, *at_hand)


async def test_a_file_that_slips_in_before_another_is_refused(dsn: str) -> None:
    await run(dsn, FIRST)

    with pytest.raises(MigrationError):
        await run(dsn, Migration("0000_early.sql", "select 1"), FIRST)


async def test_a_file_that_fails_leaves_nothing_and_may_run_again(dsn: str) -> None:
    broken = Migration("0002_more.sql", "create table a.other (n integer); select 1 / 0;")

    with pytest.raises(psycopg.errors.DivisionByZero):
        await run(dsn, FIRST, broken)

    assert [SECOND.name] == await run(dsn, FIRST, SECOND)
    assert await things(dsn) == [(1, 7)]


def test_a_packages_files_come_in_order() -> None:
    names = [migration.name for migration in migrations_of("concord_kernel.ledger")]

    assert names[0] == "0001_facts.sql"
    assert sorted(names) == names
    assert migrations_of("concord_kernel.observe") == []
