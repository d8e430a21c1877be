"""Forms of the event week at a browser: what waits, what is refused and what came back late."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import event_week
from tests.support.event_week import FIRST_DAY
from tests.support.filling import (
    CANARY,
    SAVED,
    enter,
    forgive,
    photograph,
    state,
    tick,
    without_barriers,
)
from tests.support.site import made

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Visitor
    from tests.support.filling import Team

LATER = """(hours) => {
  const now = Date.now, span = hours * 3600000;
  Date.now = () => now() + span;
}"""
"""The device's clock, so many hours later."""

THREE_DAYS = 73


def sign(team: Team, *, withdraw: bool = False) -> None:
    """The coordinator records that the first reviewer signed, or that the signature is gone."""
    path = f"/reviewers/{team.one.peers[0].actor}/confidentiality"
    day = {"on": "2010-01-26"}
    team.hosted.run(team.one.post("review", path + "/withdrawal" * withdraw, day))


def at_today(page: Page, team: Team) -> Page:
    page.goto(page.url.split("/review/")[0] + f"{below(team)}/today?day={FIRST_DAY}")
    expect(page.locator("#sync")).to_have_attribute("data-ready", "yes")
    return page


def below(team: Team) -> str:
    return f"/review/{team.one.site.agency}/reviews{team.one.where}"


@pytest.mark.proves("PQCR-53")
def test_who_is_taken_out_while_writing_is_told_why_and_loses_nothing(team: Team) -> None:
    someone = team.opens()
    someone.expects(409)
    page = someone.page
    tick(page, "rating", 4)
    expect(state(page)).to_have_text(SAVED)

    sign(team, withdraw=True)
    page.fill("#q-visits", "9")
    expect(state(page)).to_contain_text("Not saved: Sign the confidentiality statement first")
    expect(state(page)).to_contain_text("stays sealed on this computer for 30 days")
    photograph(someone, "interview-form-held")
    assert team.sheet()["answers"] == {"rating": 4}
    sign(team)
    page.reload()
    expect(page.locator("#q-visits")).to_have_value("9")

    expect(state(page)).to_have_text(SAVED)
    assert team.sheet()["answers"] == {"rating": 4, "visits": 9}


def test_a_device_that_returns_after_three_days_sends_what_it_kept_and_says_so(team: Team) -> None:
    someone = team.opens()
    someone.expects(412)
    page = someone.page
    someone.context.set_offline(True)
    page.fill("#q-visits", "9")
    expect(state(page)).to_contain_text("Not saved: no connection")
    forgive(someone)
    page.close()
    someone.context.set_offline(False)
    team.saves({"rating": 2})

    someone.context.add_init_script(f"({LATER})({THREE_DAYS})")
    enter(someone, team.token(0))
    someone.page = page = someone.another_tab()
    team.open(someone)

    expect(state(page)).to_contain_text("What was kept on this computer since")
    expect(page.locator("#q-rating-2")).to_be_checked()
    assert team.sheet()["answers"] == {"rating": 2, "visits": 9}
    photograph(someone, "interview-form-returned")


def written_without_a_connection(team: Team, debrief: str) -> Visitor:
    """Somebody who wrote a debrief while there was no connection, and left the page."""
    someone = team.comes()
    page = someone.page
    someone.go(debrief)
    expect(page.locator("#answers")).to_have_attribute("data-kept", "yes")
    without_barriers(page)
    someone.context.set_offline(True)
    page.fill("#q-documentation", event_week.WORDS)
    expect(state(page)).to_contain_text("Not saved: no connection")
    page.reload()
    expect(page.locator("#q-documentation")).to_have_value(event_week.WORDS)
    page.close()
    forgive(someone)
    someone.context.set_offline(False)
    return someone


@pytest.mark.proves("PQCR-64", "PQCR-71")
def test_a_debrief_is_kept_without_a_connection_and_today_says_what_waits(team: Team) -> None:
    debrief = f"{below(team)}/sessions/{team.one.sessions[0]}/debrief/form"
    someone = written_without_a_connection(team, debrief)
    team.hosted.run(team.one.site.read())
    someone.page = page = someone.another_tab()
    page.goto(someone.url + below(team))
    at_today(page, team)
    waits = page.locator(f'[data-draft="{debrief}"]')
    expect(waits).to_have_text("waiting on this device")
    expect(page.locator("#sync")).to_contain_text("1 of these wait on this device")
    without_barriers(page)
    photograph(someone, "today-waiting")
    page.get_by_role("link", name=re.compile(r"^Debrief")).first.click()
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Finish the debrief").click()
    expect(page.locator("#finished")).to_be_visible()
    photograph(someone, "debrief")
    team.hosted.run(team.one.site.read())
    expect(at_today(page, team).locator(f'[data-draft="{debrief}"]')).to_have_text("saved")
    expect(page.locator("#sync")).to_have_text("Everything you wrote on this device is saved.")


@pytest.mark.proves("PQCR-65", "PQCR-145")
def test_a_point_shows_at_once_in_every_browser_at_the_board(team: Team) -> None:
    team.hosted.run(team.one.site.read())
    boards = [team.comes(0), team.comes(1)]
    for someone in boards:
        someone.go(f"{below(team)}/debriefs?day={FIRST_DAY}")
    team.hosted.run(event_week.pointed(team.one, text="Relatives are asked late."))
    team.hosted.run(team.one.site.read())

    for someone in boards:
        expect(someone.page.locator("#board")).to_contain_text("Relatives are asked late.")
    without_barriers(boards[0].page)
    photograph(boards[0], "debrief-board")


@pytest.mark.proves("PQCR-74")
def test_the_agenda_is_run_by_keyboard_and_says_what_begins_and_what_ends(team: Team) -> None:
    where = team.hosted.run(event_week.ready(team.one))
    team.hosted.run(team.one.site.read())
    someone = team.comes()
    page = someone.page
    page.clock.install()
    someone.go(f"/review/{team.one.site.agency}/reviews{where}/agenda")
    said, clock = page.locator("#agenda-said"), page.locator("#agenda-clock")

    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Now: Introductions and logistics, 8 minutes.")
    page.clock.run_for(6 * 60_000 + 1000)
    expect(said).to_have_text("Two minutes left: Introductions and logistics.")
    page.clock.run_for(2 * 60_000)
    expect(said).to_contain_text("Time is up: Introductions and logistics.")
    expect(clock).to_have_text(re.compile(r"^\+0:0\d$"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(said).to_contain_text("10 minutes.")
    page.reload()
    expect(page.locator("#agenda-part")).to_contain_text("Facilitator to state the issue")
    assert page.locator("#agenda-parts li").count() == 5
    without_barriers(page)
    someone.narrow()
    assert someone.overflowing() == []
    photograph(someone, "agenda")
    made(team.hosted.run(event_week.hold(team.one.peers[0], where)))
    someone.go(f"/review/{team.one.site.agency}/reviews{where}")
    assert someone.overflowing() == []
    without_barriers(page)
    photograph(someone, "focus-group")


@pytest.mark.proves("PQCR-83")
def test_a_groups_notes_are_saved_as_they_are_typed_and_its_other_lead_sees_them(
    team: Team,
) -> None:
    where = team.hosted.run(event_week.ready(team.one))
    form = f"/review/{team.one.site.agency}/reviews{where}/form"
    records, leads = team.comes(1), team.comes(0)
    records.go(form)
    expect(records.page.locator("#answers")).to_have_attribute("data-ready", "yes")

    records.page.fill("#q-notes", event_week.WORDS)

    expect(state(records.page)).to_have_text(SAVED)
    leads.go(form)
    expect(leads.page.locator("#q-notes")).to_have_value(event_week.WORDS)
    without_barriers(records.page)
    photograph(records, "group-notes")
    records.expects(404, 412)
    made(team.hosted.run(team.one.coordinator.post("review", f"{where}/cancellation")))
    records.page.fill("#q-notes", CANARY)
    expect(state(records.page)).to_contain_text("Not saved")
    records.page.reload()
    expect(records.page.locator("#kept")).to_have_attribute("data-ready", "yes")
    expect(records.page.get_by_label("What is said")).to_have_value(CANARY)
    without_barriers(records.page)
    photograph(records, "group-notes-cancelled")
