"""Today, as a page for whoever interviews: what is next, where, and what is still to be sent."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(
    prefix="/{agency}/reviews/{review}", tags=["interviews"], include_in_schema=False
)

READER = "today"
MINE = """
SELECT session, case_id, team, on_day, starts, minutes, debrief_minutes,
room.name AS room, place.name AS place,
coalesce(recorded, false) AS recorded, coalesce(form, '') AS form, coalesce(debrief, '') AS debrief
FROM shown JOIN member USING (agency, review, team)
LEFT JOIN standing USING (agency, review, session)
LEFT JOIN room USING (agency, review, room)
LEFT JOIN place ON (place.agency, place.review, place.place)
 = (shown.agency, shown.review, room.place)
WHERE shown.agency = %s AND shown.review = %s AND reviewer = %s ORDER BY on_day, starts, session
"""
GROUPS = """
SELECT focus_group, on_day, starts, minutes, place FROM focus_group
JOIN staff USING (agency, review, focus_group)
WHERE agency = %s AND review = %s AND person = %s ORDER BY on_day, starts
"""
NOTED = "SELECT focus_group, held FROM group_standing WHERE agency = %s AND review = %s"
CASES = "SELECT case_id, ordinal FROM drawn WHERE agency = %s AND review = %s"
TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s"


@router.get("/today")
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-interviews")],
    day: date | None = None,
    at: int = 0,
) -> HTMLResponse:
    """The interviews of one's own team on one day, in order."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    who = (desk.agency, review, desk.person.actor)
    mine = await desk.rows(READER, MINE, *who)
    groups = await desk.rows("focus-group-list", GROUPS, *who)
    days = sorted({one["on_day"] for one in (*mine, *groups)})
    showing = _showing(days, day)
    todays = [one for one in mine if one["on_day"] == showing]
    leads = [one for one in groups if one["on_day"] == showing]
    where = (desk.agency, review)
    cases = await desk.rows("case-list", CASES, *where)
    teams = await desk.rows("team-list", TEAMS, *where)
    noted = await desk.rows(READER, NOTED, *where)
    return render(
        request,
        "review/today.html",
        **here,
        current=current,
        day=showing,
        today=clock.now().date(),
        inside=desk.person.home != desk.agency,
        days=days,
        interviews=await _named(desk, todays, "room", "place"),
        groups=await _named(desk, leads, "place"),
        noted={one["focus_group"]: one["held"] for one in noted},
        early=here["edition"].number("interview.arrive-early-minutes"),
        cases={one["case_id"]: one["ordinal"] for one in cases},
        teams={one["team"]: one["number"] for one in teams},
    )


def _showing(days: list[date], asked: date | None) -> date:
    """The day that was asked for; else today, or the next day with something to do, or the last."""
    today = clock.now().date()
    if asked:
        return asked
    return next((one for one in days if one >= today), days[-1] if days else today)


async def _named(desk: Desk, rows: list[dict[str, Any]], *fields: str) -> list[dict[str, Any]]:
    """Rows with the names of rooms and places in place of their references."""
    refs = [
        TextRef.model_validate_json(one[field]) for one in rows for field in fields if one[field]
    ]
    names = await desk.vault.read_directory(desk.agency, refs) if refs else {}

    def name(ref: str | None) -> str:
        found = TextRef.model_validate_json(ref) if ref else None
        return names[found.id].show() if found and found.id in names else ""

    return [one | {field: name(one[field]) for field in fields} for one in rows]
