"""A reviewer's own interviews, as a page and as data; nobody else's."""

from __future__ import annotations

from typing import Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["interviews"])

MINE = """
SELECT session, case_id, team, on_day, starts, recorded FROM interview
JOIN member USING (agency, team)
WHERE agency = %s AND review = %s AND reviewer = %s AND released
ORDER BY on_day, starts, session
"""


@router.get("/api/v1/{agency}/reviews/{review}/interviews")
async def mine(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """The released interviews of one's own teams."""
    desk.may("reviewer")
    return await _mine(desk, review, at)


@router.get("/{agency}/reviews/{review}/interviews", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """My interviews, each with a form to record it."""
    desk.may("reviewer")
    found = await _mine(desk, review, at)
    minutes = (await desk.office.edition_of(desk.agency, review)).number("interview.minutes")
    return render(
        request, "review/interviews.html", **desk.seen, **found, review=review, minutes=minutes
    )


async def _mine(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("interview-list", at)
    who = (desk.agency, review, desk.person.actor)
    return {"current": current, "interviews": await desk.rows("interview-list", MINE, *who)}
