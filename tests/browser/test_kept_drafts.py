"""What a device kept and the site does not take any more: it is shown, or said, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support import forms
from tests.support.filling import (
    CANARY,
    OFFLINE,
    SAVED,
    forgive,
    photograph,
    state,
    tick,
    without_barriers,
)
from tests.support.tools import question, tool_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Visitor
    from tests.support.filling import Team

ANEW = tool_of(question("seen", "yes-no-na"), question("asked-early"))


def went_away(team: Team) -> Visitor:
    """Somebody who wrote without a connection, and shut the laptop."""
    someone = team.opens()
    page = someone.page
    someone.context.set_offline(True)
    tick(page, "seen", "no")
    page.fill("#q-why-not", CANARY)
    page.fill("#q-visits", "9")
    expect(state(page)).to_have_text(OFFLINE)
    page.close()
    forgive(someone)
    someone.context.set_offline(False)
    return someone


def texts(page: Page, box: str) -> list[str]:
    return [one.input_value() for one in page.locator(f"{box} textarea").all()]


def test_answers_to_questions_that_are_asked_no_more_are_shown_until_somebody_lets_them_go(
    team: Team,
) -> None:
    someone = went_away(team)
    team.hosted.run(forms.publish(team.one, ANEW))

    someone.page = page = someone.another_tab()
    team.open(someone)

    left = page.locator("#left-over")
    expect(left).to_be_visible()
    assert sorted(texts(page, "#left-over")) == sorted([CANARY, "9"])
    expect(left).to_contain_text("Synthetic why-not?")
    expect(state(page)).to_have_text(SAVED)
    assert team.sheet()["answers"] == {"seen": "no"}
    without_barriers(page)
    photograph(someone, "interview-form-left-over")
    page.reload()
    expect(left.locator("textarea")).to_have_count(2)
    for _ in range(2):
        left.get_by_role("button", name="I no longer need this").first.click()
    expect(left).to_be_hidden()
    page.reload()
    expect(page.locator("#answers")).to_have_attribute("data-kept", "yes")
    expect(left).to_be_hidden()
    assert team.sheet()["texts"] == {}


def test_what_was_written_of_an_interview_that_was_cancelled_can_be_copied(team: Team) -> None:
    someone = went_away(team)
    path = f"/interviews/{team.one.sessions[0]}/cancellation"
    team.hosted.run(team.one.post("scheduling", path, {"because": "no-show"}))
    team.hosted.run(team.one.post("scheduling", "/releases"))

    someone.page = page = someone.another_tab()
    page.goto(someone.url + team.path)

    expect(page.locator("#kept")).to_have_attribute("data-ready", "yes")
    assert sorted(texts(page, "#kept")) == sorted(["no", CANARY, "9"])
    expect(page.get_by_label("Synthetic why-not?")).to_have_value(CANARY)
    without_barriers(page)
    photograph(someone, "interview-form-cancelled")
    someone.narrow()
    assert someone.overflowing() == []
    photograph(someone, "interview-form-cancelled-320")


def test_who_is_not_let_in_any_more_is_told_that_the_computer_keeps_what_was_written(
    team: Team,
) -> None:
    someone = went_away(team)
    someone.expects(404)
    path = f"/reviewers/{team.one.peers[0].actor}/confidentiality"
    team.hosted.run(team.one.post("review", f"{path}/withdrawal", {"on": "2010-01-26"}))

    someone.page = page = someone.another_tab()
    page.goto(someone.url + team.path)

    said = page.locator("#kept-here")
    expect(said).to_contain_text("This computer keeps, sealed, what you wrote here")
    expect(said).to_contain_text("Ask the coordinator")
    without_barriers(page)
    photograph(someone, "interview-form-shut-out")
    team.hosted.run(team.one.post("review", path, {"on": "2010-01-27"}))
    team.open(someone)
    expect(page.locator("#q-why-not")).to_have_value(CANARY)
    expect(state(page)).to_have_text(SAVED)
    assert team.sheet()["texts"] == {"why-not": CANARY}
    forgive(someone)
