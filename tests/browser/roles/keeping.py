"""The days of those who keep the record and the doors: an auditor and an administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from concord_kernel import clock
from playwright.sync_api import expect

from tests.support.leading import STATE

if TYPE_CHECKING:
    from tests.browser.roles.cast import Cast
    from tests.browser.roles.day import Day

RECORD = "On record"


def auditor(day: Day, cast: Cast) -> None:
    """Goes through the facts one by one, sees their place in the log, and who looked."""
    day.opens(cast.path())
    day.goes("Replay", RECORD)
    day.looks("replay")
    number = day.page.locator("#replay-step")
    last = int(number.get_attribute("data-nth") or 0)
    day.hand.press(day.page.locator("#replay-step a[rel=prev]"))
    expect(number).to_contain_text(day.say("Recorded at"))
    expect(day.page.locator("#step")).to_have_value(str(last - 1))
    day.unfolds("The entry in the verifiable history")
    expect(day.page.locator(".replay-entry code")).not_to_be_empty()
    day.looks("fact")
    day.goes("Who looked", RECORD)
    day.looks("looked")
    day.writes("Only this person", cast.people["recorder"].actor)
    day.sends("Show")
    day.looks("one-person")
    day.goes("Report and dates", "Reporting")
    day.looks("dates")


def administrator(day: Day, cast: Cast) -> None:
    """Gives a role and ends it, lets somebody of another agency in and withdraws that."""
    day.opens(f"/door/{cast.one.site.agency}/people")
    day.unfolds("Give a role")
    day.writes("Concord number", cast.newcomer)
    day.chooses("Role", "Quality assurance")
    day.looks("giving")
    day.sends("Give the role")
    with day.within(day.row(cast.newcomer)):
        day.presses("End this role")
        day.looks("ending")
        day.sends("End this role")
    expect(day.row(cast.newcomer)).to_have_count(0)
    _lets_in(day, cast)
    day.goes("Who looked")
    day.looks("looked")
    day.goes("Webhooks")
    day.looks("webhooks")


def _lets_in(day: Day, cast: Cast) -> None:
    day.unfolds("Let somebody of another agency in")
    day.writes("Concord number", cast.guest)
    day.writes("Agency the person belongs to", STATE)
    day.marks("Auditor")
    day.chooses("Purpose", "Audit")
    day.writes("Last day", (clock.now() + timedelta(days=30)).date().isoformat())
    day.looks("granting")
    day.sends("Give the grant")
    with day.within(day.row(cast.guest)):
        day.presses("Withdraw")
        day.sends("Withdraw")
    expect(day.row(cast.guest)).to_have_count(0)
