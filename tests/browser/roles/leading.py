"""The days of those who lead: two co-chairs of the county, the state's consultant, a manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.roles.words import said

if TYPE_CHECKING:
    from tests.browser.roles.cast import Cast
    from tests.browser.roles.day import Day

PLANNING, WEEK, FINDINGS, REPORTING = "Planning", "Event week", "Findings", "Reporting"
SIGNED: Final = "2009-12-01"


def co_chair_county(day: Day, cast: Cast) -> None:
    """Signs, comments on the questions, clears a part of the report, sees a recommendation out."""
    day.opens(cast.path())
    day.looks("overview")
    _signs(day)
    _comments_on_the_questions(day)
    _clears(day, "why-child-welfare")
    day.goes("Recommendations", REPORTING)
    day.sends("Clear this recommendation")
    day.unfolds("Say who answers for it")
    day.writes("Post or person", "Training manager")
    day.writes("Answer by", "2010-06-30")
    day.sends("Record who answers")
    day.reads("Training manager")
    day.looks("recommendations")


def co_chair_probation(day: Day, cast: Cast) -> None:
    """Signs, tells a difference of opinion, clears a part of the report."""
    day.opens(cast.path())
    _signs(day)
    _differs(day, "Probation")
    _clears(day, "why-probation")
    day.goes("Teams", WEEK)
    day.looks("teams")
    day.goes("Themes", FINDINGS)
    day.looks("themes")


def consultant(day: Day, cast: Cast) -> None:
    """Looks at two counties, signs for the state, attaches research, clears, comments."""
    day.opens("/door/")
    day.looks("counties")
    for county in (cast.one, cast.other):
        found = day.page.locator(f"#home a[href*='{county.review}']").first
        expect(found).to_be_visible()
    day.leaves_by(day.page.locator(f"#home a[href='{cast.path()}']").first)
    day.looks("overview")
    _signs(day)
    _attaches(day)
    _clears(day, "purpose")
    day.presses("Clear this theme")
    day.looks("clearing")
    day.sends("Clear the theme")
    day.unfolds(said("Comment on version %(nth)s", nth=1))
    day.writes("Comment", "Say more about relatives.")
    day.sends("Keep the comment")
    day.reads("Say more about relatives.")
    day.looks("report")


def manager(day: Day, cast: Cast) -> None:
    """Reads how far it has come, comments, differs, approves the report with a reason."""
    day.opens(cast.path())
    day.looks("overview")
    day.goes("Timeline", PLANNING)
    day.looks("timeline")
    _comments_on_the_questions(day)
    _differs(day, "Executive team")
    day.goes("Report", REPORTING)
    day.presses(said("Approve version %(nth)s", nth=1))
    day.presses("Approve the version")
    day.writes("Your reason for going past this rule", "The rest follows next week.")
    day.looks("approving")
    day.sends("Approve the version")
    day.reads("The approved report as PDF")


def _signs(day: Day) -> None:
    day.goes("Agreements", PLANNING)
    with day.within(day.page.locator("#research")):
        day.presses("Sign for this seat")
        day.writes("Signed on", SIGNED)
        day.looks("signing")
        day.sends("Sign")
        expect(day.here).to_contain_text(day.say("Signed on %(day)s").partition("%")[0])


def _differs(day: Day, side: str) -> None:
    day.goes("Agreements", PLANNING)
    day.unfolds("Tell a difference of opinion")
    day.chooses("Raised by", side)
    day.writes("In what you differ", "How many cases each side brings.")
    day.writes("Noticed on", SIGNED)
    day.writes("The other side was told on", SIGNED)
    day.sends("Tell it")
    day.reads("How many cases each side brings.")
    day.looks("difference")


def _comments_on_the_questions(day: Day) -> None:
    day.goes("Comment on the questions", PLANNING)
    day.writes("Your suggestion", "Ask for one thing at a time.")
    day.looks("questions")
    day.sends("Send the comment")


def _clears(day: Day, part: str) -> None:
    day.goes("Report", REPORTING)
    form = day.page.locator(f"form[data-api$='/parts/{part}/clearance']")
    with day.within(form):
        day.sends("Clear this part")
    day.looks("cleared")


def _attaches(day: Day) -> None:
    day.goes("Literature", PLANNING)
    day.hand.choose(day.field("Level of evidence"), 1)
    day.writes("Source", "Madeup and others: Moves of children.")
    day.writes("Year", "2008")
    day.writes("What it says on the focus area", "Early contact with relatives helps.")
    day.sends("Attach it")
    day.reads("Early contact with relatives helps.")
    day.looks("literature")
