"""The picture of the event week: moved by mouse, by keyboard, by a form; answered in words."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import visitor
from tests.support.filling import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser, Locator, Page, Response, Route

    from tests.support.browser import Visitor
    from tests.support.hosted import Hosted

pytestmark = pytest.mark.timeout(180)


@dataclass
class Office:
    """A coordinator's office with a week to plan.

    Attributes:
        hosted: The site.
        one: The review, with a team that is away on Thursday and three booked interviews.
        someone: The coordinator at a browser.
    """

    hosted: Hosted
    one: story.Story
    someone: Visitor

    def opens(self, path: str = "") -> Page:
        site = self.one.site
        return self.someone.go(f"/scheduling/{site.agency}/reviews{self.one.where}{path}")

    def interview(self, nth: int) -> Locator:
        return self.someone.page.locator(f"[data-session='{self.one.sessions[nth]}']")

    def lane(self, day: str) -> Locator:
        return self.someone.page.locator(f"[data-on='{day}'] .week-rows").first

    def read(self) -> None:
        self.hosted.run(self.one.site.read())

    @contextmanager
    def recorded(self) -> Generator[None]:
        """Until what is done in the block is recorded, and read."""
        with self.someone.page.expect_response(_is_taken):
            yield
        self.read()


def _is_a_look(answer: Response) -> bool:
    return "concord-refresh" in answer.request.headers


def _is_taken(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.ok


async def planned(site: Any) -> story.Story:
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    place = await one.post("scheduling", "/places", {"name": "County Library, 12 Elm Street"})
    room = await one.post("scheduling", f"/places/{place['id']}/rooms", {"name": "Reading room"})
    duty = {"duty": "site-host", "name": "Made Up Host, 555-0100"}
    await one.post("scheduling", f"/places/{place['id']}/duties", duty)
    away = {"kind": "team", "whom": one.team, "first_day": "2010-01-28", "last_day": "2010-01-28"}
    await one.post("scheduling", "/away", away)
    for nth, (on, starts) in enumerate([
        ("2010-01-26", "09:00"),
        ("2010-01-26", "10:15"),
        ("2010-01-27", "09:00"),
    ]):
        body = one.booking(nth, on=on, starts=starts, room=room["id"])
        one.sessions.append((await one.post("scheduling", "/interviews", body))["id"])
    await one.release()
    await site.read()
    return one


@pytest.fixture
def office(hosted: Hosted, browser: Browser, new_agency: Callable[[], str]) -> Iterator[Office]:
    site = hosted.run(hosted.house.join(new_agency()))
    one = hosted.run(planned(site))
    token = hosted.run(one.coordinator.shown()) or ""
    with ExitStack() as visitors:
        someone = visitors.enter_context(visitor(browser, hosted.url, locale="en-US"))
        enter(someone, token)
        yield Office(hosted, one, someone)


def drag(page: Page, one: Locator, to: Locator, *, row: int) -> None:
    """By mouse to a row of a lane, a few steps on the way."""
    one.scroll_into_view_if_needed()
    start = one.bounding_box()
    assert start
    page.mouse.move(start["x"] + 20, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(start["x"] + 24, start["y"] + 20, steps=3)
    to.scroll_into_view_if_needed()
    lane = to.bounding_box()
    assert lane
    page.mouse.move(lane["x"] + 20, lane["y"] + row * lane["height"] / 36 + 4, steps=5)
    page.mouse.up()


@pytest.mark.proves("PQCR-60")
def test_an_interview_is_dragged_to_another_day_and_the_site_answers_in_words(
    office: Office,
) -> None:
    page = office.opens()
    office.someone.expects(409)
    said = page.locator("#week-said")
    office.someone.photograph("week-en-1280")
    assert barriers(page) == []

    with office.recorded():
        drag(page, office.interview(0), office.lane("2010-01-29"), row=6)
        expect(said).to_contain_text("Moving")
    expect(said).to_have_text("Moved: Case 1 is now at Friday, January 29, 2010, 9:30 AM, Team 1.")
    expect(office.interview(0)).to_be_focused()
    expect(office.lane("2010-01-29").locator("[data-session]")).to_have_count(1)

    drag(page, office.interview(0), office.lane("2010-01-28"), row=6)
    expect(said).to_contain_text("Not moved: Case 1 stays where it was. Noted as away")
    expect(office.lane("2010-01-29").locator("[data-session]")).to_have_count(1)


def test_a_week_that_changes_while_a_move_is_refused_shows_each_interview_once(
    office: Office,
) -> None:
    page = office.opens()
    asked: list[Route] = []
    office.someone.expects(409)

    def keeps(route: Route) -> None:
        asked.append(route)

    page.route("**/interviews/*/move", keeps)
    drag(page, office.interview(0), office.lane("2010-01-28"), row=6)
    expect(page.locator("#week-said")).to_contain_text("Moving")

    one = office.one
    moved = {"team": one.team, "on": "2010-01-29", "starts": "13:00", "overrides": []}
    office.hosted.run(one.post("scheduling", f"/interviews/{one.sessions[1]}/move", moved))
    with page.expect_response(_is_a_look):
        office.read()
    page.wait_for_timeout(300)
    asked[0].continue_()

    expect(page.locator("#week-said")).to_contain_text("Not moved: Case 1 stays where it was.")
    expect(office.interview(0)).to_have_count(1)
    expect(office.lane("2010-01-26").locator("[data-session]")).to_have_count(1)
    expect(office.lane("2010-01-29").locator("[data-session]")).to_have_count(1)


@pytest.mark.proves("PQCR-60", "PQCR-56")
def test_the_same_is_done_by_keyboard_and_told_at_every_step(office: Office) -> None:
    page = office.opens()
    office.someone.expects(409)
    said, second = page.locator("#week-said"), office.interview(1)
    second.focus()

    page.keyboard.press("Enter")
    expect(said).to_contain_text("Picked up: Case 2. It stands at Tuesday, January 26, 2010")
    expect(second).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("Tuesday, January 26, 2010, 10:00 AM, Team 1")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("It cannot go further that way.")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Put back: Case 2 stays at Tuesday, January 26, 2010, 10:15 AM")

    page.keyboard.press("Space")
    for key in ("PageDown", *["ArrowUp"] * 3, "Space"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Not moved: Case 2 stays where it was. Booked already")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    with office.recorded():
        page.keyboard.press("Enter")
    expect(said).to_contain_text("Moved: Case 2 is now at Wednesday, January 27, 2010, 10:30 AM")
    expect(office.interview(1)).to_be_focused()


def test_what_a_drag_does_a_form_does_too_on_a_phone(office: Office) -> None:
    office.someone.narrow()
    page = office.opens()
    office.someone.photograph("week-en-320")
    assert office.someone.overflowing() == []
    assert barriers(page) == []

    page.get_by_role("button", name="Change Case 3").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Starts")).to_have_value("09:00")
    dialog.get_by_label("Starts").fill("11:00")
    office.someone.photograph("week-change-en-320", whole=False)
    with office.recorded():
        dialog.get_by_role("button", name="Move it").click()

    page.wait_for_url("**?at=*")
    expect(office.interview(2)).to_contain_text("11:00")


def test_a_fifth_interview_a_day_asks_for_a_reason_before_it_is_put_down(office: Office) -> None:
    site, one = office.one.site, office.one
    for nth, starts in ((3, "11:30"), (4, "13:00")):
        body = one.booking(nth, on="2010-01-26", starts=starts)
        office.hosted.run(one.post("scheduling", "/interviews", body))
    office.hosted.run(site.read())
    page = office.opens()
    office.someone.expects(409)

    drag(page, office.interview(2), office.lane("2010-01-26"), row=26)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("That would be 5 cases for the team on this day")
    dialog.get_by_role("textbox").fill("The worker can come on this day only.")
    office.someone.photograph("week-reason-en-1280", whole=False)
    with office.recorded():
        dialog.get_by_role("button", name="Move it with this reason").click()
        expect(page.locator("#week-said")).to_contain_text("Moving")

    expect(page.locator("#week-said")).to_contain_text("Moved: Case 3")
    expect(page.get_by_text("Advice gone past 1 time, with a reason")).to_be_visible()


def test_what_somebody_opened_and_typed_stays_while_others_change_the_page(
    office: Office,
) -> None:
    page = office.opens("/sites")
    place = page.locator("#sites section").get_attribute("aria-labelledby")
    page.get_by_text("Add a room").click()
    page.get_by_label("Name of the room").fill("Map room")
    page.get_by_role("heading", level=1).click()

    path = f"/places/{place}/rooms"
    office.hosted.run(office.one.post("scheduling", path, {"name": "Attic"}))
    office.read()

    expect(page.locator("#sites")).to_contain_text("Attic")
    expect(page.get_by_label("Name of the room")).to_be_visible()
    expect(page.get_by_label("Name of the room")).to_have_value("Map room")


def test_a_packet_keeps_nobody_out_and_fits_a_phone(office: Office) -> None:
    page = office.opens(f"/packets/{office.one.team}")
    office.someone.photograph("packet-of-a-team-en-1280")
    assert barriers(page) == []
    office.someone.narrow()
    office.someone.photograph("packet-of-a-team-en-320")

    assert office.someone.overflowing() == []
