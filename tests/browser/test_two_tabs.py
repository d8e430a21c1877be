"""One person, two tabs: what is done in one is true in the other, and nothing typed is lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from tests.browser.places import BY_NAME
from tests.support.axe import barriers

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

TYPED = "Synthetic: children move too often."


def test_what_was_typed_outlives_a_session_that_ended_in_another_tab(visit: Visits) -> None:
    someone = visit()
    someone.expects(401, 403)
    visit.people.sign_in(someone.go("/door/sign-in"), "coordinator")
    page = someone.go(visit.path(BY_NAME["review"], visit.people.new_review()))
    form = page.locator("form[data-api$='/focus-area']")
    form.locator("[name=focus_area]").fill("placement-stability")
    for reason in form.locator("textarea").all():
        reason.fill(TYPED)

    other = someone.another_tab()
    other.goto(someone.url + "/door/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_load_state()
    page.bring_to_front()
    form.get_by_role("button").dispatch_event("click")

    over = page.get_by_role("dialog")
    expect(over).to_be_visible()
    assert barriers(page) == []
    someone.photograph("signed-out-in-another-tab-en-1280", whole=False)
    with someone.context.expect_page() as opened:
        over.get_by_role("link", name="Sign in again").click()
    again = opened.value
    visit.people.sign_in(again, "coordinator")
    again.close()
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(over).to_be_hidden()
    assert [one.input_value() for one in form.locator("textarea").all()] == [TYPED] * 6
    form.get_by_role("button").click()

    page.wait_for_url("**?at=*")
    expect(page.get_by_text("Placement stability").first).to_be_visible()


def test_a_page_of_one_person_is_not_left_open_for_the_next(visit: Visits) -> None:
    someone = visit()
    someone.expects(401, 404)
    visit.people.sign_in(someone.go("/door/sign-in"), "reviewer")
    page = someone.go(visit.path(BY_NAME["interviews"]))
    other = someone.another_tab()
    other.goto(someone.url + "/door/")
    other.get_by_role("button", name="Sign out").click()
    other.goto(someone.url + "/door/sign-in")
    visit.people.sign_in(other, "coordinator")
    page.bring_to_front()
    with suppress(Error):  # coming to the front may have led it on already
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_text("Interviews of my team")).to_have_count(0)
