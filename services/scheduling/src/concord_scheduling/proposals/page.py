"""Proposals for the week as a page: what to search for, and what was accepted."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_scheduling.planner.asking import ground_of, hours_of
from concord_scheduling.planner.ground import Ground, advice, usual_days
from concord_scheduling.proposals.data import plans

router = APIRouter(tags=["schedule"])

MEMBERS = """
SELECT reviewer, number FROM member JOIN team USING (agency, review, team)
WHERE agency = %s AND review = %s ORDER BY number, reviewer
"""


@router.get("/{agency}/reviews/{review}/proposals", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("plan-schedule")],
    listed: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """Proposals for the week."""
    here = await place(desk, review)
    ground = await ground_of(desk, review)
    found, _ = await plans(desk, review, listed, at)
    known = {one.id for one in here["edition"].parameters}
    return render(
        request,
        "scheduling/proposals.html",
        **here,
        **found,
        week=ground.week.event_week,
        is_known="interview.minutes" in known,
        days=ground.days,
        usual=usual_days(ground) if "interview.minutes" in known else (),
        hours=hours_of(ground),
        advice=[here["edition"].parameter(rule) for rule in advice(here["edition"])],
        open_cases=len(ground.open_cases()),
        booked=len(ground.week.bookings),
        teams=sorted(ground.numbers.items(), key=itemgetter(1)),
        **await _people(desk, ground),
    )


async def _people(desk: Desk, ground: Ground) -> dict[str, Any]:
    """Who could be away: reviewers by their team, workers by their first case, rooms by name."""
    members = await desk.rows("week-plan", MEMBERS, desk.agency, ground.review)
    reviewers = {row["reviewer"]: row["number"] for row in members}
    rooms = sorted(ground.week.rooms)
    names = await desk.directory(rooms, "name") if rooms else {}
    workers: dict[str, int] = {}
    for case in sorted(ground.cases.values(), key=lambda one: one.number):
        workers.setdefault(case.worker, case.number)
    return {"reviewers": reviewers, "workers": workers, "rooms": rooms, "names": names}
