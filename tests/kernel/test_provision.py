from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel.ledger import Ledger
from concord_kernel.provision import provision
from psycopg.errors import InsufficientPrivilege

from tests.support.ledgers import signed, wish
from tests.support.servers import Cluster, service_names

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.ledger import AgencyKeys
    from concord_kernel.servers import PostgresServer

pytestmark = pytest.mark.anyio


@pytest.fixture
def own(own_postgres: PostgresServer, cluster: Cluster) -> Cluster:
    """A cluster in which nothing was set up."""
    return Cluster(own_postgres, cluster.keys)


async def test_a_fresh_cluster_is_ready_and_stays_so(
    own: Cluster, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    await _asked(own.postgres.admin_dsn, "alter role postgres set log_statement = 'all'")
    await provision(own.postgres.admin_dsn, own.passwords, service_names())
    async with Ledger.open(own.ledger("review"), keys) as ledger:
        await ledger.append(wish(agency, ("reviewer-1", signed())))

        await provision(own.postgres.admin_dsn, own.passwords, service_names())

        assert {agency: 1} == await ledger.heads()
        assert (await ledger.append(wish(agency, ("reviewer-2", signed())))).last == 2
    log = own_postgres.log.read_text(encoding="utf-8")
    assert "alter role" in log
    assert [password for password in own.passwords.values() if password in log] == []


async def test_several_may_set_it_up_at_once(own: Cluster) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(provision(own.postgres.admin_dsn, own.passwords, service_names()))

    assert await _asked(own.ledger("review"), "select 1") == [(1,)]


async def test_a_password_is_set_anew(own: Cluster) -> None:
    await provision(own.postgres.admin_dsn, own.passwords, service_names())
    changed = own.passwords | {"concord_review": "another"}

    await provision(own.postgres.admin_dsn, changed, service_names())

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await _asked(own.ledger("review"), "select 1")
    another = own.postgres.dsn("concord_ledger", "concord_review", "another")
    assert await _asked(another, "select 1") == [(1,)]


async def test_a_missing_password_is_named(cluster: Cluster) -> None:
    with pytest.raises(KeyError, match="concord_review"):
        await provision(
            cluster.postgres.admin_dsn,
            {role: word for role, word in cluster.passwords.items() if role != "concord_review"},
            service_names(),
        )


async def _asked(dsn: str, query: str) -> list[tuple[object, ...]]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        cursor = await connection.execute(query.encode())
        return await cursor.fetchall() if cursor.description else []


@pytest.fixture
async def service(cluster: Cluster) -> AsyncGenerator[Cluster]:
    yield cluster
    await _asked(cluster.rows("review"), "drop schema if exists made_by_a_test cascade")


async def test_a_service_makes_and_owns_what_it_keeps_in_its_own_database(
    service: Cluster,
) -> None:
    await _asked(service.rows("review"), "create schema made_by_a_test")
    await _asked(service.rows("review"), "create table made_by_a_test.row (n integer)")

    assert await _asked(service.rows("review"), "select * from made_by_a_test.row") == []


async def test_nobody_enters_another_ones_database(cluster: Cluster) -> None:
    closed = {
        "concord_vault": {"review", "scheduling", "operator", "relay", "auditor"},
        "concord_review": {"scheduling", "reporting", "operator", "relay", "auditor", "vault"},
        "concord_scheduling": {"review", "relay", "vault", "people"},
        "concord_people": {"review", "door", "operator", "relay", "auditor", "vault"},
        "concord_ledger": {"people", "sessions"},
    }
    for database, roles in closed.items():
        for role in roles:
            user = f"concord_{role}"
            dsn = cluster.postgres.dsn(database, user, cluster.passwords[user])
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                await _asked(dsn, "select 1")


async def test_nobody_makes_anything_in_the_ledgers_database(cluster: Cluster) -> None:
    for role in ("review", "operator", "vault", "relay", "auditor"):
        for made in (
            "schema mine",
            "table public.mine (n integer)",
            "temporary table mine (n int)",
        ):
            with pytest.raises(InsufficientPrivilege):
                await _asked(cluster.ledger(role), f"create {made}")
