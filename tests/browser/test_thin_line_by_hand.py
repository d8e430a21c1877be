"""A review by hand, at a browser: every form of the thin line is filled in, refused and taken."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import Visitor, visitor
from tests.support.reviews import PEER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.support.hosted import Hosted
    from tests.support.site import Site
    from tests.support.site import Visitor as Person

BAD = story.HEADER + "SC-1,probation,Worker One,01/29/2010\n=1+1,nowhere,Worker Two,2009-06-01\n"


@dataclass
class Walk:
    """Somebody's way through the site.

    Attributes:
        site: The agency's corner of it.
        hosted: The site.
        browser: A running browser.
        visitors: Holds those who came until the test is over.
    """

    site: Site
    hosted: Hosted
    browser: Browser
    visitors: ExitStack

    def comes(self, person: Person) -> Visitor:
        """Somebody who has signed in, at a browser of their own, when all pages are up to date."""
        self.hosted.run(self.site.read())
        token = self.hosted.run(person.shown()) or ""
        someone = self.visitors.enter_context(
            visitor(self.browser, self.hosted.url, locale="en-US")
        )
        someone.context.add_cookies([{"name": "concord", "value": token, "url": someone.url}])
        return someone


@pytest.fixture
def walk(hosted: Hosted, browser: Browser, new_agency: Callable[[], str]) -> Iterator[Walk]:
    site = hosted.run(hosted.house.join(new_agency()))
    with ExitStack() as visitors:
        walk = Walk(site, hosted, browser, visitors)
        with hosted.following(site):
            yield walk


def form(page: Page, button: str) -> Locator:
    """The form with a button."""
    return page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))


def send(page: Page, button: str) -> None:
    """Press a form's button, and wait for the page that follows."""
    with page.expect_navigation():
        form(page, button).get_by_role("button", name=button, exact=True).click()


def goes_to(page: Page, room: str) -> None:
    """By the menu."""
    menu = page.get_by_role("navigation", name="This review")
    inside = page.get_by_role("link", name=room, include_hidden=True)
    leads = menu.get_by_role("link", name=room, include_hidden=True)
    if leads.is_hidden():
        menu.locator(".menu__group").filter(has=inside).locator("> a").click()
    menu.get_by_role("link", name=room).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def opens_a_review(someone: Visitor, agency: str) -> str:
    page = someone.go(f"/review/{agency}/reviews")
    expect(page.get_by_text("There is no review yet.")).to_be_visible()
    page.get_by_text("People and cases are made up").click()
    send(page, "Open the review")
    expect(page.locator(".synthetic")).to_be_visible()
    return page.url.split("?")[0].rsplit("/", 1)[1]


def chooses_the_focus_area(page: Page) -> None:
    area = page.get_by_label("Focus area", exact=False).and_(page.locator("input"))
    area.fill("Placement Stability")
    page.get_by_label("Reason of Child welfare").fill("Children move too often.")
    page.get_by_label("Reason of Probation").fill("Youth wait too long.")
    for criterion in page.locator("textarea[name^='criteria.']").all():
        criterion.fill("The quarterly data show it.")
    page.get_by_role("button", name="Choose the focus area").click()
    expect(page.locator(".said")).to_be_focused()
    expect(area).to_have_attribute("aria-invalid", "true")
    assert barriers(page) == []
    area.fill("placement-stability")
    send(page, "Choose the focus area")
    expect(page.locator("#steps")).to_contain_text("Placement stability")


def imports_the_frame(someone: Visitor, at: Path) -> None:
    page = someone.page
    bad, good = at / "bad.csv", at / "good.csv"
    bad.write_text(BAD, "utf-8")
    good.write_text(story.FRAME, "utf-8")
    someone.expects(422)
    with page.expect_navigation():
        page.get_by_role("link", name="Import the list").last.click()
    page.locator("input[type=file]").set_input_files(bad)
    for button in ("Check the file only", "Import the list"):
        page.get_by_role("button", name=button).click()
        said = page.locator(".said")
        expect(said).to_contain_text("This is no date written year-month-day")
        expect(said.locator("tbody tr")).to_have_count(3)
        expect(said.locator("tbody tr").first).to_contain_text("opened_on")
        assert barriers(page) == []
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_role("button", name="Check the file only").click()
    expect(page.locator(".said")).to_contain_text(
        "Nothing needs mending. Rows that can be read: 18"
    )
    expect(page.get_by_role("row", name="Child welfare 12")).to_be_visible()
    send(page, "Import the list")
    expect(page.get_by_text("The list of cases is imported.")).to_be_visible()


def draws_the_sample(someone: Visitor) -> None:
    page = someone.page
    someone.expects(409)
    page.get_by_label("Cases to draw: Child welfare").fill("4")
    page.get_by_label("Cases to draw: Probation").fill("2")
    page.get_by_label("Seed").fill("7-19-23-40")
    page.get_by_label("Back-ups for each stratum").fill("0")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.locator(".said")).to_contain_text("The guide advises to select more cases")
    page.get_by_label("Your reason for going past this rule").fill("There are no more cases.")
    assert barriers(page) == []
    button = form(page, "Draw the sample").locator("button").last
    with page.expect_navigation():
        button.click()
    expect(page.get_by_role("cell", name="Quota met")).to_have_count(2)


def completes_the_summaries(page: Page) -> None:
    page.get_by_text("Mark summaries complete").click()
    for label in page.locator("input[name=cases] + label").all():
        label.click()
    page.get_by_label("Complete since").fill("2010-01-15")
    send(page, "Mark them complete")
    expect(page.locator("#way")).to_contain_text("6 of 6 complete")


def invites_and_forms_a_team(page: Page) -> None:
    for name in story.NAMES:
        page.get_by_label("Name", exact=False).and_(page.locator("input")).fill(name)
        page.get_by_label("Agency the reviewer comes from").select_option(PEER)
        send(page, "Invite the reviewer")
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    for _ in story.NAMES:
        page.get_by_role("button", name="Record a signature").first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_label("Signed on").fill("2010-01-11")
        with page.expect_navigation():
            dialog.get_by_role("button", name="Record the signature").click()
    expect(page.get_by_text("Not signed")).to_have_count(0)
    team = form(page, "Form the team").first
    for role, name in zip(("Interviewer", "Timekeeper", "Recorder"), story.NAMES, strict=True):
        team.get_by_label(role).select_option(label=f"{name}, Monterey County")
    with page.expect_navigation():
        team.get_by_role("button", name="Form the team").click()
    expect(page.get_by_role("table", name="Team 1")).to_be_visible()


def plans_the_week(someone: Visitor) -> None:
    page = someone.page
    page.get_by_label("First on-site day").fill("2010-01-25")
    page.get_by_label("Last on-site day").fill("2010-01-29")
    send(page, "Set the week")
    for nth, day in enumerate(("2010-01-25", "2010-01-26", "2010-01-27"), 1):
        booking = form(page, "Book the interview")
        if not booking.is_visible():
            page.get_by_text("Book an interview").click()
        booking.get_by_label("Case").select_option(label=f"Case {nth}")
        booking.get_by_label("Team").select_option(label="Team 1")
        booking.get_by_label("Day").fill(day)
        booking.get_by_label("Starts").fill("09:00")
        send(page, "Book the interview")
    page.get_by_role("button", name="Release the schedule").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Release it").click()
    expect(page.get_by_text("Release 1 is out")).to_be_visible()


def records_the_interviews(page: Page) -> None:
    for _ in range(3):
        with page.expect_navigation():
            page.get_by_role("button", name="Anonymity was promised").first.click()
    for _ in range(3):
        page.get_by_text("Record this interview").first.click()
        record = form(page, "Record the interview").first
        record.get_by_label("Notes").fill(story.NOTES)
        with page.expect_navigation():
            record.get_by_role("button", name="Record the interview").click()
    expect(page.get_by_text("To record")).to_have_count(0)
    page.get_by_role("link", name="Read the notes").first.click()
    expect(page.get_by_text(story.NOTES)).to_be_visible()
    page.get_by_role("link", name="Back to my interviews").click()


def proposes_and_agrees_a_theme(reviewer: Visitor) -> None:
    page = reviewer.page
    reviewer.expects(409)
    page.get_by_label("The theme in plain words").fill(f"Alder Peerless: {story.STATEMENT}")
    page.get_by_text("A strength", exact=True).click()
    page.get_by_label("Heading of the report").select_option(label="Training Needs")
    page.get_by_role("button", name="Propose the theme").click()
    expect(page.locator(".said")).to_be_focused()
    for label in page.locator(".usa-checkbox__label").all():
        label.click()
    page.get_by_role("button", name="Propose the theme").click()
    expect(page.locator(".said")).to_contain_text("“Alder Peerless”: This looks like the name")
    assert barriers(page) == []
    page.get_by_label("The theme in plain words").fill(story.STATEMENT)
    page.locator(".past--given textarea").fill("No name is left.")
    send(page, "Propose the theme")
    reveals_and_agrees(reviewer)


def reveals_and_agrees(reviewer: Visitor) -> None:
    page = reviewer.page
    expect(page.locator("#theme")).to_contain_text("Coded by 1 of 3 reviewers")
    page.get_by_role("button", name="Reveal all codes").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Reveal them").click()
    expect(dialog.locator(".said")).to_contain_text("2 of 3 reviewers have not coded")
    assert barriers(page) == []
    dialog.get_by_label("Your reason for going past this rule").fill("They left early.")
    with page.expect_navigation():
        dialog.get_by_role("button", name="Reveal them").click()
    expect(page.locator("#theme")).to_contain_text("Incomplete: not all have coded")
    send(page, "Agree the theme")
    expect(page.locator("#theme")).to_contain_text("3 voices support it")


def test_a_review_goes_from_its_opening_to_its_report(walk: Walk, tmp_path: Path) -> None:
    coordinator = walk.comes(walk.site.enter("coordinator-1", "coordinator"))
    page = coordinator.page
    review = opens_a_review(coordinator, walk.site.agency)
    chooses_the_focus_area(page)
    goes_to(page, "Cases")
    imports_the_frame(coordinator, tmp_path)
    draws_the_sample(coordinator)
    completes_the_summaries(page)
    goes_to(page, "Teams")
    invites_and_forms_a_team(page)
    goes_to(page, "Schedule")
    plans_the_week(coordinator)

    reviewer = walk.comes(walk.site.enter(_reviewers(walk)[0], "reviewer", home=PEER))
    reviewer.go(f"/review/{walk.site.agency}/reviews/{review}/interviews")
    records_the_interviews(reviewer.page)
    goes_to(reviewer.page, "Themes")
    proposes_and_agrees_a_theme(reviewer)

    goes_to(page, "Report and dates")
    page.get_by_text("The report went in").click()
    form(page, "Record the day").last.get_by_label("Went in on").fill("2010-04-07")
    with page.expect_navigation():
        form(page, "Record the day").last.get_by_role("button").click()
    expect(page.get_by_text("Went in on Apr 7, 2010, 9 days late")).to_be_visible()
    goes_to(page, "Overview")
    expect(page.locator("#steps .tag--done")).to_have_count(9)


def _reviewers(walk: Walk) -> list[str]:
    """Who was invited, in that order."""
    history = walk.hosted.run(walk.site.history())
    return [one.fact.reviewer for one in history if one.name == "review.reviewer-invited.v1"]  # type: ignore[attr-defined]  # by its name


def test_the_language_button_keeps_the_page(walk: Walk) -> None:
    someone = walk.comes(walk.site.enter("coordinator-1", "coordinator"))
    page = someone.go(f"/review/{walk.site.agency}/reviews")

    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revisiones de")
    assert page.url.endswith("/reviews")

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
