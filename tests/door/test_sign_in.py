"""Coming in with a name and a password; what refuses says nothing that helps to guess."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

import pytest
from concord_kernel.people import NotVerifiedError
from concord_kernel.people.throttle import PER_ADDRESS, PER_NAME
from concord_kernel.service import installed
from concord_kernel.web.app import make_app

from tests.support.accounts import PASSWORD
from tests.support.door import browser, new_account, new_address

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx2

    from tests.support.door import Browser
    from tests.support.site import House

pytestmark = pytest.mark.anyio

WRONG = "This name and this password do not open an account."
CANARY = "canary-7f3a-typed"


@pytest.fixture
async def visitor(all_services: House) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        yield visitor


async def test_a_name_and_its_password_let_in_and_lead_to_the_page(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)
    there = "/review/ca-here/reviews?at=3#top"

    answer = await visitor.sign_in(account.name, to=there)

    assert (answer.status_code, answer.headers["location"]) == (303, there)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("concord=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    session = await all_services.office("review").sessions.of(visitor.token)
    assert session.account == account.id


async def test_capitals_and_spaces_around_a_name_make_no_difference(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)

    answer = await visitor.sign_in(f"  {account.name.upper()} ")

    assert answer.status_code == 303


async def test_the_session_knows_which_kind_of_browser_it_is_of(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)
    await visitor.sign_in(account.name)

    (session,) = await all_services.people.signed_in.of(account.id)

    assert session.name == "Firefox, Linux"


async def test_each_sign_in_gets_another_token_and_ends_the_browsers_earlier_session(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)
    await visitor.sign_in(account.name)
    before = visitor.token

    await visitor.sign_in(account.name)

    assert visitor.token != before
    assert len(await all_services.people.signed_in.of(account.id)) == 1


async def test_a_token_that_was_planted_is_not_taken_over(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)
    visitor.http.cookies.set("concord", "planted" * 6, domain="concord.test")

    await visitor.sign_in(account.name)

    assert visitor.token
    assert "planted" not in visitor.token


async def test_unknown_wrong_and_closed_are_refused_alike(
    all_services: House, visitor: Browser
) -> None:
    known, closed = await new_account(all_services), await new_account(all_services)
    await all_services.people.accounts.close(closed.id)

    answers = [
        await visitor.sign_in(name, password)
        for name, password in (
            ("nobody-of-that-name", PASSWORD),
            (known.name, "another " + PASSWORD),
            (known.name, ""),
            (closed.name, PASSWORD),
            ("", PASSWORD),
            ("\0", "\0" * 20),
            ("' or ''='", "' or ''='"),
        )
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert WRONG in answers[0].text
    assert "set-cookie" not in answers[0].headers


async def test_a_script_is_refused_alike(all_services: House, visitor: Browser) -> None:
    known = await new_account(all_services)

    answers = [
        await visitor.http.post("/door/api/v1/sign-in", json={"name": name, "password": "wrong"})
        for name in (known.name, "nobody-of-that-name")
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["rule"] == "door.wrong-name-or-password"


async def test_a_name_that_is_unknown_takes_as_long_as_one_that_is_known(
    all_services: House,
) -> None:
    known = await new_account(all_services)
    accounts = all_services.people.accounts

    async def seconds(name: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(NotVerifiedError):
            await accounts.verify(name, "wrong")
        return time.perf_counter() - begun

    spent: dict[str, list[float]] = {"nobody-of-that-name": [], known.name: []}
    for _ in range(9):
        for name, taken in spent.items():
            taken.append(await seconds(name))

    unknown, wrong = (statistics.median(taken) for taken in spent.values())
    assert unknown > wrong / 2


@pytest.mark.parametrize("path", ["/door/sign-in", "/door/api/v1/sign-in"])
async def test_nothing_that_was_typed_comes_back(visitor: Browser, path: str) -> None:
    script = f"<script>{CANARY}</script>"
    typed = {"name": script, "password": CANARY, "to": "/door/"}
    bodies = (
        {"data": typed},
        {"json": {"name": script, "password": CANARY}},
        {"json": {"name": [CANARY], "password": {"x": CANARY}}},
        {"content": b"{" + CANARY.encode(), "headers": {"Content-Type": "application/json"}},
        {"data": {"name": CANARY * 200, "password": CANARY * 200}},
        {"data": {CANARY: CANARY}},
    )

    for body in bodies:
        answer = await visitor.http.post(path, **body)
        assert 400 <= answer.status_code < 500
        assert CANARY not in answer.text + str(answer.headers)


async def test_ten_megabytes_are_refused_or_nobodys(visitor: Browser) -> None:
    for path in ("/door/sign-in", "/door/api/v1/sign-in"):
        answer = await visitor.http.post(
            path,
            content=b'{"name":"' + b"a" * 10_000_000 + b'"}',
            headers={"Content-Type": "application/json"},
        )
        assert 400 <= answer.status_code < 500
    begun = time.perf_counter()
    answer = await visitor.send("/door/sign-in", name="a" * 5_000_000, password="b" * 5_000_000)
    assert 400 <= answer.status_code < 500
    assert time.perf_counter() - begun < 30


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/review/\r\nSet-Cookie: concord=theirs",
        "/review/\\..\\evil",
        "/review/\u2028",
    ],
)
async def test_nobody_is_sent_on_to_another_site(
    all_services: House, visitor: Browser, to: str
) -> None:
    account = await new_account(all_services)

    page = await visitor.get("/door/sign-in", params={"to": to})
    answer = await visitor.sign_in(account.name, to=to)

    assert "evil" not in page.text
    assert answer.headers["location"] == "/door/"
    assert "theirs" not in str(answer.headers)


async def test_a_form_of_another_site_signs_nobody_in(all_services: House) -> None:
    account = await new_account(all_services)
    elsewhere = (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
    )
    for headers in elsewhere:
        async with browser(all_services, **headers) as visitor:
            if not headers["Sec-Fetch-Site"]:
                del visitor.http.headers["Sec-Fetch-Site"]
            answer = await visitor.sign_in(account.name)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers


async def test_an_old_browser_of_this_site_signs_in(all_services: House) -> None:
    account = await new_account(all_services)
    async with browser(all_services, Origin="http://concord.test") as visitor:
        del visitor.http.headers["Sec-Fetch-Site"]
        assert (await visitor.sign_in(account.name)).status_code == 303


async def test_after_five_failures_a_name_waits_wherever_they_come_from(
    all_services: House,
) -> None:
    account = await new_account(all_services)
    statuses = []
    for _ in range(PER_NAME):
        async with browser(all_services) as visitor:
            statuses.append((await visitor.sign_in(account.name, "wrong")).status_code)

    async with browser(all_services) as visitor:
        refused = await visitor.sign_in(account.name)

    assert statuses == [401] * PER_NAME
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "Too many attempts in a short time." in refused.text
    assert account.name not in refused.text


async def test_after_thirty_failures_an_address_waits_whoever_is_named(
    all_services: House,
) -> None:
    account = await new_account(all_services)
    address = new_address()
    async with browser(all_services, address=address) as visitor:
        for number in range(PER_ADDRESS):
            answer = await visitor.sign_in(f"nobody-{address}-{number}", "wrong")
            assert answer.status_code == 401
        assert (await visitor.sign_in(account.name)).status_code == 429

    async with browser(all_services) as other:
        assert (await other.sign_in(account.name)).status_code == 303


async def test_a_script_that_tries_too_often_is_told_when_to_come_back(
    all_services: House, visitor: Browser
) -> None:
    name = (await new_account(all_services)).name
    answers = [
        await visitor.http.post("/door/api/v1/sign-in", json={"name": name, "password": "wrong"})
        for _ in range(PER_NAME + 1)
    ]

    answer = answers[-1]
    assert (answer.status_code, answer.json()["rule"]) == (429, "door.too-many-attempts")
    assert answer.json()["seconds"] == int(answer.headers["retry-after"])


async def test_a_burst_of_guesses_gets_no_more_turns_than_a_queue(all_services: House) -> None:
    name = (await new_account(all_services)).name

    async def guess() -> int:
        async with browser(all_services) as visitor:
            return (await visitor.sign_in(name, "wrong")).status_code

    statuses = await asyncio.gather(*(guess() for _ in range(PER_NAME * 3)))

    assert sorted(statuses) == [401] * PER_NAME + [429] * PER_NAME * 2


async def test_signing_in_often_is_no_failure(all_services: House, visitor: Browser) -> None:
    account = await new_account(all_services)

    answers = [await visitor.sign_in(account.name) for _ in range(PER_NAME * 2)]

    assert {answer.status_code for answer in answers} == {303}


async def test_a_script_signs_in_and_gets_the_proof_for_its_commands(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services, "ca-there")

    answer = await visitor.http.post(
        "/door/api/v1/sign-in", json={"name": account.name, "password": PASSWORD}
    )

    said = answer.json()
    assert answer.status_code == 200
    assert (said["account"], said["home"]) == (account.id, "ca-there")
    assert visitor.token not in answer.text
    left = await visitor.http.post("/door/leave", headers={"X-CSRF-Token": said["csrf"]})
    assert left.status_code == 303
    assert await all_services.people.signed_in.of(account.id) == []


async def test_over_tls_the_cookie_is_of_this_host_alone_and_never_goes_without(
    all_services: House,
) -> None:
    account = await new_account(all_services)
    settings = all_services.office("door").settings.model_copy(update={"secure": True})
    app = make_app(installed("door"), settings)
    async with app.router.lifespan_context(app), browser(app) as visitor:
        answer = await visitor.sign_in(account.name)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-concord=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_the_sign_in_page_says_so_in_spanish(visitor: Browser) -> None:
    answer: httpx2.Response = await visitor.http.post(
        "/door/sign-in",
        data={"name": "nobody", "password": "wrong"},
        headers={"Accept-Language": "es"},
    )

    assert "Este nombre y esta contraseña no abren ninguna cuenta." in answer.text
