"""The schedule of a review as a page."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_scheduling.week_plan.data import schedule

router = APIRouter(tags=["schedule"])

CASES = """
SELECT case_id, ordinal, standing FROM sampled WHERE agency = %s AND review = %s ORDER BY ordinal
"""
TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s ORDER BY number"


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
    found, _ = await schedule(desk, review, asked, at)
    cases = await desk.rows("week-plan", CASES, desk.agency, review)
    teams = await desk.rows("week-plan", TEAMS, desk.agency, review)
    return render(
        request,
        "scheduling/week.html",
        **here,
        **found,
        cases=cases,
        teams=teams,
        case_numbers={one["case_id"]: one["ordinal"] for one in cases},
        team_numbers={one["team"]: one["number"] for one in teams},
    )
