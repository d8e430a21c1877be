"""The schedule of a review as a page: a picture of the week that can be changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.rules import Edition, Level
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.language import asked as spoken
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import MOST, OnePage, Page
from concord_kernel.web.place import place
from concord_kernel.web.words import sentence
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_scheduling.timetable import Week, evolve, findings
from concord_scheduling.week_plan.data import schedule
from concord_scheduling.week_plan.picture import Picture, drawn, on_site

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["schedule"])

HOURS: Final = ("onsite.day-begins", "onsite.day-ends")
SHOWN: Final = {
    "cases": """
SELECT case_id, ordinal, standing FROM sampled WHERE agency = %s AND review = %s ORDER BY ordinal
""",
    "teams": "SELECT team, number FROM team WHERE agency = %s AND review = %s ORDER BY number",
    "members": "SELECT team, reviewer FROM member WHERE agency = %s AND review = %s",
    "taken_off": """
SELECT session, case_id, team, on_day, starts, because FROM taken_off
WHERE agency = %s AND review = %s ORDER BY on_day, starts, session
""",
}
ROOMS: Final = """
SELECT room, place FROM room WHERE agency = %s AND review = %s AND is_open ORDER BY number
"""
AWAY: Final = """
SELECT kind, whom, first_day, last_day, starts, ends FROM away WHERE agency = %s AND review = %s
"""


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-schedule")],
    asked: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """The schedule."""
    here = await place(desk, review)
    found, _ = await schedule(desk, review, Page(asked.after, MOST), at)
    rows = {
        name: await desk.rows("week-plan", query, desk.agency, review)
        for name, query in SHOWN.items()
    }
    plans = desk.can("plan-schedule")
    rows["rooms"] = await desk.rows("sites", ROOMS, desk.agency, review)
    rows["away"] = await desk.rows("sites", AWAY, desk.agency, review) if plans else []
    against = await _against(desk, review, here["edition"], spoken(request)) if plans else {}
    return render(
        request,
        "scheduling/week.html",
        **(here | found | rows),
        picture=_picture(found, rows, here["edition"]),
        against=against,
        names=await _names(desk, rows["rooms"]),
        case_numbers={one["case_id"]: one["ordinal"] for one in rows["cases"]},
        team_numbers={one["team"]: one["number"] for one in rows["teams"]},
    )


async def _names(desk: Desk, rooms: list[dict[str, Any]]) -> Mapping[str, Any]:
    """What rooms and their sites are called."""
    ids = {one[what] for one in rooms for what in ("room", "place")}
    return await desk.directory(sorted(ids), "name") if ids else {}


def _picture(
    found: dict[str, Any], rows: dict[str, list[dict[str, Any]]], edition: Edition
) -> Picture | None:
    week = found["week"]
    if week is None:
        return None
    known = {one.id for one in edition.parameters}
    hours = [
        edition.words(rule) if rule in known else usual
        for rule, usual in zip(HOURS, ("08:00", "17:00"), strict=True)
    ]
    members: dict[str, frozenset[str]] = {}
    for one in rows["members"]:
        members[one["team"]] = members.get(one["team"], frozenset()) | {one["reviewer"]}
    days = on_site(week["first_day"], week["last_day"], found["bookings"])
    around = (rows["teams"], found["bookings"], rows["away"], members)
    return drawn(days, *around, (hours[0], hours[1]))


async def _against(
    desk: Desk, review: str, edition: Edition, language: str
) -> dict[str, list[tuple[str, bool]]]:
    """Session to what speaks against it, in words, and whether that holds up a release."""
    kinds = ("schedule", "availability", "sample", "hoststaff", "agreement")
    history = await desk.office.ledger.read(desk.agency, [f"{one}-{review}" for one in kinds])
    week = Week()
    for envelope in history:
        week = evolve(week, envelope.fact)
    return {
        session: [
            (sentence(one.rule, dict(one.facts), language), _holds_up(edition, one.rule))
            for one in found
        ]
        for session, booking in week.bookings.items()
        if (found := findings(booking, week, edition))
    }


def _holds_up(edition: Edition, rule: str) -> bool:
    return edition.parameter(rule).level is Level.BLOCK_RELEASE
