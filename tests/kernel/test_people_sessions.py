"""Whose a token is: while it lasts, and no longer."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.people import (
    AccountUnknownError,
    NotSignedInError,
    People,
    PeopleUnavailableError,
    Sessions,
)
from concord_kernel.people.bearer import hash_of
from concord_kernel.provision import provision
from psycopg.errors import InsufficientPrivilege

from tests.support.accounts import Entrance, open_entrance
from tests.support.servers import Cluster, service_names

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.servers import PostgresServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def entrance(cluster: Cluster) -> AsyncGenerator[Entrance]:
    async with open_entrance(cluster) as entrance:
        yield entrance


async def test_a_token_is_the_accounts_until_it_ends(entrance: Entrance) -> None:
    account = await entrance.account(home="ca-there")
    started = await entrance.people.signed_in.start(account.id)

    session = await entrance.sessions.of(started.token)

    assert (session.account, session.home, session.kind) == (account.id, "ca-there", "person")
    assert (session.agency, session.scopes) == ("", ())
    assert session.until - session.signed_in_at == timedelta(hours=12)
    assert session.fresh_until - session.signed_in_at == timedelta(minutes=15)
    assert timedelta(minutes=29) < session.idle_until - clock.now() <= timedelta(minutes=30)
    assert session == started.session

    assert await entrance.people.signed_in.end(session.id, account.id)

    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(started.token)


@pytest.mark.parametrize(
    "token", ["", "rubbish", "x" * 100_000, "\0", "é", "\ud800", "' or true --", "0" * 64]
)
async def test_what_was_never_given_out_is_nobodys(entrance: Entrance, token: str) -> None:
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(token)


async def test_what_the_database_holds_lets_nobody_in(entrance: Entrance) -> None:
    started = await entrance.enter()

    rows = await entrance.asked("select * from people.session where id = %s", started.session.id)

    assert started.token not in str(rows)
    assert hash_of(started.token) == started.session.id
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(started.session.id)


async def test_every_session_has_a_token_of_its_own(entrance: Entrance) -> None:
    account = await entrance.account()

    tokens = {(await entrance.people.signed_in.start(account.id)).token for _ in range(20)}

    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


async def test_a_session_that_nobody_uses_ends(entrance: Entrance) -> None:
    used, unused = await entrance.enter(), await entrance.enter()
    for started in (used, unused):
        await entrance.let_pass(started.session.id, 29)
    await entrance.sessions.of(used.token)
    for started in (used, unused):
        await entrance.let_pass(started.session.id, 2)

    assert (await entrance.sessions.of(used.token)).account == used.session.account
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(unused.token)


async def test_looking_at_a_session_is_no_use_of_it(entrance: Entrance) -> None:
    started = await entrance.enter()
    await entrance.let_pass(started.session.id, 29)

    seen = await entrance.sessions.of(started.token, touch=False)
    await entrance.let_pass(started.session.id, 2)

    assert seen.idle_until - clock.now() < timedelta(minutes=1)
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(started.token)


async def test_a_session_in_use_is_written_once_a_minute(entrance: Entrance) -> None:
    started = await entrance.enter()
    query = "select xmin::text from people.session where id = %s"
    before = await entrance.asked(query, started.session.id)

    for _ in range(5):
        await entrance.sessions.of(started.token)
    assert before == await entrance.asked(query, started.session.id)

    await entrance.let_pass(started.session.id, 1.1)
    moved = await entrance.asked(query, started.session.id)
    await entrance.sessions.of(started.token)
    assert moved != await entrance.asked(query, started.session.id)


async def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    entrance: Entrance,
) -> None:
    started = await entrance.enter()
    await entrance.asked(
        "update people.session set until = now() - interval '1 second' where id = %s",
        started.session.id,
    )

    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(started.token)


async def test_how_long_a_session_may_go_unused_is_the_deployments_choice(
    entrance: Entrance, cluster: Cluster
) -> None:
    account = await entrance.account()
    async with People.open(cluster.people(), idle=timedelta(minutes=5)) as people:
        started = await people.signed_in.start(account.id)

    await entrance.let_pass(started.session.id, 5.1)

    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(started.token)


async def test_whoever_says_that_they_are_there_stays(entrance: Entrance) -> None:
    started = await entrance.enter()
    await entrance.let_pass(started.session.id, 29)

    await entrance.people.signed_in.extend(started.session.id)

    left = (await entrance.sessions.of(started.token, touch=False)).idle_until - clock.now()
    assert left > timedelta(minutes=29)


async def test_a_sign_in_is_made_fresh_again(entrance: Entrance) -> None:
    started = await entrance.enter()
    await entrance.let_pass(started.session.id, 20)
    assert (await entrance.sessions.of(started.token)).fresh_until < clock.now()

    await entrance.people.signed_in.freshen(started.session.id)

    assert (await entrance.sessions.of(started.token)).fresh_until > clock.now()


async def test_closing_an_account_ends_every_session_at_once(entrance: Entrance) -> None:
    account = await entrance.account()
    tokens = [(await entrance.people.signed_in.start(account.id)).token for _ in range(3)]

    await entrance.people.accounts.close(account.id)

    for token in tokens:
        with pytest.raises(NotSignedInError):
            await entrance.sessions.of(token)
    with pytest.raises(AccountUnknownError):
        await entrance.people.signed_in.start(account.id)


async def test_a_new_sign_in_takes_the_place_of_the_browsers_earlier_one(
    entrance: Entrance,
) -> None:
    before = await entrance.enter()

    after = await entrance.people.signed_in.start(before.session.account, ends=before.token)

    assert (await entrance.sessions.of(after.token)).account == before.session.account
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(before.token)


async def test_only_its_owner_ends_a_session_and_once(entrance: Entrance) -> None:
    mine, theirs = await entrance.enter(), await entrance.enter()
    end = entrance.people.signed_in.end

    assert not await end(mine.session.id, theirs.session.account)
    assert await entrance.sessions.of(mine.token) == mine.session

    ended = await asyncio.gather(*(end(mine.session.id, mine.session.account) for _ in range(4)))

    assert sorted(ended) == [False, False, False, True]


async def test_all_but_this_session_are_ended(entrance: Entrance) -> None:
    account = await entrance.account()
    one, other = [await entrance.people.signed_in.start(account.id) for _ in range(2)]

    assert await entrance.people.signed_in.end_all(account.id, but=one.session.id) == 1

    assert [each.id for each in await entrance.people.signed_in.of(account.id)] == [one.session.id]
    with pytest.raises(NotSignedInError):
        await entrance.sessions.of(other.token)


async def test_a_browsers_name_is_kept_without_what_cannot_be_shown(entrance: Entrance) -> None:
    account = await entrance.account()

    await entrance.people.signed_in.start(account.id, name="Fire\0fox\r\n" + "x" * 500)

    (listed,) = await entrance.people.signed_in.of(account.id)
    assert listed.name == "Firefox" + "x" * 113


async def test_sessions_long_over_are_forgotten(entrance: Entrance) -> None:
    old = await entrance.enter()
    await entrance.let_pass(old.session.id, 60 * 24 * 31)

    await entrance.people.signed_in.start(old.session.account)

    query = "select id from people.session where id = %s"
    assert not await entrance.asked(query, old.session.id)


async def test_services_see_no_table(cluster: Cluster) -> None:
    async with await psycopg.AsyncConnection.connect(
        cluster.sessions(), autocommit=True
    ) as service:
        for table in ("account", "session", "passkey", "provider", "invitation", "seen"):
            with pytest.raises(InsufficientPrivilege):
                await service.execute(f"select from people.{table}".encode())
        with pytest.raises(InsufficientPrivilege):
            await service.execute("create temporary table mine (n integer)")


async def test_nobody_else_enters_the_database_of_people(cluster: Cluster) -> None:
    for user in ("concord_review", "concord_operator", "concord_vault", "concord_relay"):
        dsn = cluster.postgres.dsn("concord_people", user, cluster.passwords[user])
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            await psycopg.AsyncConnection.connect(dsn)


async def test_where_nobody_signs_in_every_token_is_nobodys() -> None:
    async with Sessions.open("") as sessions:
        assert await sessions.answers()
        with pytest.raises(NotSignedInError):
            await sessions.of(secrets.token_urlsafe(32))


async def test_while_the_database_is_away_nobody_is_let_in_and_then_everybody_again(
    own_postgres: PostgresServer, cluster: Cluster
) -> None:
    own = Cluster(own_postgres, cluster.keys)
    await provision(own.postgres.admin_dsn, own.passwords, service_names())
    async with (
        People.open(own.people()) as people,
        Sessions.open(own.sessions(), patience=0.5) as sessions,
    ):
        entrance = Entrance(people, sessions, own.owned("concord_people"))
        started = await entrance.enter()
        assert await sessions.answers()

        own_postgres.stop()
        with pytest.raises(PeopleUnavailableError):
            await sessions.of(started.token)
        assert not await sessions.answers()

        own_postgres.start()
        assert (await sessions.of(started.token)).account == started.session.account
