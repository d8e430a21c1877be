"""The page of the event week: by day, with what can be booked and by whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support import story
from tests.support.site import made

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio


async def shown(who: Visitor, one: story.Story) -> str:
    page = await who.page("scheduling", one.where)
    assert page.status_code == 200
    return page.text


def commands(page: str) -> set[str]:
    return {one.rpartition("/")[2] for one in re.findall(r'data-api="([^"]+)"', page)}


async def test_before_the_week_is_set_the_page_says_who_sets_it(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    planner = await shown(one.coordinator, one)
    observer = await shown(site.enter("observer-1", "observer"), one)

    assert commands(planner) == {"event-week"}
    assert "Set its first and last day below." in planner
    assert commands(observer) == set()
    assert "The coordinator sets its first and last day." in observer


async def test_a_week_without_teams_says_what_is_missing_and_leads_there(site: Site) -> None:
    one = await story.drawn(site)
    await one.set_week()
    await site.read()

    page = await shown(one.coordinator, one)

    assert commands(page) == {"event-week", "time-frames", "days"}
    assert "Interviews can be booked when the sample is drawn and a team is formed." in page
    assert f'href="/review/{site.agency}/reviews{one.where}/teams"' in page


async def test_cases_and_teams_are_chosen_by_their_number(site: Site) -> None:
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    await site.read()

    page = await shown(one.coordinator, one)

    assert commands(page) == {"event-week", "interviews", "time-frames", "days"}
    assert f'<option value="{one.cases[0]}">Case 1</option>' in page
    assert page.count("(back-up)</option>") == 2
    assert f'<option value="{one.team}">Team 1</option>' in page
    assert 'min="2010-01-25"' in page
    assert 'max="2010-01-29"' in page


async def test_interviews_stand_under_their_day_and_the_schedule_is_released_on_purpose(
    site: Site,
) -> None:
    one = await story.released(site)
    await site.read()

    page = await shown(one.coordinator, one)

    assert re.findall(r'<h3 id="day-[^>]+>([^<]+) <span[^>]+>([^<]+)<', page) == [
        ("Monday, January 25, 2010", "1 interview"),
        ("Tuesday, January 26, 2010", "1 interview"),
        ("Wednesday, January 27, 2010", "1 interview"),
        ("Thursday, January 28, 2010", "0 interviews"),
        ("Friday, January 29, 2010", "0 interviews"),
    ]
    assert "Release 1 is out" in page
    assert "releases" in commands(page)
    assert "Release the schedule?" in page
    assert one.cases[0] not in await shown(one.peers[0], one)


async def test_no_case_number_stands_on_the_schedule(site: Site) -> None:
    one = await story.released(site)
    await site.read()

    page = await shown(one.coordinator, one)

    assert "SC-0" not in page
    assert "Worker" not in page


@pytest.mark.proves("PQCR-61")
async def test_a_case_that_was_replaced_is_shown_at_once_and_its_time_goes_to_the_back_up(
    site: Site,
) -> None:
    one = await story.released(site)
    lead = site.enter("lead-1", "site-lead")
    case, session = one.cases[0], one.sessions[0]
    assert "heard no more" not in await shown(lead, one)
    body = {"cause": "refusal", "reason": "The family says no."}
    made(await lead.post("review", f"{one.where}/cases/{case}/replacement", body))
    await site.read()

    page = await shown(lead, one)
    assert "Interviews whose case is heard no more" in page
    found = re.search(rf'{session}/replacement".*?value="(.*?)".*?value="(.*?)"', page, re.DOTALL)
    assert found
    because, instead = found.groups()
    assert because == "declined"
    assert "heard no more" not in await shown(site.enter("observer-1", "observer"), one)
    path = f"{one.where}/interviews/{session}/replacement"
    made(await lead.post("scheduling", path, {"because": because, "case": instead}))
    await site.read()

    after = (await lead.get("scheduling", f"{one.where}/schedule")).json()["bookings"]
    assert "heard no more" not in await shown(lead, one)
    assert {each["case_id"] for each in after} == {instead, *one.cases[1:3]}
    assert [(each["on_day"], each["starts"]) for each in after if each["case_id"] == instead] == [
        ("2010-01-25", "09:00:00")
    ]


async def test_a_case_that_was_eliminated_leaves_a_time_that_can_only_be_freed(site: Site) -> None:
    one = await story.released(site)
    await one.post("review", f"/cases/{one.cases[0]}/elimination", {"reason": "It was closed."})
    await site.read()

    page = await shown(one.coordinator, one)
    card = page.partition('id="unsettled"')[2].partition("</section>")[0]

    assert commands(card) == {"cancellation"}
    assert "The worker declined" in card
