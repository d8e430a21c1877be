"""A week is proposed, watched, accepted and taken back at a browser; and a what-if is tried."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import DESKTOP, PHONE, visitor
from tests.support.filling import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.support.browser import Visitor
    from tests.support.hosted import Hosted
    from tests.support.site import Site

pytestmark = pytest.mark.timeout(180)


async def ready(site: Site) -> story.Story:
    """Six cases, of which two are booked and given out, a team, and a room."""
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    place = await one.post("scheduling", "/places", {"name": "County Library, 12 Elm Street"})
    await one.post("scheduling", f"/places/{place['id']}/rooms", {"name": "Reading room"})
    await (await one.book(2)).release()
    await site.read()
    return one


@pytest.fixture
def at_work(
    hosted: Hosted, browser: Browser, new_agency: Callable[[], str]
) -> Iterator[tuple[Visitor, story.Story]]:
    site = hosted.run(hosted.house.join(new_agency()))
    one = hosted.run(ready(site))
    token = hosted.run(one.coordinator.shown()) or ""
    with ExitStack() as visitors:
        someone = visitors.enter_context(visitor(browser, hosted.url, locale="en-US"))
        enter(someone, token)
        yield someone, one


def opens(someone: Visitor, one: story.Story) -> Page:
    return someone.go(f"/scheduling/{one.site.agency}/reviews{one.where}/proposals")


def looked_at(someone: Visitor, name: str) -> None:
    """Nobody is kept out, at either width; photographed."""
    someone.page.set_viewport_size({"width": DESKTOP, "height": 900})
    assert barriers(someone.page) == []
    someone.photograph(f"{name}-{DESKTOP}")
    someone.narrow()
    assert someone.overflowing() == []
    assert barriers(someone.page) == []
    someone.photograph(f"{name}-{PHONE}")


def test_a_plan_is_watched_accepted_and_taken_back(
    hosted: Hosted, at_work: tuple[Visitor, story.Story]
) -> None:
    someone, one = at_work
    page = opens(someone, one)

    page.get_by_role("button", name="Propose a plan").press("Enter")
    expect(page.locator("#found-said")).to_have_text("The search is over.", timeout=40_000)
    expect(page.locator("#found-plan")).to_contain_text("6 of 6 interviews have a slot")
    looked_at(someone, "proposal-found")
    page.get_by_role("button", name="Accept this plan").click()
    page.wait_for_url("**/proposals?at=*")
    hosted.run(one.site.read())
    opens(someone, one)
    expect(page.locator("main")).to_contain_text("4 interviews booked")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    page.wait_for_url("**/proposals?at=*")
    hosted.run(one.site.read())
    opens(someone, one)

    expect(page.locator("main")).to_contain_text("4 taken off the schedule")
    looked_at(someone, "proposals-taken-back")


def test_a_what_if_shows_what_moves_and_a_tight_week_says_why(
    at_work: tuple[Visitor, story.Story],
) -> None:
    someone, one = at_work
    page = opens(someone, one)

    page.get_by_text("What if somebody is away?").click()
    page.get_by_label("Team, person or room that is away").select_option(one.team)
    page.get_by_label("From", exact=True).fill("2010-01-26")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#found-said")).to_have_text("The search is over.", timeout=40_000)
    expect(page.locator("#found-plan table").first).to_contain_text("Jan 26, 2010, 9:00 AM, Team 1")
    looked_at(someone, "proposal-what-if")

    opens(someone, one)
    for day in ("January 27", "January 28"):
        page.get_by_label(day).locator("..").locator("label").click()
    page.get_by_label("The first interview begins").fill("09:00")
    page.get_by_label("The last one has ended by").fill("12:00")
    page.get_by_role("button", name="Propose a plan").click()
    expect(page.locator("#found-said")).to_have_text("The search is over.", timeout=60_000)
    expect(page.locator("#found-plan")).to_contain_text("2 slots are missing")
    looked_at(someone, "proposal-too-tight")
