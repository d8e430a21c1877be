"""Proposing a week over HTTP: a plan is a question until somebody accepts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from concord_contracts.facts.availability import AwayNoted
from concord_contracts.facts.proposal import PlanAccepted, PlanUndone
from concord_contracts.facts.schedule import InterviewBooked, InterviewCancelled, InterviewMoved
from concord_scheduling.planner import running

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def ready(site: Site, booked: int = 0) -> story.Story:
    """A drawn sample of six cases, a team, a week, and so many bookings."""
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    if booked:
        await one.book(booked)
    await site.read()
    return one


async def proposed(one: story.Story, **wish: Any) -> dict[str, Any]:
    answer = await one.coordinator.get("scheduling", f"{one.where}/proposal", **wish)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def changes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """What a plan books and moves, as it is sent when somebody accepts it."""
    return [
        {name: value for name, value in one.items() if name != "change" and value is not None}
        for one in plan["interviews"]
        if one["change"] != "kept"
    ]


async def watched(one: story.Story) -> list[dict[str, Any]]:
    answer = await one.coordinator.get("scheduling", f"{one.where}/proposal/live")
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [orjson.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: ")]


async def test_a_week_is_proposed_and_nothing_is_recorded(site: Site) -> None:
    one = await ready(site)
    before = len(await site.history())

    plan = await proposed(one, days=["2010-01-25", "2010-01-29"])

    assert {each["case"] for each in plan["interviews"]} == set(one.cases)
    assert {each["on"] for each in plan["interviews"]} == {"2010-01-25", "2010-01-29"}
    assert (plan["left"], plan["past"], plan["reasons"]) == ([], {}, None)
    assert plan["is_best"]
    assert len(await site.history()) == before


async def test_a_plan_is_accepted_whole_and_taken_back_whole(site: Site) -> None:
    one = await ready(site, booked=1)
    plan = await proposed(one)

    said = await one.post("scheduling", "/plans", {"interviews": changes(plan)})
    history = facts(await site.history())
    await one.post("scheduling", f"/plans/{said['id']}/undo")
    await one.post("scheduling", f"/plans/{said['id']}/undo")

    assert history[-6:] == [PlanAccepted.NAME, *[InterviewBooked.NAME] * 5]
    after = facts(await site.history())[len(history) :]
    assert after == [*[InterviewCancelled.NAME] * 5, PlanUndone.NAME]
    await site.read()
    listed = (await one.coordinator.get("scheduling", f"{one.where}/plans")).json()["plans"]
    assert [(each["booked"], each["cancelled"], each["stayed"]) for each in listed] == [(5, 5, 0)]


async def test_a_plan_that_no_longer_fits_books_nothing_at_all(site: Site) -> None:
    one = await ready(site)
    plan = changes(await proposed(one))
    taken = plan[3] | {"case": plan[0]["case"]}
    await one.post("scheduling", "/interviews", taken)
    before = len(await site.history())

    answer = await one.coordinator.post("scheduling", f"{one.where}/plans", {"interviews": plan})

    refused(answer, 409, "interview.double-booked")
    assert len(await site.history()) == before


async def test_what_was_changed_since_stays_when_a_plan_is_taken_back(site: Site) -> None:
    one = await ready(site)
    plan = await proposed(one)
    said = await one.post("scheduling", "/plans", {"interviews": changes(plan)})
    booked = [e.fact for e in await site.history() if isinstance(e.fact, InterviewBooked)]
    move = {"team": one.team, "on": "2010-01-29", "starts": "14:00"}
    await one.post("scheduling", f"/interviews/{booked[0].session}/move", move)

    await one.post("scheduling", f"/plans/{said['id']}/undo")

    undone = next(e.fact for e in await site.history() if isinstance(e.fact, PlanUndone))
    assert undone.left == (booked[0].session,)
    assert set(undone.cancelled) == {each.session for each in booked[1:]}


async def test_a_what_if_moves_as_few_as_it_can_and_notes_who_is_away(site: Site) -> None:
    """One of three interviews is on the day on which the team would be away."""
    one = await ready(site, booked=3)
    await one.release()

    plan = await proposed(one, whom=one.team, first_day="2010-01-26")
    body = {
        "interviews": changes(plan),
        "away": {"whom": one.team, "first_day": "2010-01-26", "last_day": "2010-01-26"},
    }
    await one.post("scheduling", "/plans", body)

    assert plan["worth"]["told_moves"] == 1
    assert [each["change"] for each in plan["interviews"]].count("moved") == 1
    assert facts(await site.history())[-3:] == [
        PlanAccepted.NAME,
        InterviewMoved.NAME,
        AwayNoted.NAME,
    ]


async def test_an_infeasible_week_is_explained_with_the_sentence_of_each_rule(site: Site) -> None:
    one = await ready(site)

    plan = await proposed(one, days="2010-01-26")

    assert len(plan["left"]) == 2
    reasons = plan["reasons"]
    assert reasons["shortage"] == "6 interviews have to be held: 2 slots are missing."
    texts = {each["text"]: each for each in reasons["needs"]}
    assert set(texts) == {
        "Interviews are held on Tuesday, January 26 only.",
        "A team holds 4 interviews a day at most.",
    }
    rule = texts["A team holds 4 interviews a day at most."]
    assert rule["quote"] == "usually no more than four cases per team per day"
    assert rule["section"] == "V.C"
    assert "With one team more: every interview finds a slot." in reasons["ways"]
    assert reasons["is_sure"]


async def test_advice_is_gone_past_only_where_that_was_asked_for_and_with_a_reason(
    site: Site,
) -> None:
    one = await ready(site)
    rule = "interview.cases-per-team-per-day"

    plan = await proposed(one, days="2010-01-26", past=rule)
    body: dict[str, Any] = {"interviews": changes(plan)}
    path = f"{one.where}/plans"
    refused(await one.coordinator.post("scheduling", path, body), 409, rule)
    body["overrides"] = [{"rule": rule, "reason": "The second day is a holiday."}]
    made(await one.coordinator.post("scheduling", path, body))

    assert plan["left"] == []
    assert rule in plan["past"]
    assert facts(await site.history()).count(InterviewBooked.NAME) == 6


async def test_whoever_watches_gets_each_plan_as_a_part_of_the_page(site: Site) -> None:
    one = await ready(site, booked=2)

    seen = await watched(one)

    assert [each["over"] for each in seen] == [False] * (len(seen) - 1) + [True]
    part = seen[-1]["html"]
    assert "6 of 6 interviews have a slot" in part
    assert len(re.findall(r'name="interviews\.\d+\.case"', part)) == 4
    assert part.count("found-day__new") == 4
    assert part.count("found-day__kept") == 2


async def test_a_process_runs_only_a_few_searches_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await ready(site)
    monkeypatch.setattr(running, "AT_ONCE", 0)

    for path in ("/proposal", "/proposal/live"):
        answer = await one.coordinator.get("scheduling", one.where + path)
        refused(answer, 429, "proposals.too-many")


@pytest.mark.parametrize(
    ("wish", "rule"),
    [
        ({"days": "2011-01-01"}, "proposals.no-slot"),
        ({"begins": "10:00", "ends": "10:30"}, "proposals.no-slot"),
        ({"whom": "team-nobodys", "first_day": "2010-01-26"}, "proposals.unknown-whom"),
    ],
)
async def test_what_cannot_be_searched_is_refused_in_words(
    site: Site, wish: dict[str, str], rule: str
) -> None:
    one = await ready(site)

    answer = await one.coordinator.get("scheduling", f"{one.where}/proposal", **wish)

    assert refused(answer, 409, rule)["title"].endswith(".")


async def test_the_page_says_what_is_missing_and_leads_there(site: Site) -> None:
    one = await story.opened(site)
    before = await one.coordinator.page("scheduling", f"{one.where}/proposals")
    await one.set_week()
    await site.read()
    without = await one.coordinator.page("scheduling", f"{one.where}/proposals")

    assert "Set its first and last day first." in before.text
    assert "Form the teams first." in without.text


async def test_the_page_offers_the_days_of_interviews_and_who_could_be_away(site: Site) -> None:
    one = await ready(site, booked=1)

    page = (await one.coordinator.page("scheduling", f"{one.where}/proposals")).text

    chosen = re.findall(r'name="days" value="([^"]+)" checked', page)
    assert chosen == ["2010-01-26", "2010-01-27", "2010-01-28"]
    assert f'<option value="{one.team}">Team 1</option>' in page
    assert "The worker of case 1" in page
    assert "SC-0" not in page
