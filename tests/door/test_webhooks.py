"""Webhooks: what is sent, signed how, how often, and what a person sees of it."""

from __future__ import annotations

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.door.webhooks import sender as sending
from concord_kernel.door.webhooks.sender import Sender, next_try

from tests.support import story
from tests.support.receiver import Program, receiving
from tests.support.site import made, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio

FACTS = ["review.opened", "review.focus-area-chosen"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with receiving(tmp_path_factory.mktemp("receiver")) as running:
        yield running


@pytest.fixture
def house(all_services: House) -> Iterator[House]:
    """The door of one machine: addresses of it may be sent to."""
    app = all_services.apps["door"]
    before = app.state.office
    settings = before.settings.model_copy(update={"webhooks_inside": True})
    app.state.office = replace(before, settings=settings)
    yield all_services
    app.state.office = before


@pytest.fixture
def keeper(house: House, site: Site) -> Visitor:
    del house
    return site.enter("administrator-1", "administrator")


def api(who: Visitor, path: str = "") -> str:
    return f"/door/api/v1/{who.agency}/webhooks{path}"


async def subscribed(who: Visitor, url: str, facts: list[str] | None = None) -> str:
    body = {"url": url, "facts": facts or FACTS}
    webhook: str = made(await who.ask("POST", api(who), json=body))["id"]
    return webhook


async def sent(site: Site) -> None:
    """Queue and send what is due."""
    await site.bring_up("door")
    await Sender(site.house.office("door")).look()


async def due_now(site: Site) -> None:
    """Let time pass until every next try."""
    async with site.house.office("door").rows.of(site.agency, "webhooks") as db:
        await db.execute("UPDATE delivery SET due_at = now() WHERE state = 'due'")


async def deliveries(who: Visitor, webhook: str) -> list[dict[str, Any]]:
    answer = await who.ask("GET", api(who, f"/{webhook}/deliveries"))
    found: list[dict[str, Any]] = answer.json()["deliveries"]
    return found


async def mine(program: Program, path: str, site: Site) -> list[dict[str, Any]]:
    """What came for this agency; the receiver is shared."""
    seen = await asyncio.to_thread(program.seen, path)
    return [one for one in seen if one["headers"]["webhook-id"].startswith(f"{site.agency}:")]


async def test_a_fact_is_sent_signed_and_taken(
    keeper: Visitor, site: Site, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/200"))
    told = await keeper.ask("POST", api(keeper, f"/{webhook}/secret"))
    one = await story.opened(site)
    await sent(site)

    (came,) = await mine(program, "/200", site)
    body, headers = came["body"], came["headers"]
    fact = json.loads(body)
    assert (fact["type"], fact["data"]["data"]["review"]) == ("review.opened.v1", one.review)
    key = b64decode(told.json()["secret"].removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    proof = b64encode(hmac.digest(key, said, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{proof}"
    assert headers["webhook-id"] == fact["data"]["id"]
    assert headers["host"] == f"localhost:{program.port}"
    (delivery,) = await deliveries(keeper, webhook)
    assert (delivery["state"], delivery["answer"], delivery["attempts"]) == ("sent", "200", 1)


async def test_only_facts_that_were_asked_for_are_sent_and_from_then_on(
    keeper: Visitor, site: Site, program: Program
) -> None:
    one = await story.opened(site)
    webhook = await subscribed(keeper, program.url("/200"), ["review.focus-area-chosen"])
    await one.plan()
    await story.opened(site)
    await sent(site)

    assert [x["name"] for x in await deliveries(keeper, webhook)] == ["review.focus-area-chosen.v2"]


async def test_a_receiver_that_fails_is_tried_again_until_it_takes(
    keeper: Visitor, site: Site, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/flaky"))
    await story.opened(site)
    await sent(site)
    (first,) = await deliveries(keeper, webhook)
    assert (first["state"], first["answer"]) == ("due", "500")
    assert first["due_at"] > first["tried_at"]
    await sent(site)
    assert len(await mine(program, "/flaky", site)) == 1, "it is not tried before its time"

    for _ in range(2):
        await due_now(site)
        await sent(site)

    (last,) = await deliveries(keeper, webhook)
    assert (last["state"], last["attempts"]) == ("sent", 3)
    ids = {came["headers"]["webhook-id"] for came in await mine(program, "/flaky", site)}
    assert len(ids) == 1


async def test_a_redirect_is_not_followed(keeper: Visitor, site: Site, program: Program) -> None:
    webhook = await subscribed(keeper, program.url("/redirect"))
    await story.opened(site)
    await sent(site)

    (delivery,) = await deliveries(keeper, webhook)
    assert (delivery["state"], delivery["answer"]) == ("due", "302")
    assert await mine(program, "/200", site) == []


async def test_a_receiver_that_hangs_holds_up_nobody_for_long(
    keeper: Visitor, site: Site, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LIMIT", 0.5)
    hanging = await subscribed(keeper, program.url("/hang"))
    well = await subscribed(keeper, program.url("/200"))
    await story.opened(site)
    async with asyncio.timeout(4):
        await sent(site)

    assert (await deliveries(keeper, hanging))[0]["answer"] == "too-late"
    assert (await deliveries(keeper, well))[0]["answer"] == "200"


async def test_nobody_at_the_address_is_an_answer_like_others(keeper: Visitor, site: Site) -> None:
    webhook = await subscribed(keeper, "http://localhost:9/in")
    await story.opened(site)
    await sent(site)

    assert (await deliveries(keeper, webhook))[0]["answer"] == "no-answer"


async def test_what_nobody_takes_for_a_day_is_parked_until_a_person_sends_it_again(
    keeper: Visitor, site: Site, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/503"))
    await story.opened(site)
    await sent(site)
    async with site.house.office("door").rows.of(site.agency, "webhooks") as db:
        await db.execute("UPDATE delivery SET since = now() - interval '25 hours', due_at = now()")
    await sent(site)
    (parked,) = await deliveries(keeper, webhook)
    assert (parked["state"], parked["due_at"]) == ("parked", None)
    await due_now(site)
    await sent(site)
    assert len(await mine(program, "/503", site)) == 2, "a parked one is left alone"

    path = f"/{webhook}/deliveries/{parked['position']}/again"
    made(await keeper.ask("POST", api(keeper, path)))
    await sent(site)

    assert len(await mine(program, "/503", site)) == 3
    assert (await deliveries(keeper, webhook))[0]["state"] == "due"


async def test_copies_share_what_is_due(keeper: Visitor, site: Site, program: Program) -> None:
    webhook = await subscribed(keeper, program.url("/200"))
    for _ in range(12):
        await story.opened(site)
    await site.bring_up("door")
    office = site.house.office("door")
    await asyncio.gather(*(Sender(office).look() for _ in range(4)))

    came = [one["headers"]["webhook-id"] for one in await mine(program, "/200", site)]
    assert len(came) == len(set(came)) == 12
    assert {x["state"] for x in await deliveries(keeper, webhook)} == {"sent"}


async def test_nothing_is_sent_once_a_webhook_ended(
    keeper: Visitor, site: Site, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/503"))
    await story.opened(site)
    await sent(site)
    made(await keeper.ask("POST", api(keeper, f"/{webhook}/end")))
    await story.opened(site)
    await due_now(site)
    await sent(site)

    assert len(await mine(program, "/503", site)) == 1
    assert [x["state"] for x in await deliveries(keeper, webhook)] == ["ended"]


async def test_the_secret_is_told_once(keeper: Visitor, site: Site, program: Program) -> None:
    webhook = await subscribed(keeper, program.url("/200"))
    first = await keeper.ask("POST", api(keeper, f"/{webhook}/secret"))
    again = await keeper.ask("POST", api(keeper, f"/{webhook}/secret"))

    assert first.json()["secret"].startswith("whsec_")
    refused(again, 409, "webhook.secret-told")
    secret = first.json()["secret"]
    async with site.house.office("door").rows.of(site.agency, "webhooks") as db:
        (row,) = await (await db.execute("SELECT secret FROM endpoint")).fetchall()
    assert secret.removeprefix("whsec_").encode() not in row[0]


async def test_facts_hold_neither_address_nor_secret(
    keeper: Visitor, site: Site, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/200"))
    log = await site.house.office("door").ledger.after(site.agency, 0)

    (fact,) = [one for one in log if one.name == "door.webhook-subscribed.v1"]
    assert json.loads(fact.data) == {"webhook": webhook, "facts": sorted(FACTS)}


async def test_facts_of_cases_and_interviews_can_not_be_sent(keeper: Visitor) -> None:
    body = {"url": "http://localhost/in", "facts": ["review.interview-recorded"]}
    refused(await keeper.ask("POST", api(keeper), json=body), 409, "webhook.unknown-fact")


async def test_an_address_of_our_network_is_refused(site: Site) -> None:
    who = site.enter("administrator-2", "administrator")
    for url in ("http://example.org/", "https://127.0.0.1/", "https://[fe80::1]/", "mailto:a@b"):
        answer = await who.ask("POST", api(who), json={"url": url, "facts": FACTS})
        refused(answer, 409, "webhook.address")


async def test_a_name_that_turns_inward_later_is_not_sent_to(
    all_services: House, site: Site, program: Program
) -> None:
    who = site.enter("administrator-3", "administrator")
    webhook = await subscribed(who, f"https://localhost:{program.port}/200")
    await story.opened(site)
    await site.bring_up("door")
    await Sender(all_services.office("door")).look()

    assert (await deliveries(who, webhook))[0]["answer"] == "address-refused"
    assert await mine(program, "/200", site) == []


async def test_the_same_command_again_adds_no_second_webhook(
    keeper: Visitor, site: Site, program: Program
) -> None:
    body = {"url": program.url("/200"), "facts": FACTS}
    headers = {"Idempotency-Key": "6f1c2b0e-3f0a-4a55-9d0a-2f6c1d0b7e41"}
    first = await keeper.ask("POST", api(keeper), json=body, headers=headers)
    again = await keeper.ask("POST", api(keeper), json=body, headers=headers)
    await site.bring_up("door")

    assert made(first)["id"] == made(again)["id"]
    assert len((await keeper.ask("GET", api(keeper))).json()["webhooks"]) == 1


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "auditor", "consultant"])
async def test_who_may_not_manage_webhooks_finds_none(site: Site, role: str) -> None:
    who = site.enter(f"{role}-6", role)
    for method, path in (("GET", ""), ("POST", "/webhook-1/end"), ("GET", "/webhook-1/deliveries")):
        refused(await who.ask(method, api(who, path)), 404, "door.not-found")


async def test_another_agencys_webhook_is_not_there(
    keeper: Visitor, all_services: House, new_agency: Any, program: Program
) -> None:
    webhook = await subscribed(keeper, program.url("/200"))
    other = await all_services.join(new_agency())
    stranger = other.enter("administrator-4", "administrator")
    await other.bring_up("door")

    refused(
        await stranger.ask("GET", api(stranger, f"/{webhook}/deliveries")), 404, "door.not-found"
    )
    refused(
        await stranger.ask("POST", api(stranger, f"/{webhook}/secret")), 409, "webhook.secret-told"
    )


async def test_the_pages_show_webhooks_and_how_they_went(
    keeper: Visitor, site: Site, program: Program
) -> None:
    html = {"Accept": "text/html"}
    await site.bring_up("door")
    pages = f"/door/{site.agency}/webhooks"
    empty = await keeper.ask("GET", pages, headers=html)
    webhook = await subscribed(keeper, program.url("/503"))
    await story.opened(site)
    await sent(site)
    listed = await keeper.ask("GET", pages, headers=html)
    log = await keeper.ask("GET", f"{pages}/{webhook}", headers=html)
    secret = await keeper.ask("POST", f"{pages}/{webhook}/secret", headers=html)
    after = await keeper.ask("GET", f"{pages}/{webhook}", headers=html)

    assert "There is no webhook yet" in empty.text
    assert program.url("/503") in listed.text
    assert "503" in log.text
    assert "Show the secret" in log.text
    assert "whsec_" in secret.text
    assert "whsec_" not in after.text
    assert "Show the secret" not in after.text


@pytest.mark.parametrize(
    ("attempts", "least"), [(1, 5), (2, 10), (5, 80), (30, 7200), (5000, 7200)]
)
def test_the_next_try_is_later_and_later_up_to_two_hours(attempts: int, least: float) -> None:
    seconds = [next_try(attempts) for _ in range(20)]

    assert all(least <= one <= min(least + 10, 7200) for one in seconds)
