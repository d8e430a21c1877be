"""A sample by hand, at a browser: bounded, read from a workbook, divided by outcome, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.review.test_workbook import COLUMNS, written
from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import Visitor, visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.support.hosted import Hosted
    from tests.support.site import Site

    Came = tuple[Visitor, story.Story]


@pytest.fixture
def came(hosted: Hosted, browser: Browser, new_agency: Callable[[], str]) -> Iterator[Came]:
    """A coordinator at a browser, with a planned review; readers follow as in a deployment."""
    site = hosted.run(hosted.house.join(new_agency()))
    one = hosted.run(_planned(site))
    token = hosted.run(one.coordinator.shown()) or ""
    with (
        hosted.following(site),
        visitor(browser, hosted.url, locale="en-US") as someone,
    ):
        someone.context.add_cookies([{"name": "concord", "value": token, "url": someone.url}])
        yield someone, one


async def _planned(site: Site) -> story.Story:
    return await (await story.opened(site)).plan()


def form(page: Page, button: str) -> Locator:
    """The form with a button."""
    return page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))


def send(page: Page, button: str) -> None:
    """Press a form's button, and wait for the page that follows."""
    with page.expect_navigation():
        form(page, button).get_by_role("button", name=button, exact=True).click()


def says_what_bounds_the_sample(page: Page) -> None:
    factors = {"Review teams": 2, "Cases a team hears a day": 5, "Days of the review": 3}
    for label, value in (factors | {"Staff who can be interviewed": 18}).items():
        page.get_by_label(label).fill(str(value))
    page.get_by_role("button", name="Save the four factors").click()
    page.get_by_label("Your reason for going past this rule").fill("Both sites are next door.")
    send(page, "Save the four factors")
    expect(page.locator("#bounds")).to_contain_text("At most 18 cases.")
    expect(page.locator("#bounds")).to_contain_text("The staff available is what bounds it.")


def sees_what_a_workbook_holds(page: Page, at: Path) -> None:
    book = at / "Cases.XLSX"
    named = (*COLUMNS, "outcome", "family_takes_part")
    outcomes = ("outcome-achieved", "outcome-not-achieved")
    rows = [
        (f"SC-{n}", "child-welfare", f"Worker {n}", "2009-06-01", outcomes[n % 2], "yes")
        for n in range(20)
    ]
    book.write_bytes(written([named, *rows]))
    page.locator("input[type=file]").set_input_files(book)
    page.get_by_role("button", name="Check the file only").click()
    expect(page.locator("#found")).to_be_visible()
    expect(page.get_by_role("row", name="Outcome achieved 10")).to_be_visible()
    expect(page.locator("#found")).to_contain_text("June 1, 2009")
    expect(page.locator("#found [data-when=kinds]")).to_be_hidden()
    assert barriers(page) == []


def draws_by_outcome(page: Page) -> None:
    page.get_by_role("link", name="Compare outcomes").click()
    for outcome in ("achieved", "not achieved"):
        page.get_by_label(f"Cases to draw: Child welfare, Outcome {outcome}").fill("3")
    page.get_by_label("Seed").fill("7-19-23-40")
    send(page, "Draw the sample")
    expect(page.get_by_role("table", name="Cases in drawing order")).to_be_visible()


def takes_a_back_up(page: Page) -> None:
    page.get_by_role("link", name="Case 1", exact=True).click()
    page.get_by_text("It cannot be heard: take a back-up").click()
    page.get_by_label("What happened", exact=True).select_option(label="Did not come")
    form(page, "Take the back-up").get_by_label("Why").fill("She is ill.")
    send(page, "Take the back-up")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replaced")
    expect(page.locator("#told")).to_contain_text("Did not come. She is ill.")


@pytest.mark.proves("PQCR-43", "PQCR-48", "PQCR-61")
def test_a_sample_is_bounded_previewed_divided_and_mended(came: Came, tmp_path: Path) -> None:
    someone, one = came
    someone.expects(409)
    page = someone.go(f"/review/{one.site.agency}/reviews/{one.review}/cases")

    says_what_bounds_the_sample(page)
    page.get_by_role("link", name="Import the list").last.click()
    sees_what_a_workbook_holds(page, tmp_path)
    someone.photograph("cases-import-found")
    send(page, "Import the list")
    draws_by_outcome(page)
    takes_a_back_up(page)

    case = page.url.split("?")[0]
    cases = case.rsplit("/", 1)[0]
    for path in (case, cases, cases.replace("/cases", "/staff")):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        name = path.rsplit("/", 1)[1][:5]
        someone.photograph(f"sample-{name}-wide")
        someone.narrow()
        assert (barriers(page), someone.overflowing()) == ([], [])
        someone.photograph(f"sample-{name}-narrow")
    page.get_by_role("link", name="All cases").click()
    page.get_by_role("link", name="List with 20 cases").first.click()
    assert barriers(page) == []
    page.get_by_label("Find a case by its number").fill("SC-7")
    send(page, "Find it")
    expect(page.get_by_text("Worker 7")).to_be_visible()


def test_what_is_typed_never_stands_in_an_address_not_even_before_a_page_is_ready(
    came: Came, browser: Browser
) -> None:
    someone, one = came
    with visitor(browser, someone.url, locale="en-US", java_script_enabled=False) as early:
        token = next(x["value"] for x in someone.context.cookies() if x["name"] == "concord")
        early.context.add_cookies([{"name": "concord", "value": token, "url": early.url}])
        page = early.page
        page.goto(f"{early.url}/review/{one.site.agency}/reviews/{one.review}/cases")
        address = page.url
        page.get_by_label("Review teams").fill("2")

        page.get_by_role("button", name="Save the four factors").click()
        page.wait_for_timeout(500)

        assert page.url == address
        assert page.get_by_label("Review teams").input_value() == "2"
