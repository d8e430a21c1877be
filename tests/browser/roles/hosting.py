"""The days of people of the county: who hosts, who watches the quality, and who only looks on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.roles.words import said

if TYPE_CHECKING:
    from tests.browser.roles.cast import Cast
    from tests.browser.roles.day import Day

PLANNING, SAMPLE, WEEK, REPORTING = "Planning", "Sample", "Event week", "Reporting"


def site_lead(day: Day, cast: Cast) -> None:
    """Adds a room, names who is there, replaces a no-show, gives an interviewee a link."""
    day.opens(cast.path())
    day.looks("overview")
    day.goes("Sites and rooms", WEEK)
    day.unfolds("Add a room")
    day.writes("Name of the room", "Map room")
    day.sends("Add the room")
    day.unfolds("Name who is there")
    day.hand.choose(day.field("Duty"), 1)
    day.writes("Name and how to reach this person", "Made Up Host, 555-0100")
    day.sends("Name this person")
    day.reads("Made Up Host, 555-0100")
    day.looks("rooms")
    day.goes("Cases", SAMPLE)
    day.follows(said("Case %(number)s", number=5))
    day.unfolds("It cannot be heard: take a back-up")
    day.chooses("What happened", "Did not come")
    day.writes("Why", "She is ill.")
    day.looks("no-show")
    day.sends("Take the back-up")
    expect(day.page.get_by_role("heading", level=1)).to_contain_text(day.say("Replaced"))
    _gives_its_time_to_the_back_up(day)


def _gives_its_time_to_the_back_up(day: Day) -> None:
    day.goes("Schedule", WEEK)
    day.looks("week")
    with day.within(day.page.locator("#unsettled")):
        day.leaves_by(day.here.locator("button").first)
    expect(day.page.locator("#unsettled")).to_have_count(0)
    day.goes("Preparing interviewees", WEEK)
    day.looks("interviewees")
    day.leaves_by(day.page.locator("main button", has_text=day.say("Give a link")).first)
    day.follows("All messages, to print or copy")
    day.looks("messages")


def quality_assurance(day: Day, cast: Cast) -> None:
    """Reads the sample and the agreements, and says how a question could be clearer."""
    day.opens(cast.path())
    day.goes("Cases", SAMPLE)
    day.looks("cases")
    day.goes("Staff to be interviewed", SAMPLE)
    day.looks("staff")
    day.goes("Comment on the questions", PLANNING)
    day.writes("Your suggestion", "The first question is two questions.")
    day.sends("Send the comment")
    day.goes("Agreements", PLANNING)
    day.looks("agreements")
    day.goes("Recommendations", REPORTING)
    day.looks("recommendations")


def observer(day: Day, cast: Cast) -> None:
    """Looks at the week and its dates, reads in the other language for a while, and goes."""
    day.opens(cast.path())
    day.looks("overview")
    day.goes("Schedule", WEEK)
    day.looks("week")
    day.goes("Report and dates", REPORTING)
    day.unfolds("Why this date")
    day.looks("dates")
    _reads_the_other_language(day)
    _reads_the_other_language(day)
    day.leaves_by(day.page.get_by_role("button", name=day.say("Sign out")))
    day.looks("gone")


def interviewee(day: Day, cast: Cast) -> None:
    """Opens the page behind the link, in both languages, and keeps the calendar file."""
    day.opens(cast.address)
    day.reads("What is written down, and who sees it")
    day.looks("interview")
    way = day.link("Put it into your calendar (a calendar file)")
    day.hand.reach(way)
    with day.page.expect_download() as kept:
        day.hand.press(way)
    assert kept.value.suggested_filename.endswith(".ics")
    other = "Español" if day.language == "en" else "English"
    day.leaves_by(day.page.get_by_role("link", name=other))
    day.language = {"en": "es", "es": "en"}[day.language]
    day.reads("What is written down, and who sees it")
    day.looks("other-language")


def _reads_the_other_language(day: Day) -> None:
    name, code = ("Español", "es") if day.language == "en" else ("English", "en")
    day.leaves_by(day.page.get_by_role("button", name=name))
    day.language = code
    expect(day.page.locator("html")).to_have_attribute("lang", code)
