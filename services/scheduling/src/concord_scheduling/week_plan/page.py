"""The schedule of a review as a page and as data."""

from __future__ import annotations

from typing import Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["schedule"])

WEEK = """
SELECT first_day, last_day, release, overridden FROM week
WHERE agency = %s AND review = %s AND first_day IS NOT NULL
"""
BOOKINGS = """
SELECT session, case_id, team, on_day, starts, minutes, debrief FROM booking
WHERE agency = %s AND review = %s ORDER BY on_day, starts, team, session
"""


@router.get("/api/v1/{agency}/reviews/{review}/schedule")
async def schedule(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """The event week and its bookings; ``at`` waits for that position of the log."""
    return await _schedule(desk, review, at)


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """The schedule."""
    found = await _schedule(desk, review, at)
    return render(request, "scheduling/week.html", **desk.seen, review=review, **found)


async def _schedule(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("week-plan", at)
    weeks = await desk.rows("week-plan", WEEK, desk.agency, review)
    bookings = await desk.rows("week-plan", BOOKINGS, desk.agency, review)
    return {"current": current, "week": weeks[0] if weeks else None, "bookings": bookings}
