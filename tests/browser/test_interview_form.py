"""The form of an interview at a browser: saved as it is filled in; what shows, what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from concord_contracts.facts.tool import AnswersCompleted
from playwright.sync_api import expect

from tests.support.filling import (
    CANARY,
    SAVED,
    enter,
    photograph,
    question,
    state,
    tick,
    without_barriers,
)
from tests.support.tools import question as question_in
from tests.support.tools import tool_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.filling import Team


def test_what_is_filled_in_is_saved_and_stands_after_a_reload(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    tick(page, "seen", "no")
    page.fill("#q-why-not", CANARY)
    tick(page, "who", "child")
    tick(page, "where", "home")
    tick(page, "rating", 2)
    page.fill("#q-visits", "3")
    page.fill("#q-planned", "2010-01-29")
    page.fill("#q-notes", "Line one.\nLine two.")
    expect(state(page)).to_have_text(SAVED)

    found = team.sheet()
    assert found["answers"] == {
        "seen": "no",
        "who": ["child"],
        "where": "home",
        "rating": 2,
        "visits": 3,
        "planned": "2010-01-29",
    }
    assert found["texts"] == {"why-not": CANARY, "notes": "Line one.\nLine two."}
    page.reload()
    expect(page.locator("#q-why-not")).to_have_value(CANARY)
    expect(page.locator("#q-rating-2")).to_be_checked()
    expect(page.locator("[data-progress=contact]")).to_have_text("4 of 4 answered")
    photograph(someone, "interview-form")
    without_barriers(page)


def test_keys_in_quick_succession_are_one_save(team: Team) -> None:
    page = team.opens().page

    page.locator("#q-visits").press_sequentially("12", delay=60)
    expect(state(page)).to_have_text(SAVED)

    assert team.sheet()["answers"] == {"visits": 12}
    assert team.recorded() == 1


def test_questions_show_when_their_condition_holds_and_all_show_without_a_script(
    team: Team,
) -> None:
    page = team.opens().page
    for code in ("why-not", "where", "notes"):
        expect(question(page, code)).to_be_hidden()
    tick(page, "seen", "no")
    expect(question(page, "why-not")).to_be_visible()
    tick(page, "seen", "yes")
    expect(question(page, "why-not")).to_be_hidden()

    plain = team.comes(1, java_script_enabled=False)
    plain.go(team.path)
    for code in ("seen", "why-not", "where", "notes"):
        expect(question(plain.page, code)).to_be_visible()


def test_what_is_unanswered_is_listed_and_leads_there_and_holds_back_the_end(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    missing = page.locator(".unanswered li a")
    tick(page, "seen", "no")
    expect(missing).to_have_text(["Synthetic why-not?", "Synthetic rating?"])

    page.get_by_role("button", name="Finish the form").click()
    expect(page.locator("#unanswered")).to_be_focused()
    missing.first.click()
    expect(page.locator("#q-why-not")).to_be_focused()
    page.keyboard.type("Away.")
    tick(page, "rating", 5)
    expect(page.get_by_text("Every required question is answered.")).to_be_visible()
    page.get_by_role("button", name="Finish the form").click()

    expect(page.locator("#finished")).to_be_focused()
    assert team.sheet()["complete"]
    assert team.recorded(AnswersCompleted) == 1
    tick(page, "rating", 6)
    expect(page.locator("#finished")).to_be_hidden()


def test_a_number_out_of_bounds_waits_and_everything_else_is_saved(team: Team) -> None:
    page = team.opens().page

    page.fill("#q-visits", "40")
    tick(page, "rating", 5)

    expect(state(page)).to_have_text("Please mend what is marked; everything else is saved.")
    expect(page.locator("#q-visits-error")).to_have_text("This is not within the bounds.")
    without_barriers(page)
    assert team.sheet()["answers"] == {"rating": 5}
    page.fill("#q-visits", "31")
    expect(state(page)).to_have_text(SAVED)
    assert team.sheet()["answers"] == {"rating": 5, "visits": 31}


def test_an_answer_is_taken_back(team: Team) -> None:
    page = team.opens().page
    tick(page, "rating", 2)
    page.fill("#q-notes", "Typed.")
    expect(state(page)).to_have_text(SAVED)

    with page.expect_response("**/answers"):
        question(page, "rating").get_by_role("button", name="Clear this answer").click()

    expect(page.locator("#q-rating-2")).not_to_be_checked()
    expect(question(page, "notes")).to_be_hidden()
    expect(state(page)).to_have_text(SAVED)
    found = team.sheet()
    assert (found["answers"], found["texts"]) == ({}, {"notes": "Typed."})


def test_the_form_fits_a_phone_and_the_keyboard_is_enough(team: Team) -> None:
    someone = team.opens(width=320)
    page = someone.page
    page.locator("#q-seen-yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q-seen-no")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#q-why-not")).to_be_focused()
    page.keyboard.type("Away.")
    expect(state(page)).to_have_text(SAVED)

    without_barriers(page)
    assert someone.overflowing() == []
    assert team.sheet()["texts"] == {"why-not": "Away."}
    photograph(someone, "interview-form-320")


def test_a_coordinator_uploads_a_draft_and_each_mistake_is_named_with_its_place(
    team: Team, tmp_path: Path
) -> None:
    someone = team.comes(0)
    someone.expects(422)
    enter(someone, team.hosted.run(team.one.coordinator.shown()) or "")
    page = someone.go(f"/review/{team.one.site.agency}/reviews{team.one.where}/tools")
    tool = page.locator("#tool-interview")
    file = tmp_path / "questions.json"
    written = tool_of(question_in("a", show_if={"answered": "b"}), question_in("b", "choice"))
    file.write_text(json.dumps(written), encoding="utf-8")

    tool.get_by_text("Upload another draft").click()
    tool.locator("input[type=file]").first.set_input_files(file)
    tool.get_by_role("button", name="Upload the draft").first.click()
    told = page.locator(".said")
    expect(told).to_contain_text("A condition may only ask for questions before it.")
    expect(told).to_contain_text("sections/0/questions/1/choices: This kind of question needs")
    without_barriers(page)

    file.write_text(json.dumps(tool_of(question_in("a")) | {"synthetic": True}), encoding="utf-8")
    tool.locator("input[type=file]").first.set_input_files(file)
    tool.get_by_role("button", name="Upload the draft").first.click()
    page.wait_for_url("**at=*")
    tool.get_by_text("See the draft").click()
    expect(tool.get_by_text("Synthetic a?")).to_be_visible()
    photograph(someone, "questions")
    without_barriers(page)
