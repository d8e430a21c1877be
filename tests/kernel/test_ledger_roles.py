"""Append-only by privilege, each agency apart from the others, each service with its own facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel.ledger import AgencyKeys, Ledger, UnfitAppendError
from psycopg.errors import InsufficientPrivilege

from tests.support.ledgers import signed, wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.ledgers import Place
    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

TABLES = ("fact", "receipt", "edition")
CHANGES = ("update ledger.{} set {} = {}", "delete from ledger.{}", "truncate ledger.{}")
COLUMN = {"fact": "data", "receipt": "answer", "edition": "body"}


def run(dsn: str, query: str, agency: str = "") -> Any:
    """The rows of one statement, with an agency set where one is given."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        if agency:
            connection.execute("select set_config('concord.agency', %s, false)", (agency,))
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
async def kept(ledger: Ledger, agency: str) -> str:
    """An agency with a fact, a receipt and an edition."""
    await ledger.append(wish(agency, ("reviewer-1", signed())))
    await ledger.keep_edition("{}")
    return agency


def changes(table: str) -> list[str]:
    column = COLUMN[table]
    return [change.format(table, column, column) for change in CHANGES]


@pytest.mark.parametrize("table", TABLES)
async def test_a_service_may_not_change_what_is_kept(place: Place, kept: str, table: str) -> None:
    for change in changes(table):
        with pytest.raises(InsufficientPrivilege, match="permission denied"):
            run(place.dsn("review"), change, kept)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("who", ["owner", "superuser"])
async def test_nor_may_the_owner_nor_a_superuser(
    place: Place, kept: str, table: str, who: str
) -> None:
    dsn = place.dsn("owner") if who == "owner" else place.admin()
    for change in changes(table):
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            run(dsn, change, kept)


@pytest.mark.parametrize("table", TABLES)
async def test_nor_where_replication_is_replayed(place: Place, kept: str, table: str) -> None:
    for change in changes(table):
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            run(place.admin(), f"set session_replication_role = replica; {change}", kept)


@pytest.mark.parametrize("table", ["fact", "receipt"])
async def test_nor_is_a_partition_changed_behind_its_table(in_parts: Place, table: str) -> None:
    for change in changes(table):
        behind = change.replace(f"ledger.{table}", f"ledger.{table}_0")
        with pytest.raises(InsufficientPrivilege, match="append-only"):
            run(in_parts.admin(), behind)
        with pytest.raises(InsufficientPrivilege, match="permission denied"):
            run(in_parts.dsn("review"), behind)


RECORD = (
    "insert into ledger.fact (agency, position, stream, version, name, at, actor, causation,"
    " correlation, command, data, entry) values ('{}', {}, 'thing-{}', 1, '{}', now(), 'a', 'b',"
    " 'c', gen_random_uuid(), '{{}}', '{{}}')"
)
ANSWER = "insert into ledger.receipt values ('{}', gen_random_uuid(), '', 1, 0, '')"


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("review", "review.opened.v1"),
        ("scheduling", "scheduling.released.v1"),
        ("operator", "directory.joined.v1"),
        ("vault", "vault.text-read.v1"),
    ],
)
async def test_a_role_records_its_own_facts(
    place: Place, agency: str, role: str, name: str
) -> None:
    assert run(place.dsn(role), RECORD.format(agency, 1, 1, name), agency) == 1


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("review", "scheduling.released.v1"),
        ("review", "reviewing.opened.v1"),
        ("review", "Review.opened.v1"),
        ("review", "review"),
        ("operator", "review.opened.v1"),
        ("operator", "operator.opened.v1"),
        ("vault", "review.opened.v1"),
        ("owner", "review.opened.v1"),
        ("relay", "review.opened.v1"),
        ("auditor", "review.opened.v1"),
        ("relay", "relay.opened.v1"),
    ],
)
async def test_a_role_records_nobody_elses(place: Place, agency: str, role: str, name: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(place.dsn(role), RECORD.format(agency, 1, 1, name), agency)


async def test_a_fact_goes_into_the_log_of_the_agency_at_hand(
    place: Place, new_agency: Callable[[], str]
) -> None:
    one, other = new_agency(), new_agency()
    for at_hand in (other, ""):
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            run(place.dsn("review"), RECORD.format(one, 1, 1, "review.opened.v1"), at_hand)
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            run(place.dsn("review"), ANSWER.format(one), at_hand)


AGENCIES = ("select distinct agency from ledger.fact", "select distinct agency from ledger.receipt")


@pytest.mark.parametrize("query", AGENCIES)
@pytest.mark.parametrize("role", ["review", "scheduling", "operator", "vault", "owner"])
async def test_without_an_agency_nothing_is_seen(
    place: Place, kept: str, query: str, role: str
) -> None:
    assert kept
    assert run(place.dsn(role), query) == []


@pytest.mark.parametrize("query", AGENCIES)
async def test_a_forgotten_where_shows_the_agency_at_hand_only(
    place: Place, ledger: Ledger, kept: str, new_agency: Callable[[], str], query: str
) -> None:
    other = new_agency()
    await ledger.append(wish(other, ("reviewer-1", signed()), ("reviewer-2", signed())))

    assert run(place.dsn("review"), query, kept) == [(kept,)]
    assert run(place.dsn("review"), query, other) == [(other,)]
    assert run(place.dsn("review"), f"{query} where agency = '{other}'", kept) == []


@pytest.mark.parametrize("role", ["relay", "auditor"])
async def test_relay_and_auditor_see_the_facts_of_all(
    place: Place, ledger: Ledger, kept: str, new_agency: Callable[[], str], role: str
) -> None:
    other = new_agency()
    await ledger.append(wish(other, ("reviewer-1", signed())))

    seen = run(place.dsn(role), "select distinct agency from ledger.fact")

    assert {(kept,), (other,)} <= set(seen)
    with pytest.raises(InsufficientPrivilege):
        run(place.dsn(role), "select * from ledger.receipt")


async def test_a_ledger_of_the_relay_reads_and_cannot_append(
    place: Place, keys: AgencyKeys, kept: str
) -> None:
    async with Ledger.open(place.dsn("relay"), keys) as relay:
        assert len(await relay.after(kept, 0)) == 1
        assert (await relay.heads())[kept] == 1
        with pytest.raises(UnfitAppendError):
            await relay.append(wish(kept, ("reviewer-2", signed())))


@pytest.mark.parametrize(
    "statement",
    [
        "alter table ledger.fact disable trigger all",
        "drop policy own_agency on ledger.fact",
        "alter table ledger.fact no force row level security",
        "create table ledger.other (n integer)",
        "create table public.other (n integer)",
        "drop table ledger.fact",
        "set role concord_owner",
        "set row_security = off; select * from ledger.fact",
        "set session_replication_role = replica",
        "create or replace function ledger.leaf(entry text) returns bytea language sql return null",
    ],
)
async def test_a_service_may_not_bend_the_rules(place: Place, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(place.dsn("review"), statement)


async def test_nobody_chooses_a_leaf(place: Place, agency: str) -> None:
    chosen = RECORD.replace("entry)", "entry, leaf)").replace("'{{}}')", "'{{}}', '\\x00')")

    with pytest.raises(psycopg.errors.GeneratedAlways):
        run(place.dsn("review"), chosen.format(agency, 1, 1, "review.opened.v1"), agency)


async def test_an_edition_is_known_by_its_content_only(place: Place) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        run(place.dsn("review"), "insert into ledger.edition values ('00', 'ca/x@2009', '{}')")


async def test_roles_can_do_no_more_than_log_in(cluster: Cluster) -> None:
    rows = run(
        cluster.postgres.admin_dsn,
        "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,"
        " rolcanlogin, left(rolpassword, 14) from pg_authid where rolname like 'concord%'",
    )

    expected = {*cluster.passwords, "concord_heads"}
    found = [row for row in rows if row[0] in expected]
    assert {row[0] for row in found} == expected
    for name, *rights, login, password in found:
        assert rights == [False] * 5
        wanted = (False, None) if name == "concord_heads" else (True, "SCRAM-SHA-256$")
        assert wanted == (login, password)


async def test_a_wrong_password_does_not_log_in(cluster: Cluster) -> None:
    wrong = cluster.postgres.dsn("concord_ledger", "concord_review", "wrong")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        run(wrong, "select 1")
