"""The days of a team: its interviewer, its timekeeper and its recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.support.filling import forgive

if TYPE_CHECKING:
    from tests.browser.roles.cast import Cast
    from tests.browser.roles.day import Day

DAY: Final = "2010-01-26"
"""The day of the interview that is still to come."""

GROUP_DAY: Final = "2010-01-27"
WEEK, FINDINGS = "Event week", "Findings"


def interviewer(day: Day, cast: Cast) -> None:
    """Fills in the form, for a moment without a connection; debriefs; proposes a theme."""
    _comes_to(day, cast, DAY)
    day.looks("today")
    day.follows("Interview form", exact=False)
    _answers(day)
    _loses_the_connection(day)
    day.presses("Finish the form")
    expect(day.page.locator("#finished")).to_be_visible()
    _debriefs(day)
    _proposes(day)


def timekeeper(day: Day, cast: Cast) -> None:
    """Keeps a focus group's notes and time, puts a point on the board, codes a theme."""
    _comes_to(day, cast, GROUP_DAY)
    day.follows("Agenda with timer")
    day.presses("Start")
    day.looks("agenda")
    day.presses("Next part")
    day.presses("Pause")
    _comes_to(day, cast, GROUP_DAY)
    day.follows("Notes", exact=False)
    _is_ready(day)
    day.hand.write(day.page.locator("#q-notes"), "They wait for a call.")
    _is_saved(day)
    day.looks("group-notes")
    day.goes("Daily debrief", FINDINGS)
    _puts_a_point(day)
    _codes(day)


def recorder(day: Day, cast: Cast) -> None:
    """Promises anonymity, records an interview, reads the notes again, codes a theme."""
    day.opens(cast.path())
    day.goes("My interviews", WEEK)
    day.sends("Anonymity was promised")
    day.follows("Record this interview", exact=False)
    expect(day.page.locator("#record button")).to_be_enabled()
    day.writes("Minutes", "50")
    day.writes("Notes", "She said nobody rang.")
    day.looks("record")
    day.sends("Record the interview")
    day.follows("Read the notes", exact=False)
    day.looks("notes")
    day.follows("Back to my interviews")
    _codes(day)


def _comes_to(day: Day, cast: Cast, on: str) -> None:
    if day.page.url == "about:blank":
        day.opens(cast.path())
    day.goes("Today", WEEK)
    if f"day={on}" not in day.page.url:
        day.leaves_by(day.page.locator(f"a[href='?day={on}']"))
    expect(day.page.locator("#sync")).to_have_attribute("data-ready", "yes")


def _is_ready(day: Day) -> None:
    expect(day.page.locator("#answers")).to_have_attribute("data-kept", "yes")


def _is_saved(day: Day) -> None:
    expect(day.page.locator("#save-state")).to_contain_text(day.say("Saved at {time}")[:-6])


def _answers(day: Day) -> None:
    _is_ready(day)
    day.marks("No", of="Synthetic seen?")
    day.writes("Synthetic why-not?", "Nobody was at home.")
    day.marks("Choice child")
    day.marks("4", of="Synthetic rating?")
    _is_saved(day)
    day.looks("form")


def _loses_the_connection(day: Day) -> None:
    day.someone.context.set_offline(True)
    day.writes("Synthetic visits?", "3")
    day.reads("Not saved: no connection, kept on this computer")
    day.looks("offline")
    day.someone.context.set_offline(False)
    _is_saved(day)
    forgive(day.someone)


def _debriefs(day: Day) -> None:
    day.goes("Today", WEEK)
    day.leaves_by(day.page.locator(f"a[href='?day={DAY}']"))
    day.follows("Debrief", exact=False)
    _is_ready(day)
    day.hand.write(day.page.locator("#q-documentation"), "Visits are written down late.")
    _is_saved(day)
    day.looks("debrief")
    day.presses("Finish the debrief")
    expect(day.page.locator("#finished")).to_be_visible()


def _proposes(day: Day) -> None:
    day.goes("Themes", FINDINGS)
    day.writes("The theme in plain words", "Workers hear about moves too late.")
    day.marks("An area needing improvement")
    day.chooses("Heading of the report", "Training Needs")
    for box in day.page.locator("[name=sessions]").all():
        day.hand.mark(box)
    day.sends("Propose the theme")
    day.reads("Workers hear about moves too late.")
    day.looks("theme")


def _puts_a_point(day: Day) -> None:
    day.unfolds("Put a point on the board")
    day.chooses("Heading of the report", "Training Needs")
    day.hand.mark(day.page.locator("[name=kind]").first)
    day.writes("In plain words", "Relatives are asked late.")
    day.sends("Put it on the board")
    day.reads("Relatives are asked late.")
    day.looks("board")


def _codes(day: Day) -> None:
    day.goes("Themes", FINDINGS)
    day.follows("Youth wait long for a place.")
    for circle in day.page.locator("[name^='codes.'][value=heard]").all():
        day.hand.mark(circle)
    day.looks("codes")
    day.sends("Keep my codes")
    day.reads("You have coded every session")
