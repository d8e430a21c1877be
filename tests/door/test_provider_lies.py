"""What a provider, a thief or a link may say that is not true: nobody comes in by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.door import browser
from tests.support.provider import strict_provider
from tests.support.trips import AWAY, account_of, added, is_not_in, path_of, sent, whole_way

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from tests.support.door import Browser
    from tests.support.provider import Strict
    from tests.support.site import House

pytestmark = pytest.mark.anyio


@pytest.fixture
def strict() -> Iterator[Strict]:
    with strict_provider() as provider:
        yield provider


@pytest.fixture
async def visitor(all_services: House) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        yield visitor


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "another client": {"aud": "another"},
    "several clients and not whose it is": {"aud": ["concord", "another"]},
    "no client": {"aud": None},
    "another trip": {"nonce": "another"},
    "no trip": {"nonce": None},
    "no end": {"exp": None},
    "ended": {"exp": 1},
    "not begun": {"nbf": 99_999_999_999},
    "made later": {"iat": 99_999_999_999},
    "nobody": {"sub": None},
    "nobody's name": {"sub": ""},
    "a number": {"sub": 7},
    "a name that is too long": {"sub": "x" * 256},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_token_that_says_anything_wrong_lets_nobody_in(
    all_services: House, visitor: Browser, agency: str, strict: Strict, lie: dict[str, Any]
) -> None:
    strict.claims = lie

    is_not_in(await whole_way(all_services, visitor, strict, agency), visitor)


@pytest.mark.parametrize("how", ["with another key", "with its public key", "not"])
async def test_a_token_that_is_not_signed_by_the_provider_lets_nobody_in(
    all_services: House, visitor: Browser, agency: str, strict: Strict, how: str
) -> None:
    strict.signs = how

    is_not_in(await whole_way(all_services, visitor, strict, agency), visitor)


async def test_the_agency_comes_from_our_row_whatever_the_provider_claims(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    strict.claims = {"home": "ca-elsewhere", "agency": "ca-elsewhere", "hd": "elsewhere.example"}

    await whole_way(all_services, visitor, strict, agency)

    session = await all_services.office("review").sessions.of(visitor.token)
    assert session.home == agency


async def test_a_persons_name_is_what_the_provider_calls_them(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    strict.claims = {"name": "Ann\x00 Example" + "!" * 200}

    await whole_way(all_services, visitor, strict, agency)

    account = await all_services.people.accounts.of(await account_of(all_services, visitor))
    assert account.display == ("Ann Example" + "!" * 200)[:120]


@pytest.mark.parametrize(
    "document",
    [
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=["unprotected", "no web address", "none"],
)
async def test_a_provider_whose_own_description_is_unfit_is_not_gone_to(
    all_services: House, visitor: Browser, agency: str, strict: Strict, document: dict[str, Any]
) -> None:
    strict.document = document
    slug = await added(all_services, strict.issuer, agency)

    answer = await visitor.get(f"/door/provider/{slug}")

    assert (answer.status_code, AWAY in answer.text) == (503, True)


async def test_a_provider_that_describes_another_issuer_is_not_gone_to(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    strict.document = {"issuer": "https://elsewhere.example"}
    slug = await added(all_services, strict.issuer, agency)

    assert (await visitor.get(f"/door/provider/{slug}")).status_code == 503


async def test_a_forged_state_lets_nobody_in(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    back = path_of(strict.sign_in(await sent(visitor, slug), "ann"))

    is_not_in(await visitor.get(back.replace("state=", "state=x")), visitor)


async def test_what_comes_back_to_another_browser_lets_nobody_in(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    """Nobody is made to sign in as somebody else by a link."""
    slug = await added(all_services, strict.issuer, agency)
    back = path_of(strict.sign_in(await sent(visitor, slug), "ann"))

    async with browser(all_services) as other:
        is_not_in(await other.get(back), other)


async def test_what_one_provider_began_does_not_come_back_at_another(
    all_services: House, visitor: Browser, agency: str, new_agency: Any, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    with strict_provider() as second:
        other = await added(all_services, second.issuer, new_agency())
        back = path_of(strict.sign_in(await sent(visitor, slug), "ann"))

        is_not_in(await visitor.get(back.replace(slug, other)), visitor)


async def test_a_trip_is_over_after_ten_minutes(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    back = path_of(strict.sign_in(await sent(visitor, slug), "ann"))
    await all_services.people.connections.rows(
        "update people.ceremony set until = now() where kind = 'provider'"
    )

    is_not_in(await visitor.get(back), visitor)


async def test_nobody_is_sent_on_to_another_site(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    there = await sent(visitor, slug, to="https://elsewhere.example/")

    answer = await visitor.get(path_of(strict.sign_in(there, "ann")))

    assert answer.headers["location"] == "/door/"
