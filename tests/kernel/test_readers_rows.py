"""A service's rows: each agency apart, found again after a restart, waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel.bus.running import end
from concord_kernel.readers import Reader, RowsChangedError, RowsNotReadyError
from concord_kernel.readers.questions import EVERY_AGENCY
from concord_kernel.readers.rows import BusyError, Rows
from concord_kernel.readers.schema import BadTablesError, prepare
from psycopg import errors

from tests.support.reading import COUNTS, SERVICE, count, counting, eventually, terminate_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from concord_kernel.servers import PostgresServer

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

READER = counting("rows-test")


@pytest.fixture
async def rows(cluster: Cluster) -> AsyncGenerator[Rows]:
    async with Rows.open(cluster.rows(SERVICE)) as rows:
        await prepare(rows, READER)
        yield rows


async def put(rows: Rows, agency: str, counter: str) -> None:
    async with rows.of(agency, READER.name) as db:
        await db.execute("insert into counter values (%s, %s, 1, 1)", (agency, counter))


async def test_a_forgotten_where_sees_one_agency_and_changes_one(
    rows: Rows, new_agency: Callable[[], str]
) -> None:
    one, other = new_agency(), new_agency()
    await put(rows, one, "counter-1")
    await put(rows, other, "counter-2")
    assert await rows.read(one, READER.name, "select agency, counter from counter") == [
        {"agency": one, "counter": "counter-1"}
    ]
    async with rows.of(one, READER.name) as db:
        await db.execute("update counter set total = 99")
        await db.execute("delete from counter")
    assert await rows.read(other, READER.name, "select total from counter") == [{"total": 1}]


async def test_several_agencies_are_read_in_one_go_and_each_apart(
    rows: Rows, new_agency: Callable[[], str]
) -> None:
    one, other, empty = new_agency(), new_agency(), new_agency()
    await put(rows, one, "counter-1")
    await put(rows, other, "counter-2")

    query = "select counter from counter where total = %s"
    found = await rows.across(READER.name, query, [(each, (1,)) for each in (one, other, empty)])

    assert found == {one: [{"counter": "counter-1"}], other: [{"counter": "counter-2"}], empty: []}
    assert await rows.across(READER.name, query, []) == {}
    with pytest.raises(RowsNotReadyError):
        await rows.across("never-run", "select counter from counter", [(one, ())])
    assert len(await rows.read(one, READER.name, "select total from counter")) == 1


async def test_a_plan_that_is_kept_shows_each_agency_and_each_reader_its_own_rows(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    other_reader, agencies = counting("rows-test-other"), [new_agency(), new_agency()]
    async with Rows.open(cluster.rows(SERVICE), connections=1) as rows:
        for reader in (READER, other_reader):
            await prepare(rows, reader)
            for agency in agencies:
                async with rows.of(agency, reader.name) as db:
                    mine = (agency, f"of-{reader.name}")
                    await db.execute("insert into counter values (%s, %s, 1, 1)", mine)
        for agency in agencies * 7:
            asked = [(one.name, "select * from counter", ()) for one in (READER, other_reader)]
            found = await rows.several(agency, asked)
            assert [[(row["agency"], row["counter"]) for row in rows] for rows in found] == [
                [(agency, "of-rows-test")],
                [(agency, "of-rows-test-other")],
            ]


async def test_rows_that_were_made_otherwise_are_read_by_whoever_keeps_an_old_plan(
    cluster: Cluster, agency: str
) -> None:
    query = "select * from counter"
    async with Rows.open(cluster.rows(SERVICE), connections=1) as rows:
        await prepare(rows, counting("rows-replaced"))
        for _ in range(10):
            assert await rows.read(agency, "rows-replaced", query) == []
        async with rows.of(agency, "rows-replaced") as db:
            await db.execute("alter table counter add column noted text")
            await db.execute("insert into counter values (%s, 'counter-1', 1, 1, 'new')", (agency,))
        assert [row["noted"] for row in await rows.read(agency, "rows-replaced", query)] == ["new"]


async def test_who_is_told_to_end_while_a_transaction_begins_leaves_nothing_locked(
    cluster: Cluster, agency: str
) -> None:
    lock, look = b"lock table rows_test.counter", b"select 1"
    async with Rows.open(cluster.rows(SERVICE), connections=2) as rows:
        await prepare(rows, READER)
        for moment in range(40):
            beginning = asyncio.create_task(_locked(rows, agency, lock, look))
            await asyncio.sleep(moment / 10_000)
            await end(beginning)
            async with asyncio.timeout(5):
                await put(rows, agency, f"counter-{moment}")


async def _locked(rows: Rows, agency: str, lock: bytes, look: bytes) -> None:
    async with rows.locked(agency, "rows_test", lock, look):
        await asyncio.sleep(60)


async def test_a_connection_whose_plans_are_gone_is_replaced(cluster: Cluster, agency: str) -> None:
    async with Rows.open(cluster.rows(SERVICE), connections=1) as rows:
        await prepare(rows, READER)
        assert await rows.read(agency, READER.name, "select * from counter") == []
        async with rows.of(agency) as db:
            await db.execute("do $$ begin execute 'deallocate all'; end $$")
        assert await rows.read(agency, READER.name, "select * from counter") == []


async def test_several_questions_are_answered_in_the_order_asked_or_not_at_all(
    rows: Rows, agency: str
) -> None:
    await put(rows, agency, "counter-1")
    counters = (READER.name, "select counter from counter", ())
    totals = (READER.name, "select total from counter where total = %s", (1,))

    assert await rows.several(agency, [totals, counters]) == [
        [{"total": 1}],
        [{"counter": "counter-1"}],
    ]
    with pytest.raises(RowsNotReadyError):
        await rows.several(agency, [counters, ("never-run", "select 1 from counter", ())])
    assert await rows.several(agency, [counters]) == [[{"counter": "counter-1"}]]


async def test_another_agencys_row_cannot_be_written(
    rows: Rows, new_agency: Callable[[], str]
) -> None:
    one, other = new_agency(), new_agency()
    async with rows.of(one, READER.name) as db:
        with pytest.raises(errors.InsufficientPrivilege):
            await db.execute("insert into counter values (%s, 'counter-1', 1, 1)", (other,))


@pytest.mark.parametrize("agency", ["", EVERY_AGENCY])
async def test_nobody_sees_all_agencies_content(
    rows: Rows, new_agency: Callable[[], str], agency: str
) -> None:
    await put(rows, new_agency(), "counter-1")
    assert await rows.read(agency, READER.name, "select * from counter") == []


async def test_the_role_cannot_pass_by(rows: Rows) -> None:
    async with rows.of("ca-x") as db:
        found = await db.execute(
            "select rolsuper, rolbypassrls from pg_roles where rolname = current_user"
        )
        assert await found.fetchone() == (False, False)


async def put_and_fail(rows: Rows, agency: str) -> None:
    async with rows.of(agency, READER.name) as db:
        await db.execute("insert into counter values (%s, 'counter-1', 1, 1)", (agency,))
        raise ValueError("later")


async def test_an_error_takes_everything_back(rows: Rows, agency: str) -> None:
    with pytest.raises(ValueError, match="later"):
        await put_and_fail(rows, agency)
    assert await rows.read(agency, READER.name, "select * from counter") == []


async def test_one_agency_does_not_stay_set_for_the_next(rows: Rows, agency: str) -> None:
    await put(rows, agency, "counter-1")
    async with rows.begun("begin; select current_setting('concord.agency', true)") as (_, row):
        assert row in {("",), (None,)}


async def test_connections_that_died_while_idle_are_replaced(
    rows: Rows, cluster: Cluster, agency: str
) -> None:
    await put(rows, agency, "counter-1")
    await asyncio.gather(*(rows.answers() for _ in range(8)))
    await terminate_sessions(cluster.postgres.admin_dsn, f"concord_{SERVICE}")
    assert len(await rows.read(agency, READER.name, "select * from counter")) == 1


async def test_a_page_waits_for_a_position(rows: Rows, agency: str) -> None:
    assert not await rows.wait(READER.name, agency, 3, 0.05)
    waiting = asyncio.create_task(rows.wait(READER.name, agency, 3, 5))
    await asyncio.sleep(0.05)
    async with rows.of(agency, READER.name) as db:
        await db.execute("insert into position values (%s, 3)", (agency,))
    assert await waiting
    assert await rows.wait(READER.name, agency, 2, 0)
    assert not await rows.wait(READER.name, agency, 4, 0)


async def test_a_reader_that_never_ran_has_no_rows_yet(rows: Rows, agency: str) -> None:
    assert await rows.position("never-ran", agency) == 0
    assert not await rows.wait("never-ran", agency, 1, 0.02)
    with pytest.raises(RowsNotReadyError):
        await rows.read(agency, "never-ran", "select * from counter")


async def test_a_task_is_done_by_one_at_a_time(rows: Rows, cluster: Cluster) -> None:
    async with Rows.open(cluster.rows(SERVICE)) as elsewhere:
        async with rows.alone("some-task"):
            with pytest.raises(BusyError):
                async with elsewhere.alone("some-task"):
                    pass
            async with elsewhere.alone("another-task"):
                pass
        async with elsewhere.alone("some-task"):
            pass


async def test_whether_the_database_answers_is_known(own_postgres: PostgresServer) -> None:
    async with Rows.open(own_postgres.admin_dsn, patience=0.3) as rows:
        assert await rows.answers()
        await asyncio.to_thread(own_postgres.stop)
        assert not await rows.answers()
        with pytest.raises(psycopg.OperationalError):
            async with rows.of("ca-x"):
                pass
        await asyncio.to_thread(own_postgres.start)
        await eventually(rows.answers, 20)


async def test_a_schema_is_made_once_by_whoever_comes_first(rows: Rows) -> None:
    reader = counting("rows-test-many")
    await asyncio.gather(*(prepare(rows, reader) for _ in range(8)))
    assert await rows.position(reader.name, "ca-x") == 0


async def test_rows_of_other_tables_are_refused_and_left_alone(rows: Rows, agency: str) -> None:
    await prepare(rows, counting("rows-test-changed"))
    changed = Reader(name="rows-test-changed", tables=COUNTS.replace("total", "sum"), apply=count)
    with pytest.raises(RowsChangedError, match="rebuild"):
        await prepare(rows, changed)
    assert await rows.read(agency, changed.name, "select total from counter") == []


@pytest.mark.parametrize(
    "tables",
    [
        "create table bad (counter text primary key, agency text)",
        "create table bad (agency text, counter text)",
        "create table bad (agency text primary key, counter text unique)",
        "create table bad (agency text, counter text, primary key (counter, agency))",
    ],
)
async def test_agency_leads_every_key(rows: Rows, tables: str, agency: str) -> None:
    with pytest.raises(BadTablesError, match="bad"):
        await prepare(rows, Reader(name="rows-test-bad", tables=tables, apply=count))
    assert await rows.position("rows-test-bad", agency) == 0


async def test_every_table_is_set_apart(rows: Rows) -> None:
    more = "create table more (agency text primary key); create view seen as select * from more;"
    await prepare(rows, Reader(name="rows-test-apart", tables=COUNTS + ";" + more, apply=count))
    async with rows.of("ca-x") as db:
        found = await db.execute(
            "select relname from pg_class where relnamespace = 'rows_test_apart'::regnamespace"
            " and relkind = 'r' and relrowsecurity and relforcerowsecurity order by 1"
        )
        assert [name for (name,) in await found.fetchall()] == [
            "counter",
            "more",
            "parked",
            "position",
        ]
