"""Tokens for programs: one agency, some actions, until a day; shown once, gone at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.people import NotSignedInError, People, Sessions
from concord_kernel.people.tokens import (
    LONGEST,
    NewToken,
    Tokens,
    TokenTooLongError,
    TokenUnknownError,
)
from pydantic import ValidationError

from tests.support.reviews import PQCR
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tokens(cluster: Cluster) -> AsyncGenerator[Tokens]:
    async with People.open(cluster.people()) as people:
        yield Tokens(people.connections)


@pytest.fixture
async def sessions(cluster: Cluster) -> AsyncGenerator[Sessions]:
    async with Sessions.open(cluster.sessions()) as opened:
        yield opened


def wish(agency: str, *scopes: str, **more: Any) -> NewToken:
    return NewToken(
        name="Case import",
        agency=agency,
        scopes=scopes or ("see-reviews",),
        until=more.get("until", clock.now() + timedelta(days=1)),
    )


async def test_a_program_comes_in_with_its_token_alone(
    tokens: Tokens, sessions: Sessions, agency: str
) -> None:
    token, account = await tokens.issue(wish(agency, "see-reviews", "see-report"), clock.now())

    session = await sessions.of(token)

    assert (session.account, session.kind) == (account, "program")
    assert (session.home, session.agency) == (agency, agency)
    assert session.scopes == ("see-report", "see-reviews")


async def test_a_program_is_never_fresh_enough_for_what_asks_for_a_fresh_sign_in(
    tokens: Tokens, sessions: Sessions, agency: str
) -> None:
    token, _ = await tokens.issue(wish(agency), clock.now())

    assert (await sessions.of(token)).fresh_until <= clock.now()


async def test_a_token_is_kept_nowhere(cluster: Cluster, tokens: Tokens, agency: str) -> None:
    token, _ = await tokens.issue(wish(agency), clock.now())

    with psycopg.connect(cluster.owned("concord_people")) as db:
        kept = db.execute("select string_agg(s::text, '') from people.session s").fetchone()

    assert kept is not None
    assert token not in kept[0]


async def test_a_revoked_token_is_nobodys_at_once(
    tokens: Tokens, sessions: Sessions, agency: str
) -> None:
    token, account = await tokens.issue(wish(agency), clock.now())
    await sessions.of(token)

    await tokens.revoke(account)

    with pytest.raises(NotSignedInError):
        await sessions.of(token)
    (listed,) = await tokens.all(agency)
    assert listed.revoked


async def test_a_token_is_revoked_once_and_an_unknown_one_never(
    tokens: Tokens, agency: str
) -> None:
    _, account = await tokens.issue(wish(agency), clock.now())
    await tokens.revoke(account)

    for gone in (account, "program-unknown"):
        with pytest.raises(TokenUnknownError):
            await tokens.revoke(gone)


@pytest.mark.parametrize("days", [-1, 0, LONGEST.days + 1])
async def test_a_token_ends_after_today_and_within_ninety_days(
    tokens: Tokens, agency: str, days: int
) -> None:
    now = clock.now()

    with pytest.raises(TokenTooLongError):
        await tokens.issue(wish(agency, until=now + timedelta(days=days)), now)


async def test_a_token_ends_by_itself(
    cluster: Cluster, tokens: Tokens, sessions: Sessions, agency: str
) -> None:
    token, account = await tokens.issue(wish(agency), clock.now())
    with psycopg.connect(cluster.owned("concord_people")) as db:
        db.execute("update people.session set until = now() where account = %s", (account,))

    with pytest.raises(NotSignedInError):
        await sessions.of(token)


def test_a_token_without_an_action_is_none(agency: str) -> None:
    with pytest.raises(ValidationError):
        NewToken(name="x", agency=agency, scopes=(), until=clock.now())


async def test_the_list_of_an_agency_names_its_programs_alone(
    tokens: Tokens, agency: str, new_agency: Any
) -> None:
    _, account = await tokens.issue(wish(agency), clock.now())
    await tokens.issue(wish(new_agency()), clock.now())

    assert [one.account for one in await tokens.all(agency)] == [account]


async def test_a_program_does_what_its_token_names_and_nothing_else(
    site: Site, agency: str, new_agency: Any
) -> None:
    other = await site.house.join(new_agency())
    token, _ = await site.house.people.tokens.issue(wish(agency, "see-reviews"), clock.now())
    program = site.visitor(token)

    assert (await program.get("review")).status_code == 200
    refused(await program.post("review", "", {"edition": PQCR}), 404, "door.not-found")
    refused(await program.get("review", "/review-unknown/cases"), 404, "door.not-found")
    elsewhere = other.visitor(token)
    refused(await elsewhere.get("review"), 404, "door.not-found")


async def test_a_revoked_token_is_refused_at_its_next_request(site: Site, agency: str) -> None:
    tokens = site.house.people.tokens
    token, account = await tokens.issue(wish(agency, "see-reviews"), clock.now())
    program = site.visitor(token)
    assert (await program.get("review")).status_code == 200

    await tokens.revoke(account)

    refused(await program.get("review"), 401, "door.not-signed-in")
