"""What every page does by itself: forms, rules gone past, sessions that run out, live regions."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel.access.granting import STANDING, EndRole
from concord_kernel.handle import handle
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import PHONE, Visitor, visitor
from tests.support.site import by_operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.support.hosted import Hosted
    from tests.support.servers import Cluster

LOOK = """() => document.dispatchEvent(new Event("visibilitychange"))"""
"""Coming back to a tab makes it look how the session stands."""


@dataclass
class Desk:
    """A coordinator at a browser, with a review."""

    hosted: Hosted
    people: str
    someone: Visitor
    one: story.Story

    @property
    def page(self) -> Page:
        return self.someone.page

    def open(self, service: str, path: str = "") -> Page:
        return self.someone.go(f"/{service}/{self.one.site.agency}/reviews{self.one.where}{path}")

    def sign_in(self) -> None:
        """A session of one's own, which no other test ends."""
        started = self.hosted.run(
            self.hosted.house.people.signed_in.start(self.one.coordinator.actor)
        )
        self.someone.context.add_cookies([
            {"name": "concord", "value": started.token, "url": self.someone.url}
        ])

    def recorded(self, name: str) -> int:
        """How many facts of a name the log has."""
        return [fact.name for fact in self.hosted.run(self.one.site.history())].count(name)

    def unused(self, part: float) -> None:
        """Let the sessions look as if nobody used them for that part of the time they may idle."""
        unused = "update people.session set last_seen_at = now() - idle * %s where account = %s"
        with psycopg.connect(self.people, autocommit=True) as connection:
            connection.execute(unused, (part, self.one.coordinator.actor))


@pytest.fixture
def desk(
    hosted: Hosted, browser: Browser, cluster: Cluster, new_agency: Callable[[], str]
) -> Iterator[Desk]:
    site = hosted.run(hosted.house.join(new_agency()))
    one = hosted.run(story.opened(site))
    with ExitStack() as stack:
        someone = stack.enter_context(visitor(browser, hosted.url, locale="en-US"))
        desk = Desk(hosted, cluster.owned("concord_people"), someone, one)
        desk.sign_in()
        yield desk


def summary(page: Page) -> Locator:
    return page.get_by_role("alert")


def is_focused(one: Locator) -> bool:
    focused: bool = one.evaluate("(one) => one === document.activeElement")
    return focused


def test_what_is_missing_is_said_at_its_field_before_anything_is_sent(desk: Desk) -> None:
    page = desk.open("scheduling")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.method))
    page.get_by_role("button", name="Set the week").click()

    expect(summary(page)).to_contain_text("There is a problem")
    assert is_focused(summary(page))
    first = page.get_by_label("First on-site day")
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(first).to_have_accessible_description(re.compile(r"Please fill this in\."))
    assert barriers(page) == []
    summary(page).get_by_role("link").first.click()
    assert is_focused(first)
    assert "POST" not in asked


def test_what_the_rules_refuse_is_said_and_what_was_typed_stays(desk: Desk) -> None:
    page = desk.open("scheduling")
    desk.someone.expects(409, 422)
    page.get_by_label("First on-site day").fill("2010-01-29")
    page.get_by_label("Last on-site day").fill("2010-01-25")
    page.get_by_role("button", name="Set the week").click()

    expect(summary(page)).not_to_be_empty()
    assert is_focused(summary(page))
    expect(page.get_by_label("First on-site day")).to_have_value("2010-01-29")
    page.get_by_label("First on-site day").fill("2010-01-25")
    page.get_by_label("Last on-site day").fill("2010-01-29")
    page.get_by_role("button", name="Set the week").click()
    page.wait_for_url("**?at=*")
    assert desk.recorded("scheduling.event-week-set.v1") == 1


def test_a_button_pressed_twice_records_once(desk: Desk) -> None:
    page = desk.open("scheduling")
    page.get_by_label("First on-site day").fill("2010-01-25")
    page.get_by_label("Last on-site day").fill("2010-01-29")
    page.get_by_role("button", name="Set the week").dblclick()
    page.wait_for_url("**?at=*")

    assert desk.recorded("scheduling.event-week-set.v1") == 1


def test_a_rule_is_gone_past_with_a_reason_and_in_no_other_way(desk: Desk) -> None:
    shared = story.HEADER + story.rows(12, workers=2) + story.rows(6, "probation", prefix="PR")
    desk.hosted.run(desk.one.plan())
    desk.hosted.run(desk.one.import_frame(shared))
    desk.hosted.run(desk.one.site.read())
    page = desk.open("review", "/cases")
    desk.someone.expects(409)
    page.get_by_label("Cases to draw: Child welfare").fill("4")
    page.get_by_label("Cases to draw: Probation").fill("2")
    page.get_by_label("Seed").fill("seed-1")
    draw = page.get_by_role("button", name="Draw the sample")
    draw.click()

    expect(summary(page)).to_contain_text("same worker")
    reason = page.get_by_label("Your reason")
    expect(reason).to_be_visible()
    assert barriers(page) == []
    draw.click()
    expect(summary(page)).to_contain_text("Your reason")
    assert desk.recorded("review.sample-drawn.v1") == 0
    reason.fill("The county has two workers.")
    draw.click()
    page.wait_for_url("**?at=*")
    assert desk.recorded("review.sample-drawn.v1") == 1


def test_a_file_is_checked_before_it_is_taken(desk: Desk) -> None:
    page = desk.open("review", "/cases/import")
    desk.someone.expects(422)
    wrong = story.HEADER + "SC-1,child-welfare,Worker 1,yesterday\n"
    choose(page, wrong)
    page.get_by_role("button", name="Import the list").click()

    expect(summary(page).get_by_role("row")).to_have_count(2)
    expect(summary(page)).to_contain_text("opened_on")
    assert "yesterday" not in summary(page).inner_text()
    assert barriers(page) == []
    choose(page, story.FRAME)
    page.get_by_role("button", name="Import the list").click()
    page.wait_for_url("**?at=*")


def choose(page: Page, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        files={"name": "frame.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )


def test_a_session_about_to_end_asks_first_and_one_may_stay(desk: Desk) -> None:
    page = desk.open("scheduling")
    expect(page.locator("#idle")).to_be_hidden()
    desk.unused(0.96)
    page.evaluate(LOOK)

    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(re.compile(r"Time left: [01]:[0-5]\d"))
    assert barriers(page) == []
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("#idle")).to_be_hidden()
    page.evaluate(LOOK)
    expect(page.locator("#idle")).to_be_hidden()


def test_an_ended_session_covers_the_page_and_the_same_person_goes_on(desk: Desk) -> None:
    page = desk.open("scheduling")
    desk.someone.expects(401)
    page.get_by_label("First on-site day").fill("2010-01-25")
    page.get_by_label("Last on-site day").fill("2010-01-29")
    desk.unused(1.01)
    page.evaluate(LOOK)

    expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    assert barriers(page) == []
    desk.sign_in()
    page.evaluate(LOOK)
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.get_by_label("First on-site day")).to_have_value("2010-01-25")
    page.get_by_role("button", name="Set the week").click()
    page.wait_for_url("**?at=*")
    assert desk.recorded("scheduling.event-week-set.v1") == 1


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(desk: Desk) -> None:
    page = desk.open("review")
    desk.someone.narrow()
    menu = page.get_by_role("button", name="Menu")
    cases = page.get_by_role("navigation").get_by_role("link", name="Cases")
    expect(cases).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")

    expect(cases).to_be_visible()
    assert desk.someone.overflowing() == []
    desk.someone.photograph(f"menu-en-{PHONE}")
    page.keyboard.press("Escape")
    expect(cases).to_be_hidden()
    assert is_focused(menu)


def test_a_live_region_shows_what_others_record_and_nothing_else_moves(desk: Desk) -> None:
    desk.hosted.run(desk.one.site.read())
    page = desk.open("scheduling")
    page.get_by_label("First on-site day").fill("2011-02-01")
    expect(page.locator("main")).not_to_contain_text("January 25")
    desk.hosted.run(desk.one.set_week())
    desk.hosted.run(desk.one.site.read())

    expect(page.locator("main")).to_contain_text("January 25", timeout=20_000)
    expect(page.get_by_label("First on-site day")).to_have_value("2011-02-01")


def test_a_page_goes_when_the_role_behind_it_is_ended(desk: Desk) -> None:
    desk.hosted.run(desk.one.site.read())
    page = desk.open("scheduling")
    desk.someone.expects(404)
    expect(page.locator("h1")).to_have_text("Schedule of the event week")
    wish = EndRole(person=desk.one.coordinator.actor, role="coordinator")
    agency = desk.one.site.agency
    desk.hosted.run(handle(desk.hosted.house.operator, STANDING, wish, by_operator(agency, wish)))

    expect(page.locator("h1")).to_have_text("There is nothing here for you.", timeout=30_000)
