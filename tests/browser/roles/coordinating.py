"""The day of a coordinator: tasks, a meeting, the week, its release and notices, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.roles.words import said

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.roles.cast import Cast
    from tests.browser.roles.day import Day

PLANNING, WEEK, REPORTING = "Planning", "Event week", "Reporting"
FREE = "2010-01-27"
"""A day of the event week on which nothing is booked."""

CASE = said("Case %(number)s", number=6)


def coordinator(day: Day, cast: Cast) -> None:
    """Gives a task, records a meeting, books and moves an interview, releases, tells, writes."""
    day.opens(cast.path())
    day.looks("overview")
    _gives_a_task(day)
    _records_a_meeting(day)
    _books(day)
    _moves(day)
    _releases(day)
    _recommends(day)


def _gives_a_task(day: Day) -> None:
    day.goes("Tasks", PLANNING)
    day.follows("Co-chairs: further duties")
    with day.within(day.page.locator("#iv-d-duty-2")):
        day.unfolds("Work on it")
        day.chooses("Who does it", "PQCR planning team")
        day.writes("Until", "2009-12-18")
        day.looks("task")
        day.sends("Give the task")
    day.reads("PQCR planning team")


def _records_a_meeting(day: Day) -> None:
    day.goes("Meetings", PLANNING)
    day.unfolds("Record a meeting, a call or a session")
    day.chooses("What it was", "Countywide public relations")
    day.writes("Held on", "2009-12-07")
    day.marks("PQCR coordinator", of="Who took part")
    day.writes("What was agreed", "The staff heard what the review is for.")
    day.sends("Record it")
    day.reads("The staff heard what the review is for.")
    day.looks("meetings")


def _books(day: Day) -> None:
    day.goes("Schedule", WEEK)
    day.unfolds("Book an interview")
    day.chooses("Case", CASE)
    day.chooses("Team", said("Team %(number)s", number=1))
    day.writes("Day", FREE)
    day.writes("Starts", "13:00")
    day.sends("Book the interview")
    expect(_booked(day)).to_have_attribute("data-starts", "13:00")


def _moves(day: Day) -> None:
    """On the picture of the week, which is a list on a phone: there by “Change”."""
    day.looks("week")
    if day.page.locator(".menu__open").is_visible():
        change = f"{day.say('Change')} {day.say(CASE)}"
        day.hand.press(day.page.get_by_role("button", name=change))
        day.writes("Starts", "10:30")
        day.looks("move")
        day.sends("Move it")
    else:
        lane = day.page.locator(f"[data-on='{FREE}'] .week-rows").first
        day.hand.carry(_booked(day), lane, ("ArrowUp",) * 10)
        expect(day.page.locator("#week-said")).not_to_be_empty()
    expect(_booked(day)).not_to_have_attribute("data-starts", "13:00")


def _booked(day: Day) -> Locator:
    slots = day.page.locator(f"[data-on='{FREE}'] .week-slot")
    return slots.filter(has_text=day.say(CASE)).locator("[data-session]")


def _releases(day: Day) -> None:
    day.presses("Release the schedule")
    day.writes("What you call this release", "With case six")
    day.looks("release")
    day.sends("Release it")
    day.goes("Releases and notices", WEEK)
    day.reads("With case six")
    day.looks("notices")
    day.sends("Approve these notices")
    day.reads("Everybody whose interviews changed was told, or you held the notice back.")


def _recommends(day: Day) -> None:
    day.goes("Recommendations", REPORTING)
    day.unfolds("Write a recommendation")
    day.writes("The recommendation in plain words", "Meet youth before they move.")
    day.marks("The whole system", of="What it concerns")
    day.sends("Keep the recommendation")
    day.reads("Meet youth before they move.")
    day.looks("recommendations")
