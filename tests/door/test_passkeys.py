"""Passkeys: added by whoever signed in a moment ago; one site, one challenge, one owner."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.people.bearer import hash_of
from concord_kernel.people.passkeys import MOST, Passkey
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from tests.support.authenticator import Authenticator
from tests.support.door import browser, new_account
from tests.support.keyring import ORIGIN, add, come_in, made, signature, told

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.people import Account

    from tests.support.door import Browser
    from tests.support.site import House

pytestmark = pytest.mark.anyio


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(ORIGIN)


@pytest.fixture
async def account(all_services: House) -> Account:
    return await new_account(all_services)


@pytest.fixture
async def visitor(all_services: House, account: Account) -> AsyncGenerator[Browser]:
    """Somebody who signed in a moment ago."""
    async with browser(all_services) as visitor:
        await visitor.sign_in(account.name)
        yield visitor


@pytest.fixture
async def stranger(all_services: House) -> AsyncGenerator[Browser]:
    """Nobody yet."""
    async with browser(all_services) as stranger:
        yield stranger


async def whose(house: House, visitor: Browser) -> str:
    return (await house.office("review").sessions.of(visitor.token)).account


async def test_a_passkey_lets_its_owner_in_without_a_name(
    all_services: House,
    account: Account,
    visitor: Browser,
    stranger: Browser,
    device: Authenticator,
) -> None:
    assert (await add(visitor, device)).status_code == 201

    answer = await come_in(stranger, device)

    assert answer.status_code == 200, answer.text
    assert await whose(all_services, stranger) == account.id
    (kept,) = await all_services.people.passkeys.of(account.id)
    assert (kept.name, kept.sign_count) == ("work laptop", 1)
    assert kept.last_used_at is not None


async def test_the_session_that_a_browser_brought_along_ends(
    all_services: House, visitor: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    before = visitor.token

    await come_in(visitor, device)

    assert visitor.token != before
    gone = await all_services.people.connections.rows(
        "select id from people.session where id = %s and ended_at is not null", hash_of(before)
    )
    assert len(gone) == 1


async def test_the_options_ask_for_a_device_that_knows_its_owner(
    account: Account, visitor: Browser, device: Authenticator
) -> None:
    await add(visitor, device)

    options = (await told(visitor, "/door/passkeys/options")).json()

    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"]["id"] == "concord.test"
    assert base64url_to_bytes(options["user"]["id"]) == account.id.encode()
    assert [one["id"] for one in options["excludeCredentials"]] == [
        bytes_to_base64url(device.passkeys[0].id)
    ]


async def test_signing_in_names_nobody_before_the_device_does(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)

    options = (await told(stranger, "/door/sign-in/passkey/options")).json()

    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"


async def test_a_signature_made_for_another_site_lets_nobody_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    device.origin = "https://concord.test.example"

    await refused_alike(await come_in(stranger, device), stranger)


async def test_a_passkey_made_for_another_site_is_not_added(
    visitor: Browser, device: Authenticator
) -> None:
    device.origin = "https://elsewhere.example"

    answer = await add(visitor, device)

    assert (answer.status_code, answer.json()["rule"]) == (422, "passkey.not-added")


async def test_a_signature_is_good_once(
    all_services: House, visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    device.counts = False
    await add(visitor, device)
    signed = await signature(stranger, device)
    assert (await told(stranger, "/door/sign-in/passkey", signed)).status_code == 200

    async with browser(all_services) as thief:
        await refused_alike(await told(thief, "/door/sign-in/passkey", signed), thief)


async def test_a_signature_sent_many_times_at_once_lets_in_once(
    all_services: House, visitor: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    async with browser(all_services) as first:
        signed = await signature(first, device)

        answers = await asyncio.gather(
            *(told(first, "/door/sign-in/passkey", signed) for _ in range(6))
        )

    assert sorted(answer.status_code for answer in answers) == [200, *[401] * 5]


async def test_a_challenge_of_ones_own_making_lets_nobody_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    invented = {"challenge": bytes_to_base64url(bytes(64))}

    await refused_alike(
        await told(stranger, "/door/sign-in/passkey", device.get(invented)), stranger
    )


async def test_a_challenge_for_adding_is_none_for_signing_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    options = (await told(visitor, "/door/passkeys/options")).json()

    answer = await told(stranger, "/door/sign-in/passkey", device.get(options))

    await refused_alike(answer, stranger)


async def test_a_challenge_is_too_old_after_five_minutes(
    all_services: House, visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    signed = await signature(stranger, device)
    await all_services.people.connections.rows(
        "update people.ceremony set until = now() where kind = 'use-passkey'"
    )

    await refused_alike(await told(stranger, "/door/sign-in/passkey", signed), stranger)


async def test_a_device_whose_count_goes_back_may_be_a_copy_and_lets_nobody_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    await come_in(stranger, device)
    device.passkeys[0].count = 0

    answer = await come_in(stranger, device)

    assert (answer.status_code, answer.json()["rule"]) == (401, "passkey.not-accepted")


async def test_a_device_that_never_counts_lets_in_again_and_again(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    device.counts = False
    await add(visitor, device)

    assert [(await come_in(stranger, device)).status_code for _ in range(3)] == [200, 200, 200]


async def test_a_device_that_did_not_recognise_anybody_lets_nobody_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    device.verifies = False

    await refused_alike(await come_in(stranger, device), stranger)


async def test_a_passkey_of_a_device_that_recognises_nobody_is_not_added(
    visitor: Browser, device: Authenticator
) -> None:
    device.verifies = False

    assert (await add(visitor, device)).status_code == 422


async def test_a_passkey_that_was_never_added_lets_nobody_in(
    stranger: Browser, device: Authenticator
) -> None:
    device.create({"rp": {"id": "concord.test"}, "user": {"id": "eA"}, "challenge": "eA"})

    await refused_alike(await come_in(stranger, device), stranger)


async def test_a_signature_by_another_key_under_a_known_name_lets_nobody_in(
    visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    forger = Authenticator(ORIGIN)
    forger.create({"rp": {"id": "concord.test"}, "user": {"id": "eA"}, "challenge": "eA"})
    forger.passkeys[0].id = device.passkeys[0].id
    forger.passkeys[0].user = device.passkeys[0].user

    await refused_alike(await come_in(stranger, forger), stranger)


async def test_a_passkey_that_says_it_is_somebody_elses_lets_nobody_in(
    all_services: House, visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    other = await new_account(all_services)
    await add(visitor, device)
    device.passkeys[0].user = bytes_to_base64url(other.id.encode())

    await refused_alike(await come_in(stranger, device), stranger)


async def test_nobody_adds_the_passkey_that_another_session_asked_for(
    all_services: House, visitor: Browser, device: Authenticator
) -> None:
    asked = await made(visitor, device)
    thief = await new_account(all_services)
    async with browser(all_services) as other:
        await other.sign_in(thief.name)

        answer = await told(other, "/door/passkeys", asked)

    assert (answer.status_code, answer.json()["rule"]) == (422, "passkey.not-added")
    assert await all_services.people.passkeys.of(thief.id) == []


async def test_a_passkey_is_added_once_and_to_one_account(
    all_services: House, visitor: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    known = device.passkeys[0]
    second = await new_account(all_services)
    async with browser(all_services) as other:
        await other.sign_in(second.name)
        options = (await told(other, "/door/passkeys/options")).json()
        copy = Authenticator(ORIGIN)
        asked = {"name": "x", "credential": copy.create(options, named=known.id)}

        answer = await told(other, "/door/passkeys", asked)

    assert answer.status_code == 422
    assert await all_services.people.passkeys.of(second.id) == []


async def test_a_sign_in_that_is_not_fresh_adds_no_passkey(
    all_services: House, visitor: Browser
) -> None:
    await all_services.people.connections.rows(
        "update people.session set fresh_until = now() where id = %s", hash_of(visitor.token)
    )

    answer = await told(visitor, "/door/passkeys/options")

    assert (answer.status_code, answer.json()["rule"]) == (403, "door.sign-in-again")


async def test_nobody_who_is_not_signed_in_adds_a_passkey(stranger: Browser) -> None:
    for path in ("/door/passkeys/options", "/door/passkeys"):
        answer = await told(stranger, path, {"name": "x", "credential": {}})
        assert (answer.status_code, answer.json()["rule"]) == (401, "door.not-signed-in")


async def test_a_script_without_the_pages_proof_adds_no_passkey(visitor: Browser) -> None:
    answer = await visitor.http.post(
        "/door/passkeys/options", json={}, headers={"Accept": "application/json"}
    )

    assert answer.status_code == 403


async def test_a_page_of_another_site_asks_for_no_signature(stranger: Browser) -> None:
    answer = await stranger.http.post(
        "/door/sign-in/passkey/options",
        json={},
        headers={"Accept": "application/json", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403


async def test_a_closed_account_is_not_entered_by_its_passkey(
    all_services: House,
    account: Account,
    visitor: Browser,
    stranger: Browser,
    device: Authenticator,
) -> None:
    await add(visitor, device)
    await all_services.people.accounts.close(account.id)

    await refused_alike(await come_in(stranger, device), stranger)


async def test_an_account_has_no_more_passkeys_than_a_person_has_devices(
    all_services: House, account: Account, visitor: Browser, device: Authenticator
) -> None:
    for number in range(MOST):
        await all_services.people.passkeys.add(
            Passkey(
                id=f"{account.id}-{number}".encode(),
                account=account.id,
                public_key=b"x",
                sign_count=0,
                name="x",
            )
        )

    assert (await add(visitor, device)).status_code == 422


async def test_no_challenge_is_kept_that_could_be_used(
    all_services: House, visitor: Browser, stranger: Browser, device: Authenticator
) -> None:
    await add(visitor, device)
    options = (await told(stranger, "/door/sign-in/passkey/options")).json()

    rows = await all_services.people.connections.rows(
        "select c::text as said from people.ceremony c"
    )

    assert not any(options["challenge"] in row["said"] for row in rows)


async def refused_alike(answer: Any, visitor: Browser) -> None:
    """Every refusal says the same, and lets nobody in."""
    assert (answer.status_code, answer.json()["rule"]) == (401, "passkey.not-accepted"), answer.text
    assert json.dumps(answer.json()).count("passkey") == 3
    assert not visitor.token
