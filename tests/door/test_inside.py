"""Being inside: how long it lasts, the proof that forms bring along, leaving, the first page."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from concord_kernel.people import NotSignedInError
from concord_kernel.service import installed
from concord_kernel.web.app import make_app
from concord_kernel.web.csrf import LARGEST_FORM

from tests.support.accounts import Entrance
from tests.support.door import browser, new_account

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.people import Account

    from tests.support.door import Browser
    from tests.support.servers import Cluster
    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

EXTEND = "/door/api/v1/session/extend"


@pytest.fixture
async def account(all_services: House) -> Account:
    return await new_account(all_services)


@pytest.fixture
async def visitor(all_services: House, account: Account) -> AsyncGenerator[Browser]:
    """Somebody who is signed in."""
    async with browser(all_services) as visitor:
        assert (await visitor.sign_in(account.name)).status_code == 303
        yield visitor


@pytest.fixture
def entrance(all_services: House, cluster: Cluster) -> Entrance:
    """Lets time pass."""
    sessions = all_services.office("door").sessions
    return Entrance(all_services.people, sessions, cluster.owned("concord_people"))


async def session_of(house: House, token: str) -> str:
    return (await house.office("door").sessions.of(token, touch=False)).id


async def test_a_page_may_ask_how_long_the_session_lasts_and_that_is_no_use_of_it(
    all_services: House, visitor: Browser, entrance: Entrance, account: Account
) -> None:
    await entrance.let_pass(await session_of(all_services, visitor.token), 20)

    said = [(await visitor.get("/door/api/v1/session")).json() for _ in range(2)]

    assert said[0]["account"] == account.id
    assert 9 * 60 < said[1]["seconds_left"] <= said[0]["seconds_left"] <= 10 * 60


async def test_whoever_says_that_they_are_there_stays(
    all_services: House, visitor: Browser, entrance: Entrance
) -> None:
    await entrance.let_pass(await session_of(all_services, visitor.token), 29)

    answer = await visitor.http.post(EXTEND, headers={"X-CSRF-Token": await visitor.proof()})

    assert answer.status_code == 200
    assert answer.json()["seconds_left"] > 29 * 60


@pytest.mark.parametrize("token", ["", "rubbish", "a.b", "é.é", "x" * 5_000])
async def test_nobody_is_inside_without_a_token_of_ours(all_services: House, token: str) -> None:
    async with browser(all_services) as visitor:
        for method, path in (("GET", "/door/api/v1/session"), ("POST", EXTEND)):
            answer = await visitor.http.request(
                method, path, headers=[(b"Authorization", f"Bearer {token}".encode())]
            )
            assert (answer.status_code, answer.json()["rule"]) == (401, "door.not-signed-in")
            assert not token or token not in answer.text


async def test_a_session_that_went_idle_is_over_for_pages_too(
    all_services: House, visitor: Browser, entrance: Entrance
) -> None:
    await entrance.let_pass(await session_of(all_services, visitor.token), 31)

    page = await visitor.get("/review/ca-here/reviews")

    assert (page.status_code, page.headers["location"]) == (
        303,
        "/door/sign-in?to=/review/ca-here/reviews",
    )
    assert (await visitor.get("/door/api/v1/session")).status_code == 401


async def test_leaving_ends_the_session_everywhere_and_for_good(
    all_services: House, visitor: Browser
) -> None:
    stolen = visitor.token

    answer = await visitor.leave()

    assert (answer.status_code, answer.headers["location"]) == (303, "/door/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert not visitor.token
    for service in ("door", "review", "scheduling", "reporting"):
        with pytest.raises(NotSignedInError):
            await all_services.office(service).sessions.of(stolen)
    async with browser(all_services) as thief:
        thief.http.cookies.set("concord", stolen, domain="concord.test")
        assert (await thief.get("/door/api/v1/session")).status_code == 401


async def test_two_tabs_leave_one_after_the_other_and_at_once(
    all_services: House, visitor: Browser
) -> None:
    proof = await visitor.proof()
    token = visitor.token

    async def leave() -> int:
        async with browser(all_services) as tab:
            tab.http.cookies.set("concord", token, domain="concord.test")
            return (await tab.send("/door/leave", csrf=proof)).status_code

    assert await asyncio.gather(*(leave() for _ in range(4))) == [303] * 4
    assert await leave() == 303
    assert (await visitor.leave()).status_code == 303
    assert (await visitor.send("/door/leave")).status_code == 303


async def test_a_form_without_its_proof_does_nothing(
    all_services: House, visitor: Browser, account: Account
) -> None:
    other = await new_account(all_services)
    async with browser(all_services) as neighbor:
        await neighbor.sign_in(other.name)
        theirs = await neighbor.proof()

    for proof in ("", "0" * 64, theirs, "é", visitor.token, "x" * 10_000):
        answer = await visitor.send("/door/leave", csrf=proof)
        assert answer.status_code == 403
        assert "made for another sign-in" in answer.text
    by_script = await visitor.http.post(EXTEND, headers={"Accept": "application/json"})

    assert (by_script.status_code, by_script.json()["rule"]) == (403, "door.form-too-old")
    assert len(await all_services.people.signed_in.of(account.id)) == 1


async def test_every_service_asks_for_the_proof_of_the_same_session(visitor: Browser) -> None:
    proof = {"X-CSRF-Token": await visitor.proof()}

    for service in ("review", "scheduling", "reporting"):
        path = f"/{service}/api/v1/ca-here/reviews"
        without = await visitor.http.post(path, json={}, headers={"Accept": "application/json"})
        brought = await visitor.http.post(path, json={}, headers=proof)
        assert without.json()["rule"] == "door.form-too-old"
        assert brought.status_code in {404, 405}


NOWHERE = "postgresql://127.0.0.1:9/concord_people"


PAGES = {
    "door": ("/door/", "/door/sign-in", "/door/account", "/door/api/v1/session"),
    "review": ("/review/ca-here/reviews", "/review/api/v1/ca-here/reviews"),
}


@pytest.mark.parametrize("service", PAGES)
async def test_while_the_people_are_away_nothing_is_shown_and_it_is_said_in_words(
    all_services: House, visitor: Browser, service: str
) -> None:
    away = {"sessions": NOWHERE, "people": NOWHERE if service == "door" else "", "patience": 0.3}
    settings = all_services.office(service).settings.model_copy(update=away)
    app = make_app(installed(service), settings)
    async with app.router.lifespan_context(app), browser(app) as other:
        other.http.cookies.set("concord", visitor.token, domain="concord.test")
        answers = [await other.get(path) for path in PAGES[service]]
        if service == "door":
            left = await other.send("/door/leave", csrf=await visitor.proof())
            answers += [left, await other.sign_in("robin")]

    for answer in answers:
        assert answer.status_code == 503
        assert "not possible just now" in answer.text
        assert not {"set-cookie", "location"} & {*answer.headers}


async def test_a_bearer_needs_no_proof_and_no_cookie_helps_it(
    all_services: House, visitor: Browser
) -> None:
    token = visitor.token
    async with browser(all_services) as script:
        held = {"Authorization": f"Bearer {token}"}
        assert (await script.http.post(EXTEND, headers=held)).status_code == 200
    refused = await visitor.http.post(EXTEND, headers={"Authorization": "Bearer rubbish"})
    assert refused.status_code == 401


async def test_a_form_that_is_too_large_is_refused_before_it_is_read(visitor: Browser) -> None:
    answer = await visitor.send("/door/leave", filling="a" * (LARGEST_FORM + 1))

    assert answer.status_code == 413


async def test_the_first_page_is_open_to_everybody(all_services: House) -> None:
    async with browser(all_services) as visitor:
        page = await visitor.get("/door/")

    assert page.status_code == 200
    assert "/door/sign-in" in page.text
    assert "Look around" not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_first_page_leads_home_and_where_one_was_let_in(
    all_services: House, site: Site, new_agency: object
) -> None:
    assert callable(new_agency)
    away, closed = await all_services.join(new_agency()), await all_services.join(new_agency())
    guest = site.enter("peer", "coordinator")
    token = await guest.shown()
    assert guest.guest
    await all_services.admit(replace(guest.guest, agency=away.agency, roles=("reviewer",)))
    assert token
    async with browser(all_services) as visitor:
        visitor.http.cookies.set("concord", token, domain="concord.test")
        page = await visitor.get("/door/")

    assert f"/review/{site.agency}/reviews" in page.text
    assert f"/review/{away.agency}/reviews" in page.text
    assert closed.agency not in page.text


async def test_whoever_has_no_role_is_told_whom_to_ask(visitor: Browser) -> None:
    page = await visitor.get("/door/")

    assert "You have no role yet." in page.text


async def test_a_name_with_a_script_is_shown_as_text(all_services: House) -> None:
    account = await new_account(all_services, display="<script>alert(1)</script>")
    async with browser(all_services) as visitor:
        await visitor.sign_in(account.name)
        page = await visitor.get("/door/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text
