"""Signing in at an agency's provider: it says who somebody is, and we say of which agency."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from concord_kernel.door.issuer import PATIENCE
from concord_kernel.people.providers import Provider, ProviderUnknownError

from tests.support.door import browser, new_account
from tests.support.provider import free_port, running_provider, strict_provider
from tests.support.trips import AWAY, SECRET, account_of, added, is_not_in, path_of, sent, whole_way

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from tests.support.door import Browser
    from tests.support.provider import Provider as Real
    from tests.support.provider import Strict
    from tests.support.site import House

pytestmark = pytest.mark.anyio


@pytest.fixture
def real() -> Iterator[Real]:
    with running_provider("--require-nonce", "true") as provider:
        yield provider


@pytest.fixture
def strict() -> Iterator[Strict]:
    with strict_provider() as provider:
        yield provider


@pytest.fixture
async def visitor(all_services: House) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        yield visitor


async def test_a_person_signs_in_at_a_real_provider_and_comes_back_inside(
    all_services: House, visitor: Browser, agency: str, real: Real
) -> None:
    slug = await added(all_services, real.issuer, agency)
    there = await sent(visitor, slug, to="/review/ca-here/reviews")
    back = await real.sign_in(there, "ann@county")

    answer = await visitor.get(path_of(back))

    assert (answer.status_code, answer.headers["location"]) == (303, "/review/ca-here/reviews")
    session = await all_services.office("review").sessions.of(visitor.token)
    assert (session.home, session.kind) == (agency, "person")
    assert "concord-provider" not in visitor.http.cookies


async def test_the_same_person_has_the_same_account_and_another_person_another(
    all_services: House, visitor: Browser, agency: str, real: Real
) -> None:
    slug = await added(all_services, real.issuer, agency)

    async def account(subject: str) -> str:
        back = await real.sign_in(await sent(visitor, slug), subject)
        await visitor.get(path_of(back))
        return await account_of(all_services, visitor)

    first, again, other = [await account(who) for who in ("ann", "ann", "bo")]

    assert first == again != other


async def test_what_came_back_from_a_real_provider_is_good_once(
    all_services: House, visitor: Browser, agency: str, real: Real
) -> None:
    slug = await added(all_services, real.issuer, agency)
    back = path_of(await real.sign_in(await sent(visitor, slug), "ann"))
    secret = visitor.http.cookies["concord-provider"]
    assert (await visitor.get(back)).status_code == 303

    async with browser(all_services) as thief:
        thief.http.cookies.set("concord-provider", secret, domain="concord.test")
        is_not_in(await thief.get(back), thief)


async def test_a_code_that_was_used_is_no_good_on_another_trip(
    all_services: House, visitor: Browser, agency: str, real: Real
) -> None:
    slug = await added(all_services, real.issuer, agency)
    used = path_of(await real.sign_in(await sent(visitor, slug), "ann"))
    await visitor.get(used)

    async with browser(all_services) as thief:
        state = parse_qs(urlsplit(await sent(thief, slug)).query)["state"][0]
        code = parse_qs(urlsplit(used).query)["code"][0]
        is_not_in(await thief.get(f"/door/provider/{slug}/back?code={code}&state={state}"), thief)


async def test_whoever_says_no_at_the_provider_is_not_in(
    all_services: House, visitor: Browser, agency: str, real: Real
) -> None:
    slug = await added(all_services, real.issuer, agency)

    is_not_in(await visitor.get(path_of(await real.deny(await sent(visitor, slug)))), visitor)


async def test_an_expired_token_of_a_real_provider_lets_nobody_in(
    all_services: House, visitor: Browser, agency: str
) -> None:
    with running_provider("--token-max-age", "-120") as real:
        slug = await added(all_services, real.issuer, agency)
        back = await real.sign_in(await sent(visitor, slug), "ann")

        is_not_in(await visitor.get(path_of(back)), visitor)


async def test_a_provider_that_is_down_is_said_so_and_the_password_still_lets_in(
    all_services: House, visitor: Browser, agency: str
) -> None:
    slug = await added(all_services, f"http://127.0.0.1:{free_port()}", agency)
    account = await new_account(all_services)

    answer = await visitor.get(f"/door/provider/{slug}", params={"to": "/door/account"})

    assert answer.status_code == 503
    assert AWAY in answer.text
    assert 'value="/door/account"' in answer.text
    assert (await visitor.sign_in(account.name)).status_code == 303


async def test_a_provider_that_goes_down_on_the_way_is_said_so(
    all_services: House, visitor: Browser, agency: str
) -> None:
    with running_provider() as real:
        slug = await added(all_services, real.issuer, agency)
        back = await real.sign_in(await sent(visitor, slug), "ann")

    answer = await visitor.get(path_of(back))

    assert answer.status_code == 503
    assert AWAY in answer.text
    assert not visitor.token


@pytest.mark.parametrize("where", ["on the way there", "on the way back"])
async def test_a_provider_that_does_not_answer_is_waited_for_five_seconds_at_most(
    all_services: House, visitor: Browser, agency: str, strict: Strict, where: str
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    back = path_of(strict.sign_in(await sent(visitor, slug), "ann"))
    path = back if "back" in where else f"/door/provider/{slug}"
    strict.sleeps = PATIENCE - 2 if "back" in where else PATIENCE + 3
    begun = time.monotonic()

    answer = await visitor.get(path)

    assert time.monotonic() - begun < PATIENCE + 1
    assert (answer.status_code, AWAY in answer.text) == (503, True)


async def test_others_are_served_while_somebody_waits_for_a_provider(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    strict.sleeps = 3
    async with browser(all_services) as other:
        waiting = asyncio.create_task(visitor.get(f"/door/provider/{slug}"))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        assert (await other.get("/door/sign-in")).status_code == 200
        assert time.monotonic() - begun < 2
        await waiting


async def test_a_strict_provider_is_shown_who_began(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    """The strict one refuses a code whose verifier does not fit the challenge (PKCE)."""
    answer = await whole_way(all_services, visitor, strict, agency)

    assert answer.status_code == 303
    (form,) = strict.asked
    assert form["redirect_uri"] == f"http://concord.test/door/provider/at-{agency}/back"


@pytest.mark.parametrize(
    ("taken", "is_in_form"),
    [
        (None, False),
        (["client_secret_basic", "client_secret_post"], False),
        (["client_secret_post"], True),
    ],
    ids=["unsaid", "both", "in the form alone"],
)
async def test_our_password_is_shown_as_the_provider_takes_it(
    all_services: House,
    visitor: Browser,
    agency: str,
    strict: Strict,
    taken: list[str] | None,
    is_in_form: bool,  # ruff: ignore[boolean-type-hint-positional-argument] -- a parameter of the test
) -> None:
    if taken:
        strict.document = {"token_endpoint_auth_methods_supported": taken}

    assert (await whole_way(all_services, visitor, strict, agency)).status_code == 303

    assert (strict.asked[0].get("client_secret") == SECRET) is is_in_form


async def test_the_way_there_carries_no_secret(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)

    asked = parse_qs(urlsplit(await sent(visitor, slug)).query)

    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert len({asked[name][0] for name in ("state", "nonce", "code_challenge")}) == 3
    assert visitor.http.cookies["concord-provider"] not in str(asked)
    assert SECRET not in str(asked)


async def test_a_closed_account_stays_closed_at_the_providers_next_word(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    await whole_way(all_services, visitor, strict, agency)
    await all_services.people.accounts.close(await account_of(all_services, visitor))

    async with browser(all_services) as again:
        is_not_in(await whole_way(all_services, again, strict, agency), again)


async def test_a_person_who_comes_first_from_two_browsers_at_once_gets_one_account(
    all_services: House, agency: str, strict: Strict
) -> None:
    known = Provider(
        issuer=strict.issuer, slug=f"at-{agency}", home=agency, title="x", client_id="x"
    )
    await all_services.people.providers.add(known)

    found = await asyncio.gather(
        *(all_services.people.providers.account_of(known, "ann", "Ann") for _ in range(6))
    )

    assert len(set(found)) == 1


async def test_the_people_of_a_provider_that_is_removed_are_out_at_once(
    all_services: House, visitor: Browser, agency: str, strict: Strict
) -> None:
    await whole_way(all_services, visitor, strict, agency)
    inside = {"Accept": "application/json"}
    assert (await visitor.get("/door/api/v1/me", headers=inside)).status_code == 200

    assert await all_services.people.providers.remove(f"at-{agency}") == 1

    assert (await visitor.get("/door/api/v1/me", headers=inside)).status_code == 401
    assert (await visitor.get(f"/door/provider/at-{agency}")).status_code == 404
    with pytest.raises(ProviderUnknownError):
        await all_services.people.providers.remove(f"at-{agency}")
