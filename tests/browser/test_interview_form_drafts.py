"""Nothing of a form is lost or doubled when the connection, the session or somebody else comes
between, and a browser keeps nothing that tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.filling import (
    CANARY,
    KEY,
    OFFLINE,
    SAVED,
    STORED,
    enter,
    forgive,
    photograph,
    state,
    tick,
    without_barriers,
)

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.support.filling import Team


def test_without_a_connection_what_was_typed_survives_a_reload_and_is_saved_once_later(
    team: Team,
) -> None:
    someone = team.opens()
    page = someone.page
    tick(page, "seen", "no")
    expect(state(page)).to_have_text(SAVED)
    before = team.recorded()

    someone.context.set_offline(True)
    page.fill("#q-why-not", CANARY)
    expect(state(page)).to_have_text(OFFLINE)
    page.reload()
    expect(page.locator("#q-why-not")).to_have_value(CANARY)
    expect(page.locator("#q-seen-no")).to_be_checked()
    expect(state(page)).to_have_text(OFFLINE)
    tick(page, "rating", 2)
    photograph(someone, "interview-form-offline")
    without_barriers(page)
    assert team.recorded() == before

    someone.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    found = team.sheet()
    assert found["answers"] == {"seen": "no", "rating": 2}
    assert found["texts"] == {"why-not": CANARY}
    assert team.recorded() <= before + 2
    forgive(someone)


def test_what_a_browser_keeps_tells_nothing_of_what_was_answered(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    tick(page, "seen", "no")
    page.fill("#q-why-not", CANARY)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("#answers")).to_have_attribute("data-kept", "yes")

    kept = page.evaluate(STORED)

    assert len(kept["pages"]) == 1
    assert "Synthetic why-not?" in kept["pages"][0]
    assert len(kept["plain"]) > 100
    for text in (kept["plain"], kept["more"], *kept["pages"]):
        assert "Wombat" not in text
        assert 'value="no" checked' not in text
    assert page.evaluate(KEY) == [False, "InvalidAccessError"]


def test_a_save_whose_answer_is_lost_is_sent_again_and_counts_once(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    keys: list[str | None] = []

    def lose_the_answer(route: Route) -> None:
        keys.append(route.request.header_value("idempotency-key"))
        route.fetch()
        route.abort("connectionreset")

    page.route("**/answers", lose_the_answer)
    tick(page, "rating", 5)
    expect(state(page)).to_have_text(OFFLINE)
    page.unroute("**/answers")
    tick(page, "seen", "yes")
    with page.expect_request("**/answers") as asked:
        page.reload()
    expect(state(page)).to_have_text(SAVED)

    assert asked.value.header_value("idempotency-key") == keys[0]
    assert team.sheet()["answers"] == {"rating": 5, "seen": "yes"}
    assert team.recorded() == 2
    forgive(someone)


def test_answers_to_different_questions_meet_and_nobody_is_asked(team: Team) -> None:
    someone = team.opens()
    someone.expects(412)
    page = someone.page
    team.saves({"visits": 7}, why_not="Theirs.")

    tick(page, "rating", 5)

    expect(state(page)).to_contain_text("Somebody of your team answered other questions meanwhile")
    expect(page.locator("#q-visits")).to_have_value("7")
    assert team.sheet()["answers"] == {"rating": 5, "visits": 7}


@pytest.mark.parametrize("button", ["Keep yours", "Take theirs"])
def test_of_two_answers_to_one_question_both_are_kept_until_somebody_chooses(
    team: Team, button: str
) -> None:
    someone = team.opens()
    someone.expects(412)
    page = someone.page
    team.saves({"rating": 2}, notes="Theirs of this morning.")

    tick(page, "rating", 3)
    page.fill("#q-notes", "Mine of this morning.")
    conflict = page.locator("#conflict")
    expect(conflict).to_be_focused()
    expect(conflict.get_by_role("heading")).to_have_text("Someone else changed this form")
    expect(conflict.locator("dd").nth(0)).to_have_text("3")
    expect(conflict.locator("dd").nth(1)).to_have_text(re.compile(r"^2"))
    expect(state(page)).to_contain_text("Choose below which answers stay")
    photograph(someone, "interview-form-conflict")
    without_barriers(page)
    assert team.sheet()["answers"] == {"rating": 2}
    page.reload()
    expect(conflict).to_be_visible()

    while conflict.is_visible():
        conflict.get_by_role("button", name=button).first.click()
    expect(state(page)).to_have_text(SAVED)

    is_mine = button == "Keep yours"
    found = team.sheet()
    assert found["answers"] == {"rating": 3 if is_mine else 2}
    expect(page.locator("#q-rating-3" if is_mine else "#q-rating-2")).to_be_checked()


def test_who_is_signed_out_meanwhile_loses_nothing_and_saves_after_signing_in_again(
    team: Team,
) -> None:
    someone = team.opens()
    someone.expects(401)
    page = someone.page
    someone.context.clear_cookies()

    tick(page, "rating", 4)
    expect(state(page)).to_contain_text("you were signed out")
    assert team.recorded() == 0
    account = team.one.id_of(team.one.peers[0])
    again = team.hosted.run(team.hosted.house.people.signed_in.start(account))
    enter(someone, again.token)
    page.reload()

    expect(state(page)).to_have_text(SAVED)
    assert team.sheet()["answers"] == {"rating": 4}


def test_after_leaving_a_browser_keeps_nothing(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    tick(page, "rating", 4)
    expect(state(page)).to_have_text(SAVED)
    assert page.evaluate("async () => (await caches.keys()).length") == 1

    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_load_state()

    kept = "async () => [(await caches.keys()).length, (await indexedDB.databases()).length,"
    kept += " (await navigator.serviceWorker.getRegistrations()).length]"
    assert page.evaluate(kept) == [0, 0, 0]


def test_the_next_person_at_a_computer_finds_no_draft_of_the_one_before(team: Team) -> None:
    someone = team.opens()
    page = someone.page
    someone.context.set_offline(True)
    page.fill("#q-visits", "9")
    expect(state(page)).to_have_text(OFFLINE)
    forgive(someone)
    page.close()
    someone.context.set_offline(False)

    enter(someone, team.token(1))
    someone.page = someone.another_tab()
    team.open(someone)

    expect(someone.page.locator("#q-visits")).to_have_value("")
    stored = someone.page.evaluate("async () => (await caches.keys()).join()")
    assert team.one.id_of(team.one.peers[0]) not in stored
    enter(someone, team.token(0))
    team.open(someone)
    expect(someone.page.locator("#q-visits")).to_have_value("9")
    expect(state(someone.page)).to_have_text(SAVED)
    assert team.sheet()["answers"] == {"visits": 9}


def test_two_tabs_of_one_form_meet_as_two_people_would(team: Team) -> None:
    someone = team.opens()
    someone.expects(412)
    first, second = someone.page, someone.another_tab()
    second.goto(someone.url + team.path)
    expect(second.locator("#answers")).to_have_attribute("data-ready", "yes")

    tick(first, "rating", 5)
    expect(state(first)).to_have_text(SAVED)
    second.fill("#q-visits", "7")
    expect(state(second)).to_contain_text(SAVED)
    expect(second.locator("#q-rating-5")).to_be_checked()
    first.fill("#q-planned", "2010-01-29")
    expect(state(first)).to_contain_text(SAVED)

    wanted = {"rating": 5, "visits": 7, "planned": "2010-01-29"}
    assert team.sheet()["answers"] == wanted
    first.reload()
    expect(first.locator("#q-visits")).to_have_value("7")
