"""Recording an interview at a browser: what is typed is never lost, and never recorded twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from playwright.sync_api import expect

from tests.support import story
from tests.support.filling import (
    CANARY,
    STORED,
    enter,
    forgive,
    photograph,
    state,
    without_barriers,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.support.browser import Visitor
    from tests.support.filling import Team


def below(team: Team) -> str:
    return f"/review/{team.one.site.agency}/reviews{team.one.where}"


def path(team: Team) -> str:
    return f"{below(team)}/sessions/{team.one.sessions[0]}/record/form"


def opens(team: Team, someone: Visitor) -> Page:
    page = someone.go(path(team))
    expect(page.locator("#record")).to_have_attribute("data-kept", "yes")
    return page


def press(page: Page) -> None:
    page.get_by_role("button", name="Record the interview").click()


def test_notes_typed_without_a_connection_survive_and_are_recorded_once_when_it_is_back(
    team: Team,
) -> None:
    someone = team.comes()
    page = opens(team, someone)
    someone.context.set_offline(True)
    page.get_by_label("Notes").fill(CANARY)
    expect(state(page)).to_contain_text("Kept sealed on this computer")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value(CANARY)
    expect(state(page)).to_contain_text("It is not recorded yet")
    press(page)
    expect(state(page)).to_contain_text("Not recorded yet: no connection")
    without_barriers(page)
    photograph(someone, "record-form-offline")
    stored = page.evaluate(STORED)
    assert "Wombat" not in stored["plain"] + stored["more"] + "".join(stored["pages"])
    assert team.recorded(InterviewRecorded) == 0

    someone.context.set_offline(False)
    page.wait_for_url(re.compile(r"/interviews"))
    assert team.recorded(InterviewRecorded) == 1
    team.hosted.run(team.one.site.read())
    page.goto(someone.url + f"{below(team)}/today?day=2010-01-25")
    item = page.locator(f'[data-draft="{path(team)}"]')
    expect(item).to_have_text("saved")
    page.get_by_role("link", name=re.compile(r"Read the notes")).first.click()
    expect(page.get_by_text(CANARY)).to_be_visible()
    forgive(someone)


def test_a_record_whose_answer_is_lost_is_sent_again_after_signing_in_anew_and_counts_once(
    team: Team,
) -> None:
    someone = team.comes()
    someone.expects(401)
    page = opens(team, someone)
    keys: list[str | None] = []

    def lose_the_answer(route: Route) -> None:
        keys.append(route.request.header_value("idempotency-key"))
        route.fetch()
        route.abort("connectionreset")

    page.get_by_label("Notes").fill(story.NOTES)
    address = re.compile(rf"/api/.*/sessions/{team.one.sessions[0]}$")
    page.route(address, lose_the_answer)
    press(page)
    expect(state(page)).to_contain_text("nothing is recorded twice")
    expect(page.get_by_label("Notes")).not_to_be_editable()
    page.unroute(address)
    team.hosted.run(team.one.site.read())
    page.goto(someone.url + f"{below(team)}/interviews")
    waits = page.locator(f'[data-draft="{path(team)}"]')
    expect(waits).to_have_text("waiting on this device")
    someone.context.clear_cookies()
    enter(someone, team.token(0))
    with page.expect_request(address) as asked:
        page.goto(someone.url + path(team))
    page.wait_for_url(re.compile(r"/interviews"))

    assert asked.value.header_value("idempotency-key") == keys[0]
    assert team.recorded(InterviewRecorded) == 1
    forgive(someone)


def test_what_a_colleague_recorded_first_stays_and_ones_own_words_are_kept(team: Team) -> None:
    someone = team.comes()
    someone.expects(409)
    page = opens(team, someone)
    page.get_by_label("Notes").fill(CANARY)
    body = {"team": team.one.team, "on": "2010-01-25", "minutes": 40, "notes": story.NOTES}
    recording = f"{team.one.where}/sessions/{team.one.sessions[0]}"
    colleague = team.one.peers[1]
    assert team.hosted.run(colleague.post("review", recording, body)).status_code == 201

    press(page)
    expect(state(page)).to_contain_text("Somebody of your team recorded this interview before you")
    page.reload()

    expect(page.get_by_label("Notes")).to_have_value(CANARY)
    expect(page.locator("#is-recorded")).to_contain_text("This interview is recorded")
    assert team.recorded(InterviewRecorded) == 1
