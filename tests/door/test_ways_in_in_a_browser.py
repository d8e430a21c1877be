"""Passkeys and a provider in a real Chromium, whose virtual device makes keys and signs."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.people import NewAccount, People
from concord_kernel.people.providers import Provider
from concord_kernel.people.sealing import Sealing
from playwright.sync_api import expect

from tests.support.accounts import PASSWORD
from tests.support.axe import barriers
from tests.support.browser import PHONE, visitor
from tests.support.chromium import chromium
from tests.support.provider import running_provider
from tests.support.served import KEY, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.browser import Visitor
    from tests.support.servers import Cluster

DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

ACCOUNTS = 12
"""At least as many as there are tests that sign in."""

ELSEWHERE = re.compile(r"^https://")
"""Where the real provider's page has its style from; nothing in it is needed."""


@pytest.fixture(scope="module")
def site_url(cluster: Cluster) -> Iterator[str]:
    with served(cluster) as url:
        yield url


@pytest.fixture(scope="module")
def names(cluster: Cluster) -> list[str]:
    """Accounts to take; made before a browser starts, whose loop would be in the way."""
    names = [f"user-{secrets.token_hex(6)}" for _ in range(ACCOUNTS)]

    async def make() -> None:
        async with People.open(cluster.people()) as people:
            for name in names:
                new = NewAccount(name=name, display="Robin Test", home="ca-here")
                await people.accounts.create(new, PASSWORD)

    asyncio.run(make())
    return names


@pytest.fixture
def name(names: list[str]) -> str:
    """Who signs in: somebody of each test's own, whose passkeys are all of that test."""
    return names.pop()


@pytest.fixture(scope="module")
def issuer(cluster: Cluster) -> Iterator[str]:
    """A real provider, on another site than ours as browsers see it."""

    async def add(issuer: str) -> None:
        new = Provider(
            issuer=issuer, slug="here", home="ca-here", title="Staff of Here", client_id="concord"
        )
        async with People.open(cluster.people()) as people:
            await people.providers.add(new, Sealing(KEY).seal("known to both", issuer))

    with running_provider("--require-nonce", "true") as real:
        asyncio.run(add(real.issuer))
        yield real.issuer


@pytest.fixture(scope="module")
def browser(names: list[str], issuer: str) -> Iterator[Browser]:
    assert names
    assert issuer
    with chromium() as browser:
        yield browser


@pytest.fixture
def person(browser: Browser, site_url: str) -> Iterator[Visitor]:
    with visitor(browser, site_url) as person:
        yield person


def plug_in(person: Visitor, **otherwise: Any) -> Any:
    """Give the browser a device; the way to speak to it."""
    speaks = person.context.new_cdp_session(person.page)
    speaks.send("WebAuthn.enable")
    speaks.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | otherwise})
    return speaks


def sign_in(person: Visitor, name: str) -> None:
    page = person.go("/door/sign-in?to=/door/account")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def add(person: Visitor, called: str) -> None:
    person.page.get_by_label("What do you call the device?").fill(called)
    person.page.get_by_role("button", name="Add a passkey").click()
    expect(person.page.get_by_role("rowheader", name=called)).to_be_visible()


def test_a_passkey_is_added_used_renamed_and_removed(person: Visitor, name: str) -> None:
    plug_in(person)
    sign_in(person, name)
    add(person, "work laptop")
    page = person.page
    page.get_by_role("button", name="Sign out").click()

    person.go("/door/sign-in?to=/door/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()

    page.get_by_text("Rename", exact=True).last.click()
    page.get_by_label("New name of work laptop").fill("old laptop")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("rowheader", name="old laptop")).to_be_visible()

    row = page.get_by_role("row", name="old laptop")
    row.get_by_role("button", name="Remove", exact=True).click()
    row.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


def test_a_device_that_recognises_nobody_is_said_so(person: Visitor, name: str) -> None:
    plug_in(person, isUserVerified=False)
    sign_in(person, name)
    person.page.get_by_label("What do you call the device?").fill("x")
    person.page.get_by_role("button", name="Add a passkey").click()

    expect(person.page.get_by_role("alert")).to_contain_text("No passkey was made.")


def test_a_device_that_has_a_passkey_gets_no_second_one(person: Visitor, name: str) -> None:
    plug_in(person)
    sign_in(person, name)
    add(person, "blue key")
    person.page.get_by_label("What do you call the device?").fill("again")
    person.page.get_by_role("button", name="Add a passkey").click()

    expect(person.page.get_by_role("alert")).to_contain_text("has a passkey of yours already")


def test_a_passkey_that_was_removed_here_is_refused_in_words(person: Visitor, name: str) -> None:
    plug_in(person)
    sign_in(person, name)
    add(person, "red key")
    row = person.page.get_by_role("row", name="red key")
    row.get_by_role("button", name="Remove", exact=True).click()
    row.get_by_role("button", name="Remove it").click()
    expect(person.page.get_by_text("You have no passkey yet.")).to_be_visible()
    person.page.get_by_role("button", name="Sign out").click()

    person.expects(401)
    person.go("/door/sign-in")
    person.page.get_by_role("button", name="Sign in with a passkey").click()

    expect(person.page.get_by_role("alert")).to_contain_text("This passkey was not accepted.")


def test_somebody_signs_in_at_their_agency_and_comes_back_where_they_wanted(
    person: Visitor, issuer: str
) -> None:
    person.context.route(ELSEWHERE, lambda route: route.fulfill(body=""))
    page = person.go("/door/account")
    page.get_by_role("link", name="Staff of Here").click()
    page.wait_for_url(f"{issuer}/**")
    page.get_by_placeholder("sub").fill("ann")
    page.get_by_role("button", name="Authorize").click()

    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.get_by_text("You sign in at your agency (Staff of Here).")).to_be_visible()
    assert [one["name"] for one in person.context.cookies(person.url)] == ["concord"]


def test_somebody_who_says_no_at_their_agency_is_told_so_beside_the_other_ways_in(
    person: Visitor, issuer: str
) -> None:
    person.context.route(ELSEWHERE, lambda route: route.fulfill(body=""))
    person.expects(401)
    page = person.go("/door/sign-in")
    page.get_by_role("link", name="Staff of Here").click()
    page.wait_for_url(f"{issuer}/**")
    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("alert")).to_contain_text("did not tell us who you are")
    assert barriers(page) == []
    person.photograph("sign-in-refused")


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_pages_have_no_barriers(
    browser: Browser, site_url: str, name: str, locale: str, width: int
) -> None:
    with visitor(browser, site_url, width, locale=locale) as person:
        page = person.go("/door/sign-in?to=/door/account")
        assert barriers(page) == []
        assert person.overflowing() == []
        person.photograph(f"sign-in-{locale}-{width}")
        page.locator("[name=name]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/door/account")
        assert barriers(page) == []
        assert person.overflowing() == []
        person.photograph(f"account-{locale}-{width}")
