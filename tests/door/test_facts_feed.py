"""The feed of facts: by position, as data, as lines and as a stream; and for whom which facts."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.audience import SHARED
from concord_kernel.access.granting import STANDING, GiveGrant
from concord_kernel.handle import handle
from concord_kernel.web import streams

from tests.support import story
from tests.support.listening import served
from tests.support.site import by_operator, refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx2

    from tests.support.listening import Served
    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def web(all_services: House) -> AsyncGenerator[Served]:
    async with served(all_services) as place:
        yield place
        streams.end(all_services.apps["door"])
    all_services.apps["door"].state.streams = streams.Streams()


def auditor(site: Site) -> Visitor:
    return site.enter("auditor-1", "auditor", home="ca-cdss")


async def asked(who: Visitor, accept: str = "", where: str = "", **params: Any) -> httpx2.Response:
    headers = {"Accept": accept} if accept else {}
    path = f"/door/api/v1/{who.agency}{where}/facts"
    answer = await who.ask("GET", path, params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def test_an_auditor_follows_the_log_page_by_page(site: Site) -> None:
    await story.finished(site)
    who = auditor(site)
    names: list[str] = []
    page = (await asked(who, limit=7)).json()
    while page["facts"]:
        names += [one["name"] for one in page["facts"]]
        page = (await asked(who, limit=7, after=page["after"])).json()

    of_reviews = [one for one in names if not one.startswith(("access.", "door."))]
    assert of_reviews == [one.name for one in await site.history()]


async def test_a_page_leads_to_the_next_one_by_its_link(site: Site) -> None:
    await story.opened(site)
    who = auditor(site)
    first = await asked(who, limit=1)
    following = first.links["next"]["url"]

    assert first.json()["more"]
    assert (await who.ask("GET", following)).json()["facts"][0]["position"] > 1
    assert "Link" not in await asked_headers(who, after=10**6)


async def asked_headers(who: Visitor, **params: Any) -> Any:
    return (await asked(who, **params)).headers


async def test_facts_come_as_lines_where_they_are_asked_for(site: Site) -> None:
    await story.opened(site)
    who = auditor(site)
    answer = await asked(who, "application/x-ndjson", limit=3)
    lines = [json.loads(line) for line in answer.text.splitlines()]

    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [line["position"] for line in lines] == sorted(line["position"] for line in lines)
    assert lines[0]["id"] == f"{site.agency}:{lines[0]['position']}"


async def test_programs_and_people_of_the_agency_get_what_is_shared(site: Site) -> None:
    await story.finished(site)
    own = site.enter("auditor-2", "auditor")
    names = {one["name"] for one in (await asked(own, limit=1000)).json()["facts"]}

    assert {name.rpartition(".")[0] for name in names} <= SHARED
    assert "review.opened.v1" in names


async def test_nothing_that_was_typed_is_in_the_feed(site: Site) -> None:
    await story.finished(site)
    said = (await asked(auditor(site), limit=1000)).text

    for typed in (story.NOTES, story.STATEMENT, *story.REASONS.values(), *story.NAMES):
        assert typed not in said


async def test_a_grant_for_one_review_gives_its_facts_only(site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    who = site.enter("auditor-3", home="ca-cdss")
    grant = GiveGrant(
        grant="grant-of-one",
        person=who.actor,
        home="ca-cdss",
        roles=("auditor",),
        purpose="audit",
        review=one.review,
        until=site.now() + timedelta(days=1),
    )
    await who.shown()
    await handle(site.house.operator, STANDING, grant, by_operator(site.agency, grant))

    found = (await asked(who, where=f"/reviews/{one.review}", limit=1000)).json()["facts"]
    assert {fact["data"]["review"] for fact in found} == {one.review}
    for where in ("", f"/reviews/{other.review}"):
        answer = await who.ask("GET", f"/door/api/v1/{site.agency}{where}/facts")
        refused(answer, 404, "door.not-found")


async def test_reading_the_feed_is_recorded(site: Site) -> None:
    who = auditor(site)
    await asked(who)
    log = await site.house.office("door").ledger.after(site.agency, 0)

    (look,) = [one for one in log if one.name == "access.shown.v1"]
    assert json.loads(look.data)["action"] == "follow-facts"
    assert (await asked(who)).json()["after"] >= look.position
    assert look.id not in (await asked(who)).text


async def test_the_stream_goes_on_with_what_is_recorded(web: Served, site: Site) -> None:
    one = await story.opened(site)
    path = f"/door/api/v1/{site.agency}/reviews/{one.review}/facts"
    async with web.listen(auditor(site), path) as ear:
        first = await ear.hears()
        await one.plan()
        second = await ear.hears()
    async with web.listen(auditor(site), path, last=first.id) as again:
        resumed = await again.hears()

    assert json.loads(first.data)["name"] == "review.opened.v1"
    assert json.loads(second.data)["name"] == "review.focus-area-chosen.v2"
    assert resumed == second


async def test_the_stream_ends_when_the_process_stops(web: Served, site: Site) -> None:
    await story.opened(site)
    path = f"/door/api/v1/{site.agency}/facts"
    async with web.listen(auditor(site), path) as ear:
        await ear.hears()
        streams.end(site.house.apps["door"])
        async with asyncio.timeout(2):
            await ear.is_over.wait()


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "administrator", "consultant"])
async def test_who_may_not_follow_facts_finds_nothing(site: Site, role: str) -> None:
    who = site.enter(f"{role}-8", role)
    answer = await who.ask("GET", f"/door/api/v1/{site.agency}/facts")

    refused(answer, 404, "door.not-found")
