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

from concord_scheduling.timetable import Week, evolve, findings, lengths
from concord_scheduling.week_plan.data import schedule
from concord_scheduling.week_plan.picture import Picture, drawn, on_site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.closed_lists import Entry

router = APIRouter(tags=["schedule"])

HEARD_NO_MORE: Final = frozenset({"replaced", "eliminated", "candidate"})
"""How a case stands that is not heard: a booked interview of it is replaced, or its time freed."""
REASONS: Final = "interview.cancelled-because"
HOURS: Final = ("onsite.day-begins", "onsite.day-ends")
SHOWN: Final = {
    "cases": """
SELECT case_id, ordinal, standing, replaced_by, cause FROM sampled
WHERE agency = %s AND review = %s ORDER BY ordinal
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
    edition = here["edition"]
    standing = await _standing(desk, review) if plans else Week()
    against = _against(standing, edition, spoken(request)) if plans else {}
    return render(
        request,
        "scheduling/week.html",
        **(here | found | rows),
        picture=_picture(found, rows, edition),
        against=against,
        usual_minutes=_usual_minutes(edition) if plans else None,
        days_suggested=_days_suggested(edition) if plans else (),
        unsettled=_unsettled(found["bookings"], rows["cases"], here["edition"]) if plans else [],
        names=await _names(desk, rows["rooms"]),
        case_numbers={one["case_id"]: one["ordinal"] for one in rows["cases"]},
        team_numbers={one["team"]: one["number"] for one in rows["teams"]},
    )


def _unsettled(
    bookings: list[dict[str, Any]], cases: list[dict[str, Any]], edition: Edition
) -> list[dict[str, Any]]:
    """Booked interviews whose case is heard no more, each with the case that stands in for it."""
    by_id = {one["case_id"]: one for one in cases}
    booked = {one["case_id"] for one in bookings}
    found = []
    for one in bookings:
        case = by_id.get(one["case_id"])
        if case is None or case["standing"] not in HEARD_NO_MORE:
            continue
        by = _stands_in(case, by_id)
        found.append(
            one
            | {
                "by": by if by not in booked else None,
                "because": _because(case["cause"], edition),
            }
        )
    return found


def _stands_in(case: dict[str, Any], by_id: Mapping[str, dict[str, Any]]) -> str | None:
    """The selected case that took a case's place in the end; none where none did."""
    seen: set[str] = set()
    while case["standing"] == "replaced" and case["replaced_by"] not in seen:
        seen.add(case["replaced_by"])
        case = by_id[case["replaced_by"]]
    return case["case_id"] if seen and case["standing"] == "selected" else None


def _because(cause: str | None, edition: Edition) -> str:
    """The reason of the schedule's list that a replacement's cause is; empty: somebody says it."""
    entries = edition.catalogue(REASONS).entries
    return next((one.code for one in entries if cause in {one.code, *one.also}), "")


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


def _usual_minutes(edition: Edition) -> tuple[int, int] | None:
    """An interview's and its debrief's length, where the rules say one."""
    known = {one.id for one in edition.parameters}
    return lengths(Week(), edition) if "interview.minutes" in known else None


def _days_suggested(edition: Edition) -> Sequence[Entry]:
    """How the source spreads the days of the week, where it says so."""
    return next((one.entries for one in edition.lists if one.id == "onsite.days"), ())


async def _standing(desk: Desk, review: str) -> Week:
    """The week as the rules see it."""
    kinds = ("schedule", "availability", "sample", "hoststaff", "agreement")
    history = await desk.office.ledger.read(desk.agency, [f"{one}-{review}" for one in kinds])
    week = Week()
    for envelope in history:
        week = evolve(week, envelope.fact)
    return week


def _against(week: Week, edition: Edition, language: str) -> dict[str, list[tuple[str, bool]]]:
    """Session to what speaks against it, in words, and whether that holds up a release."""
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
