"""What waits for whom in a review, and where every review stands: each role sees its own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import leading, story, this_week
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.site import House, Site, Visitor
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

EVERYBODY = (
    "administrator",
    "coordinator",
    "co-chair",
    "observer",
    "site-lead",
    "quality-assurance",
    "auditor",
    "manager",
)
SERVICES = ("review", "scheduling", "reporting")
LINK = re.compile(r'href="(/(?:review|scheduling|reporting|door)/[^"?#]+)')


async def steps(who: Visitor, one: Story, service: str = "review") -> dict[str, Any]:
    """What waits for somebody: each step by what it is, the most urgent first."""
    answer = await who.get(service, f"{one.where}/next")
    assert answer.status_code == 200, answer.text
    return {each["what"]: each for each in answer.json()["steps"]}


async def panel(who: Visitor, one: Story) -> str:
    """The part of the overview that says what is next."""
    page = await who.page("review", one.where)
    assert page.status_code == 200, page.text
    return page.text.partition('id="next-review"')[2].partition("</section>")[0]


async def opens(who: Visitor, path: str) -> int:
    """How a page answers, as a browser asks for it."""
    answer = await who.ask("GET", path, headers={"Accept": "text/html"})
    return answer.status_code


async def test_a_coordinator_is_led_from_step_to_step(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    begun = list(await steps(one.coordinator, one))
    assert begun[:4] == ["name-co-chairs", "choose-peers", "draft-agreements", "choose-focus-area"]
    assert "import-frame" in begun
    assert "draw-cases" not in begun

    await one.plan()
    await one.import_frame()
    await site.read()
    now = await steps(one.coordinator, one)
    assert {"choose-focus-area", "import-frame"}.isdisjoint(now)
    assert now["draw-cases"]["href"] == f"/review/{site.agency}/reviews{one.where}/cases#draw"
    assert "Draw cases and back-ups" in await panel(one.coordinator, one)


async def test_what_is_late_comes_first_with_its_day_and_what_is_due_soon_after_it(
    site: Site,
) -> None:
    one = await this_week.weeks_off(site, begins=10)
    first = this_week.first_day(10)
    await site.read()

    found = await steps(one.coordinator, one)
    late = found["draft-agreements"]
    assert late["late"]
    assert late["until"] == (first - timedelta(days=45)).isoformat()
    order = list(found)
    assert order.index("draft-agreements") < order.index("complete-summaries")
    assert order.index("complete-summaries") < order.index("name-co-chairs")
    assert found["complete-summaries"]["count"] == 6
    assert not found["complete-summaries"]["late"]
    assert "was due on" in await panel(one.coordinator, one)


async def test_a_co_chair_is_asked_for_the_signatures_of_the_own_seat_alone(site: Site) -> None:
    one = await story.opened(site)
    chairs = await leading.name_chairs(one)
    people = {
        "probation": site.enter(chairs["probation"], "co-chair"),
        "state": site.enter(chairs["state"], "consultant", home=leading.STATE),
    }
    body = {"text": "Eight interviews."}
    for topic in ("focus-area", "interview-teams"):
        answer = await one.coordinator.post("review", f"{one.where}/agreements/{topic}", body)
        assert answer.status_code in {201, 422}, answer.text
    await site.read()
    drafted = [
        each
        for each in (await one.coordinator.get("review", f"{one.where}/agreements")).json()[
            "agreements"
        ]
        if each["said"]
    ]
    assert drafted

    found = await steps(people["probation"], one)
    assert found["sign-agreements"]["count"] == len(drafted)
    assert "name-co-chairs" not in found
    assert "sign-agreements" not in await steps(one.coordinator, one)

    path = f"{one.where}/agreements/{drafted[0]['topic']}/signatures"
    seat = {"seat": "probation", "on": "2009-12-01"}
    made(await people["probation"].post("review", path, seat))
    await site.read()
    left = await steps(people["probation"], one)
    assert left.get("sign-agreements", {}).get("count", 0) == len(drafted) - 1
    assert (await steps(people["state"], one))["sign-agreements"]["count"] == len(drafted)


async def test_a_reviewer_is_led_to_the_interviews_of_the_own_team_and_nobody_else_is(
    site: Site,
) -> None:
    one = await this_week.running(site)
    peer = one.peers[0]

    found = await steps(peer, one)
    assert list(found)[:2] == ["record-missed", "record-today"]
    assert found["record-missed"]["late"]
    assert not found["record-today"]["late"]
    assert await opens(peer, found["record-missed"]["href"]) == 200

    yesterday = this_week.first_day().isoformat()
    path = f"{one.where}/sessions/{one.sessions[0]}"
    made(await one.peers[2].post("review", path, one.interview(on=yesterday)))
    await site.read()
    after = await steps(peer, one)
    assert "record-missed" not in after
    assert {"finish-forms", "write-debriefs"} <= set(after)

    outsider = await one.invite("Dogwood Peerless", signs=False)
    await site.read()
    assert list(await steps(outsider, one)) == ["sign-statement"]
    for host in (one.coordinator, site.enter("chair-1", "co-chair")):
        told = set(await steps(host, one))
        assert told.isdisjoint({"record-today", "finish-forms", "write-debriefs", "agree-days"})


async def test_themes_wait_for_whoever_has_not_coded_them_and_never_for_the_host(
    site: Site,
) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one)
    await site.read()

    assert "code-themes" not in await steps(one.peers[0], one)
    assert (await steps(one.peers[1], one))["code-themes"]["count"] == 1
    for peer in one.peers[1:]:
        await story.code(one, theme, peer)
    await story.reveal(one, theme)
    await site.read()
    assert (await steps(one.peers[1], one))["agree-themes"]["count"] == 1
    host = site.enter("reviewer-of-host", "reviewer")
    assert set(await steps(host, one)).isdisjoint({"code-themes", "agree-themes"})


async def test_every_role_has_a_home_whose_every_link_opens(site: Site) -> None:
    one = await this_week.running(site)
    people = {role: site.enter(f"{role}-1", role) for role in EVERYBODY}
    people |= {"reviewer": one.peers[0], "coordinator": one.coordinator}
    people["consultant"] = site.enter("consultant-1", "consultant", home=leading.STATE)
    for role, who in people.items():
        text = await panel(who, one)
        for service in SERVICES:
            page = await who.page(service, f"{one.where}/next")
            if f'data-part="/{service}/' in text or service == "review":
                assert page.status_code == 200, (role, service)
                text += page.text.partition(f'id="next-{service}"')[2].partition("</main>")[0]
            else:
                assert page.status_code == 404, (role, service)
        links = sorted(set(LINK.findall(text)))
        assert len(links) > 1, role
        refused = [link for link in links if await opens(who, link) != 200]
        assert refused == [], role


async def test_the_steps_of_a_review_are_those_of_its_rules(site: Site) -> None:
    one = await story.opened(site)
    durham = await story.durham(await site.house.join(f"nc-{site.agency[3:]}"))
    for each in (one, durham):
        await each.site.read()

    whole = (await one.coordinator.page("review", one.where)).text
    labels = ["Who leads", "Agreements", "Literature", "Questions", "Case summaries"]
    labels += ["Focus groups", "Daily debriefs", "Recommendations"]
    steps_of = [label for label in labels if f">{label}</a>" in whole or f">{label}</p>" in whole]
    assert steps_of == labels
    plain = (await durham.coordinator.page("review", durham.where)).text
    shown = plain.partition('id="steps"')[2].partition("</main>")[0]
    assert [label for label in labels if label in shown] == []
    assert list(await steps(durham.coordinator, durham)) == ["import-frame"]


async def homes(who: Visitor, **asked: Any) -> Mapping[str, Any]:
    """Where every review stands that somebody may see."""
    answer = await who.ask("GET", "/review/api/v1/home", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_state_sees_many_counties_the_most_urgent_first(
    site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    calm, late = site, await all_services.join(new_agency())
    first = await story.opened(calm)
    second = await this_week.running(late)
    await calm.read()
    closed = await all_services.join(new_agency())
    await story.opened(closed)
    await closed.read()
    state = late.enter("consultant-9", "consultant", home=leading.STATE)
    await calm.enter("consultant-9", "consultant", home=leading.STATE).shown()

    found = await homes(state)
    rows = {one["agency"]: one for one in found["reviews"]}
    assert closed.agency not in rows
    assert [one["agency"] for one in found["reviews"]] == [late.agency, calm.agency]
    assert rows[late.agency]["stage"] == "event-week"
    assert rows[late.agency]["late"] > 0
    assert rows[calm.agency]["stage"] == "planning"
    assert rows[late.agency]["review"] == second.review
    named = await homes(state, county=calm.agency)
    assert [one["review"] for one in named["reviews"]] == [first.review]
    assert await opens(state, "/review/home") == 200


async def test_the_reviewed_county_counts_no_interview_before_its_week_is_over(
    site: Site,
) -> None:
    one = await this_week.running(site)
    (host,) = (await homes(one.coordinator))["reviews"]
    (guest,) = (await homes(one.peers[0]))["reviews"]

    assert host["interviews"] is None
    assert guest["interviews"] == 0
    assert (await one.coordinator.ask("GET", "/review/api/v1/home", headers={})).status_code == 200
    assert (await site.visitor(None).ask("GET", "/review/api/v1/home")).status_code == 401
