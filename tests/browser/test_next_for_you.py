"""The home of each role at a browser: what is next, from three services, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import this_week
from tests.support.axe import barriers
from tests.support.browser import PHONE, visitor
from tests.support.filling import enter
from tests.support.shifts import watch_shifts

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.support.hosted import Hosted
    from tests.support.site import Visitor
    from tests.support.story import Story

PATIENCE = 20_000
"""Milliseconds until four services have said their part, on a machine that does much else."""


@pytest.fixture
def one(hosted: Hosted, new_agency: Callable[[], str]) -> Story:
    """A review in its event week."""

    async def begun() -> Story:
        return await this_week.running(await hosted.house.join(new_agency()))

    return hosted.run(begun())


def token(hosted: Hosted, who: Visitor) -> str:
    return hosted.run(who.shown()) or ""


def test_a_reviewer_finds_what_is_next_on_the_first_page_and_goes_there_by_keyboard(
    hosted: Hosted, browser: Browser, one: Story
) -> None:
    with visitor(browser, hosted.url, PHONE, locale="en-US") as someone:
        shifts = watch_shifts(someone.context)
        enter(someone, token(hosted, one.peers[0]))
        page = someone.go("/door/")
        card = page.locator("#home .card")
        expect(card.locator("[data-what='record-missed']")).to_be_visible(timeout=PATIENCE)
        expect(card).to_contain_text("Open your packet of the week")
        expect(card).to_contain_text("The report is written after the event week")
        assert barriers(page) == []
        assert someone.overflowing() == []
        someone.photograph("home-reviewer")

        page.get_by_role("link", name="Review of Test County").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Next for you")).to_be_visible()
        expect(page.locator("#next-reporting")).to_contain_text("See the report")
        assert barriers(page) == []
        assert someone.overflowing() == []
        someone.photograph("next-reviewer")
        page.locator("#next-review [data-what='record-today']").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        shifts.check()


def test_without_scripts_links_lead_to_what_waits_in_each_service(
    hosted: Hosted, browser: Browser, one: Story
) -> None:
    with visitor(browser, hosted.url, locale="en-US", java_script_enabled=False) as someone:
        enter(someone, token(hosted, one.coordinator))
        page = someone.go("/door/")
        page.get_by_role("link", name="See where your reviews stand").click()
        page.get_by_role("link", name="What waits for you in the schedule").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Next for you in the schedule")
        expect(page.locator("#next-scheduling")).to_contain_text("Approve or hold back the notices")
        expect(page.locator("#next-scheduling")).to_contain_text("Today at the site")
