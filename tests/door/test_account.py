"""My account: about whoever asks and nobody else, and fresh where a borrowed browser could harm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel import clock
from concord_kernel.people.bearer import hash_of
from concord_kernel.people.providers import Provider
from concord_kernel.people.throttle import PER_NAME
from concord_kernel.people.tokens import NewToken
from webauthn.helpers import bytes_to_base64url

from tests.support.accounts import PASSWORD
from tests.support.authenticator import Authenticator
from tests.support.door import browser, new_account
from tests.support.keyring import ORIGIN, add, told

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.people import Account

    from tests.support.door import Browser
    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

ME = "/door/api/v1/me"
BETTER = "eleven brown kettles hum"
GONE = (404, "door.not-found")


@pytest.fixture
async def account(all_services: House, agency: str) -> Account:
    return await new_account(all_services, agency, display="Robin <b>Test</b>")


@pytest.fixture
async def visitor(all_services: House, account: Account) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        await visitor.sign_in(account.name)
        yield visitor


async def make_stale(house: House, visitor: Browser) -> None:
    await house.people.connections.rows(
        "update people.session set fresh_until = now() where id = %s", hash_of(visitor.token)
    )


async def said(visitor: Browser, path: str, body: Any = None) -> tuple[int, str]:
    answer = await told(visitor, f"{ME}{path}", body)
    return answer.status_code, answer.json().get("rule", "")


async def passkey(visitor: Browser) -> str:
    """A new one of whoever is signed in; its name in addresses."""
    device = Authenticator(ORIGIN)
    assert (await add(visitor, device)).status_code == 201
    return bytes_to_base64url(device.passkeys[0].id)


async def test_the_page_says_who_one_is_and_which_number_to_give_away(
    site: Site, visitor: Browser, account: Account
) -> None:
    assert site.agency == account.home
    page = await visitor.get("/door/account")

    assert page.status_code == 200
    for shown in (account.id, account.name, "Robin &lt;b&gt;Test&lt;/b&gt;", "Test County"):
        assert shown in page.text
    assert "You have no role yet." in page.text
    assert "You have no passkey yet." in page.text


async def test_the_page_is_said_in_spanish_too(visitor: Browser, account: Account) -> None:
    page = await visitor.get("/door/account", headers={"Accept-Language": "es"})

    assert 'lang="es"' in page.text
    assert account.id in page.text


async def test_nobody_sees_the_page_without_signing_in(all_services: House) -> None:
    async with browser(all_services) as nobody:
        answer = await nobody.get("/door/account")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/door/sign-in?to=/door/account",
    )


async def test_who_i_am_names_the_roles_at_home_and_the_grants_elsewhere(
    site: Site, agency: str, new_agency: Any, all_services: House
) -> None:
    elsewhere = await all_services.join(new_agency())
    await site.enter("reviewer-1", "reviewer", "manager").shown()
    guest = elsewhere.enter("reviewer-1", "reviewer", home=agency)

    *at_home, grant = (await guest.ask("GET", ME)).json()["ways_in"]

    assert [(way["agency"], way["roles"]) for way in at_home] == [
        (agency, ["manager"]),
        (agency, ["reviewer"]),
    ]
    assert (grant["agency"], grant["roles"]) == (elsewhere.agency, ["reviewer"])
    assert grant["purpose"]
    assert grant["until"] > clock.now().isoformat()


async def test_a_grant_stands_on_the_page_with_purpose_and_end(
    agency: str, new_agency: Any, all_services: House
) -> None:
    elsewhere = await all_services.join(new_agency())
    guest = elsewhere.enter("reviewer-1", "reviewer", home=agency)
    token = await guest.shown()

    async with browser(all_services) as visitor:
        visitor.http.cookies.set("concord", token or "", domain="concord.test")
        page = await visitor.get("/door/account")

    assert "Reviewer" in page.text
    assert "You have no role yet." not in page.text


async def test_a_program_sees_who_it_is_and_changes_nothing(
    all_services: House, agency: str
) -> None:
    new = NewToken(
        name="Import", agency=agency, scopes=("see-reviews",), until=clock.now() + timedelta(days=1)
    )
    token, account = await all_services.people.tokens.issue(new, clock.now())
    async with browser(all_services, Authorization=f"Bearer {token}") as program:
        me = (await program.get(ME)).json()
        assert (me["account"], me["kind"], me["scopes"]) == (account, "program", ["see-reviews"])

        for path in ("/password", "/sessions/end-others", "/passkeys/eA/removal"):
            assert await said(program, path, {"password": BETTER}) == GONE


async def test_a_passkey_is_renamed_and_removed_by_its_owner(
    all_services: House, visitor: Browser, account: Account
) -> None:
    one = await passkey(visitor)

    assert await said(visitor, f"/passkeys/{one}/name", {"name": "blue key <i>"}) == (200, "")
    assert "blue key &lt;i&gt;" in (await visitor.get("/door/account")).text
    assert await said(visitor, f"/passkeys/{one}/removal") == (200, "")
    assert await all_services.people.passkeys.of(account.id) == []
    assert await said(visitor, f"/passkeys/{one}/removal") == GONE


async def test_nobody_touches_the_passkey_of_somebody_else(
    all_services: House, visitor: Browser, account: Account
) -> None:
    one = await passkey(visitor)
    thief = await new_account(all_services)
    async with browser(all_services) as other:
        await other.sign_in(thief.name)

        assert await said(other, f"/passkeys/{one}/name", {"name": "mine"}) == GONE
        assert await said(other, f"/passkeys/{one}/removal") == GONE

    assert [one.name for one in await all_services.people.passkeys.of(account.id)] == [
        "work laptop"
    ]


async def test_the_only_way_in_is_not_removed(
    all_services: House, visitor: Browser, account: Account
) -> None:
    one, other = await passkey(visitor), await passkey(visitor)
    await all_services.people.connections.rows(
        "update people.account set password = null where id = %s", account.id
    )

    assert await said(visitor, f"/passkeys/{one}/removal") == (200, "")
    assert await said(visitor, f"/passkeys/{other}/removal") == (409, "passkey.last-way-in")


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\nb", "a\x00b"])
async def test_a_passkeys_name_is_a_short_line(visitor: Browser, name: str) -> None:
    one = await passkey(visitor)

    assert await said(visitor, f"/passkeys/{one}/name", {"name": name}) == (
        422,
        "request.not-valid",
    )


@pytest.mark.parametrize("strange", ["A", "eA", "_-_-", "x" * 1400])
async def test_a_passkey_that_is_none_is_nobodys(visitor: Browser, strange: str) -> None:
    assert await said(visitor, f"/passkeys/{strange}/removal") == GONE


async def test_one_session_is_ended_and_the_others_go_on(
    all_services: House, visitor: Browser, account: Account
) -> None:
    async with browser(all_services) as other:
        await other.sign_in(account.name)
        assert await said(visitor, f"/sessions/{hash_of(other.token)}/end") == (200, "")

        assert (await other.get("/door/account")).status_code == 303
        assert (await visitor.get("/door/account")).status_code == 200
        assert await said(visitor, f"/sessions/{hash_of(other.token)}/end") == GONE


async def test_all_other_sessions_are_ended_at_once(
    all_services: House, visitor: Browser, account: Account
) -> None:
    async with browser(all_services) as one, browser(all_services) as two:
        for other in (one, two):
            await other.sign_in(account.name)

        answer = await told(visitor, f"{ME}/sessions/end-others")

        assert answer.json() == {"sessions_ended": 2}
        assert [(await each.get("/door/account")).status_code for each in (one, two, visitor)] == [
            303,
            303,
            200,
        ]


async def test_nobody_ends_the_session_of_somebody_else(
    all_services: House, visitor: Browser
) -> None:
    thief = await new_account(all_services)
    async with browser(all_services) as other:
        await other.sign_in(thief.name)

        assert await said(other, f"/sessions/{hash_of(visitor.token)}/end") == GONE

    assert (await visitor.get("/door/account")).status_code == 200


async def test_a_new_password_counts_at_once_and_ends_every_other_session(
    all_services: House, visitor: Browser, account: Account
) -> None:
    async with browser(all_services) as other:
        await other.sign_in(account.name)

        assert await said(visitor, "/password", {"present": PASSWORD, "password": BETTER}) == (
            200,
            "",
        )

        assert (await other.get("/door/account")).status_code == 303
        assert (await other.sign_in(account.name)).status_code == 401
        assert (await other.sign_in(account.name, BETTER)).status_code == 303
    assert (await visitor.get("/door/account")).status_code == 200


async def test_whoever_does_not_know_the_present_password_changes_none(visitor: Browser) -> None:
    wrong = {"present": "a guess that is wrong", "password": BETTER}

    assert await said(visitor, "/password", wrong) == (409, "account.wrong-password")
    assert await said(visitor, "/password", {"password": BETTER}) == (
        409,
        "account.wrong-password",
    )


async def test_guesses_at_the_present_password_are_counted(visitor: Browser) -> None:
    wrong = {"present": "a guess that is wrong", "password": BETTER}
    for _ in range(PER_NAME):
        await said(visitor, "/password", wrong)

    assert await said(visitor, "/password", wrong) == (429, "door.too-many-attempts")


async def test_a_password_that_is_guessed_first_is_not_taken(visitor: Browser) -> None:
    unfit = {"present": PASSWORD, "password": "aaaaaaaaaaaaaaaaaaaa"}

    assert await said(visitor, "/password", unfit) == (422, "account.password-guessed-first")


async def test_an_account_without_a_password_chooses_its_first_one(
    all_services: House, visitor: Browser, account: Account
) -> None:
    await all_services.people.connections.rows(
        "update people.account set password = null where id = %s", account.id
    )

    assert await said(visitor, "/password", {"password": BETTER}) == (200, "")
    assert (await visitor.sign_in(account.name, BETTER)).status_code == 303


async def test_what_a_borrowed_browser_must_not_do_asks_for_a_fresh_sign_in(
    all_services: House, visitor: Browser, account: Account
) -> None:
    one = await passkey(visitor)
    await make_stale(all_services, visitor)
    again = (403, "door.sign-in-again")

    assert await said(visitor, f"/passkeys/{one}/removal") == again
    assert await said(visitor, "/password", {"present": PASSWORD, "password": BETTER}) == again
    page = await visitor.get("/door/account")
    assert 'href="/door/sign-in?to=/door/account"' in page.text
    assert 'data-passkey="add"' not in page.text

    back = await visitor.sign_in(account.name, to="/door/account")
    assert back.headers["location"] == "/door/account"
    assert await said(visitor, f"/passkeys/{one}/removal") == (200, "")


async def test_what_an_agencys_provider_keeps_is_not_changed_here(
    all_services: House, visitor: Browser, account: Account, agency: str
) -> None:
    at = Provider(
        issuer=f"https://{agency}.example",
        slug=f"at-{agency}",
        home=agency,
        title="Test County staff",
        client_id="x",
    )
    await all_services.people.providers.add(at)
    await all_services.people.connections.rows(
        "insert into people.provided (issuer, subject, account) values (%s, 'ann', %s)",
        at.issuer,
        account.id,
    )
    kept = (409, "account.at-provider")

    assert await said(visitor, "/password", {"present": PASSWORD, "password": BETTER}) == kept
    answer = await told(visitor, "/door/passkeys/options")
    assert (answer.status_code, answer.json()["rule"]) == kept
    page = (await visitor.get("/door/account")).text
    assert "You sign in at your agency (Test County staff)." in page
    assert 'name="present"' not in page


async def test_nothing_here_is_changed_without_the_pages_proof(visitor: Browser) -> None:
    for path in ("/password", "/sessions/end-others", "/passkeys/eA/name", "/passkeys/eA/removal"):
        answer = await visitor.http.post(
            f"{ME}{path}", json={}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 403


async def test_what_is_no_text_is_refused_and_breaks_nothing(visitor: Browser) -> None:
    headers = {"Accept": "application/json", "X-CSRF-Token": await visitor.proof()}
    half = r'{"present": "\ud800", "password": "\ud800", "name": "\ud800", "credential": {}}'

    for path in (f"{ME}/password", f"{ME}/passkeys/eA/name", "/door/passkeys"):
        answer = await visitor.http.post(
            path, content=half, headers=headers | {"Content-Type": "application/json"}
        )
        assert answer.status_code == 422, answer.text


async def test_what_was_typed_comes_back_in_no_refusal(visitor: Browser) -> None:
    typed = "canary-typed-password"

    answers = [
        await told(visitor, f"{ME}/password", {"present": typed, "password": typed}),
        await told(visitor, f"{ME}/password", {"present": typed, "password": [typed]}),
        await told(visitor, f"{ME}/passkeys/eA/name", {"name": f"{typed}\n"}),
    ]

    assert not any(typed in answer.text for answer in answers)
