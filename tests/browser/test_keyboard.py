"""A whole visit without a mouse: in by the sign-in page, to work, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.axe import barriers
from tests.support.keyboard import press, type_into

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]


def test_a_review_is_opened_planned_and_left_without_a_mouse(visit: Visits) -> None:
    someone = visit()
    page = someone.go("/door/")
    skip_to_the_content(page)
    press(page, page.locator("main a[href^='/door/sign-in']"))
    for name, text in visit.people.typed("coordinator").items():
        type_into(page, page.locator(f"#{name}"), text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/door/")

    press(page, page.get_by_role("link", name="Reviews of"))
    page.wait_for_url("**/reviews")
    press(page, page.get_by_role("button", name="Open the review"))
    page.wait_for_url("**/reviews/*")

    choose_a_focus_area(page)
    someone.photograph("keyboard-planned-en-1280")

    press(page, page.get_by_role("button", name="Sign out"))
    page.wait_for_url("**/door/**")
    assert not [one for one in someone.context.cookies() if one["name"].endswith("concord")]


def skip_to_the_content(page: Page) -> None:
    """The first Tab of a page offers the way past its menus."""
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def choose_a_focus_area(page: Page) -> None:
    """First badly: the focus goes to what is wrong, and from there to the field."""
    form = page.locator("form[data-api$='/focus-area']")
    button = form.get_by_role("button")
    type_into(page, form.locator("[name=focus_area]"), "Not A Code!")
    press(page, button)

    summary = form.get_by_role("alert")
    assert summary.evaluate("(one) => one === document.activeElement")
    assert barriers(page) == []
    press(page, summary.get_by_role("link").first)
    wrong = page.locator(":focus")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert "error" in str(wrong.get_attribute("aria-describedby"))

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("placement-stability")
    for reason in form.locator("textarea").all():
        type_into(page, reason, "Synthetic: children move too often.")
    press(page, button)
    page.wait_for_url("**?at=*")
    page.get_by_text("Placement stability").first.wait_for()
