"""The tutorial, performed: each word to click and each text to type is read from its page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pypdf
import pytest
from concord_kernel import clock
from playwright.sync_api import expect

from tests.support.checkout import ROOT
from tests.support.tutorial import TAKEN, Book

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.people import Visits
    from tests.support.browser import Visitor

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]


@dataclass
class Hand:
    """Somebody who follows the text at a browser.

    Attributes:
        book: The text.
        someone: The browser.
    """

    book: Book
    someone: Visitor

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.someone.page

    def button(self, words: str) -> Locator:
        """The first button in sight that says what the text says next."""
        return self._in_sight(self.page.get_by_role("button", name=self.book.word(words)))

    def press(self, words: str) -> None:
        """Press a button, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.button(words).click()

    def follow(self, words: str) -> None:
        """Follow a link, not one of the menu's."""
        self.page.locator("main, header").get_by_role(
            "link", name=self.book.word(words)
        ).first.click()

    def goes_to(self, room: str) -> None:
        """By the menu of a review."""
        menu = self.page.get_by_role("navigation", name="This review")
        inside = self.page.get_by_role("link", name=room, exact=True, include_hidden=True)
        leads = menu.locator("a").get_by_text(self.book.word(room), exact=True)
        if leads.is_hidden():
            menu.locator(".menu__group").filter(has=inside).locator("> a").click()
        leads.click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def unfold(self, words: str) -> Locator:
        """Open what is folded away."""
        self.page.locator("summary").get_by_text(self.book.word(words), exact=True).first.click()
        return self.page.locator("details[open]").filter(has_text=words).last

    def tick(self, words: str) -> None:
        """Tick what has a label."""
        self._in_sight(
            self.page.locator("label").get_by_text(self.book.word(words), exact=True)
        ).click()

    def field(self, words: str) -> Locator:
        """The field in sight that is called what the text says next."""
        called = re.compile(rf"^{re.escape(self.book.word(words))}\b")
        return self._in_sight(
            self.page.get_by_label(called).and_(self.page.locator("input, textarea, select"))
        )

    def write(self, words: str) -> None:
        """Type what the text says into the field that it names."""
        self.field(words).fill(self.book.typed())

    def chooses(self, words: str, choice: str) -> None:
        """Choose from a field."""
        self.field(words).select_option(label=self.book.word(choice))

    def enters(self) -> None:
        """Sign in as the ready-made person whom the text names."""
        button = f"{self.book.word('Sign in')} as {self.book.row()}"
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def shows(self, what: Locator) -> None:
        """Take the picture that stands here in the text."""
        expect(what).to_be_visible()
        what.evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)")
        TAKEN.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=TAKEN / f"{self.book.picture()}.png")

    def heading(self, words: str) -> Locator:
        """A heading of the page."""
        return self.page.get_by_role("heading", name=words, exact=True)

    @staticmethod
    def _in_sight(found: Locator) -> Locator:
        return found.locator("visible=true").first


def meets_the_reviewer(hand: Hand) -> str:
    hand.book.turns_to("Start, and meet the peer reviewer")
    page = hand.someone.go("/door/")
    hand.shows(page.get_by_role("heading", name="Look around as somebody"))
    hand.enters()
    hand.follow("My account")
    hand.book.word("Concord number")
    number = page.get_by_text(re.compile(r"^person-[0-9a-f]{16}$")).inner_text()
    hand.press("Sign out")
    return number


def opens_a_review(hand: Hand) -> None:
    hand.book.turns_to("Open a review")
    hand.someone.go("/door/")
    hand.enters()
    hand.follow("Reviews")
    hand.tick("People and cases are made up")
    hand.press("Open the review")
    hand.shows(hand.page.get_by_role("banner"))
    hand.book.word("Overview")


def chooses_the_focus_area(hand: Hand) -> None:
    hand.book.turns_to("Choose the focus area")
    hand.write("Focus area")
    hand.write("Reason of Child welfare")
    hand.write("Reason of Probation")
    why = hand.book.typed()
    for criterion in hand.page.locator("textarea[name^='criteria.']").all():
        criterion.fill(why)
    hand.press("Choose the focus area")
    expect(hand.page.locator("#steps")).to_contain_text("Placement stability")


def draws_the_cases(hand: Hand) -> None:
    hand.book.turns_to("Draw the cases")
    hand.goes_to("Cases")
    hand.follow("Import the list")
    hand.page.locator("input[type=file]").set_input_files(ROOT / hand.book.typed())
    hand.button("Check the file only").click()
    expect(hand.page.locator(".said")).to_contain_text("Nothing needs mending")
    hand.press("Import the list")
    for field in ("Cases to draw: Child welfare", "Cases to draw: Probation", "Seed"):
        hand.write(field)
    hand.write("Back-ups for each stratum")
    hand.press("Draw the sample")
    hand.shows(hand.heading("The draw"))
    inside = hand.unfold("Mark summaries complete")
    for label in inside.locator("input[name=cases] + label").all():
        label.click()
    day = hand.book.typed()
    hand.field("Complete since").fill(day)
    hand.press("Mark them complete")
    expect(hand.page.locator("#way")).to_contain_text("3 of 3 complete")


def lets_the_reviewer_in(hand: Hand, number: str) -> None:
    hand.book.turns_to("Let the reviewer in")
    hand.goes_to("Who may enter")
    hand.unfold("Let somebody of another agency in")
    hand.field("Concord number").fill(number)
    hand.write("Agency the person belongs to")
    hand.book.word("What the person may do here")
    hand.tick("Reviewer")
    hand.chooses("Purpose", "Peer review")
    hand.field("Last day").fill((clock.now() + timedelta(days=7)).date().isoformat())
    hand.press("Give the grant")


def forms_a_team(hand: Hand, number: str) -> None:
    hand.book.turns_to("Form a team")
    hand.goes_to("Teams")
    hand.write("Name")
    hand.chooses("Agency the reviewer comes from", "Santa Clara County")
    hand.field("Concord number").fill(number)
    hand.press("Invite the reviewer")
    hand.page.get_by_label("Name", exact=True).fill(hand.book.typed())
    home = hand.page.get_by_label("Agency the reviewer comes from")
    home.select_option(label=hand.book.word("Monterey County"))
    hand.press("Invite the reviewer")
    hand.book.word("Record a signature")
    day = hand.book.typed()
    hand.book.word("Signed on")
    hand.book.word("Record the signature")
    for _ in range(2):
        hand.page.get_by_role("button", name="Record a signature").first.click()
        dialog = hand.page.get_by_role("dialog")
        dialog.get_by_label("Signed on").fill(day)
        with hand.page.expect_navigation():
            dialog.get_by_role("button", name="Record the signature").click()
    for role in ("Interviewer", "Timekeeper, Recorder"):
        who = (
            hand
            .field(role)
            .locator("option")
            .filter(has_text="Robin" if role == "Interviewer" else "Marley")
        )
        hand.page.get_by_label(role, exact=True).first.select_option(
            value=who.first.get_attribute("value")
        )
    hand.press("Form the team")
    hand.shows(hand.heading("Teams"))
    expect(hand.page.get_by_role("table", name="Team 1")).to_be_visible()


def plans_the_week(hand: Hand) -> None:
    hand.book.turns_to("Plan the week")
    hand.goes_to("Schedule")
    for field in ("First on-site day", "Last on-site day"):
        day = hand.book.typed()
        hand.field(field).fill(day)
    hand.press("Set the week")
    hand.follow("Propose a week")
    hand.button("Propose a plan").click()
    expect(hand.page.locator("#found-plan")).to_contain_text("3 of 3 interviews have a slot")
    hand.press("Accept this plan")
    hand.goes_to("Schedule")
    hand.button("Release the schedule").click()
    hand.press("Release it")
    expect(hand.page.get_by_text("Release 1 is out")).to_be_visible()
    hand.shows(hand.page.locator(".week-day").filter(has=hand.page.locator(".week-slot")).first)


def holds_the_interviews(hand: Hand) -> None:
    hand.book.turns_to("Hold the interviews")
    hand.press("Sign out")
    hand.someone.go("/door/")
    hand.enters()
    hand.follow("Concord")
    hand.follow("Reviews of Santa Cruz County")
    hand.page.locator("#reviews a").first.click()
    hand.goes_to("My interviews")
    said = hand.book.word("Anonymity was promised")
    for _ in range(3):
        with hand.page.expect_navigation():
            hand.page.get_by_role("button", name=said).first.click()
    record, notes = hand.book.word("Record this interview"), hand.book.typed()
    field, button = hand.book.word("Notes"), hand.book.word("Record the interview")
    for _ in range(3):
        hand.page.get_by_role("link", name=record).first.click()
        hand.page.get_by_label(field).fill(notes)
        hand.page.get_by_role("button", name=button).click()
        hand.page.wait_for_url("**/interviews*")
    expect(hand.page.get_by_text("To record")).to_have_count(0)
    hand.shows(hand.heading("Interviews of my team"))


def agrees_a_theme(hand: Hand) -> None:
    hand.someone.expects(409)
    hand.book.turns_to("Agree a theme")
    hand.goes_to("Themes")
    hand.write("The theme in plain words")
    hand.tick("A strength")
    hand.chooses("Heading of the report", "Training Needs")
    hand.book.word("Heard in")
    for label in hand.page.locator(".usa-checkbox__label").all():
        label.click()
    hand.press("Propose the theme")
    hand.button("Reveal all codes").click()
    hand.button("Reveal them").click()
    reason = hand.page.get_by_label("Your reason for going past this rule")
    reason.fill(hand.book.typed())
    hand.press("Reveal them")
    hand.press("Agree the theme")
    expect(hand.page.locator("#theme")).to_contain_text("3 voices support it")
    hand.shows(hand.heading("Theme"))


def reads_the_report(hand: Hand) -> None:
    hand.book.turns_to("Read the report")
    hand.press("Sign out")
    hand.someone.go("/door/")
    hand.enters()
    hand.follow("Reviews")
    hand.page.locator("#reviews a").first.click()
    hand.goes_to("Report and dates")
    hand.shows(hand.heading("Due dates"))
    hand.goes_to("Report")
    hand.shows(hand.heading("Methodology"))
    hand.press("Make a version now")
    address = hand.page.get_by_role("link", name=hand.book.word("PDF of version 1")).get_attribute(
        "href"
    )
    printed = hand.page.request.get(hand.someone.url + str(address))
    pages = pypdf.PdfReader(io.BytesIO(printed.body())).pages
    assert "Interviews that were held: 3." in "\n".join(page.extract_text() for page in pages)


def test_the_tutorial_leads_from_an_empty_review_to_a_printed_report(visit: Visits) -> None:
    hand = Hand(Book.read(), visit())
    hand.someone.expects(401)  # the page that is left at signing out may still ask who is there

    number = meets_the_reviewer(hand)
    opens_a_review(hand)
    chooses_the_focus_area(hand)
    draws_the_cases(hand)
    lets_the_reviewer_in(hand, number)
    forms_a_team(hand, number)
    plans_the_week(hand)
    holds_the_interviews(hand)
    agrees_a_theme(hand)
    reads_the_report(hand)

    hand.book.ends()
