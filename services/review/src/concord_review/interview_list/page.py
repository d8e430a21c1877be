"""A reviewer's own interviews, as a page; nobody else's."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.facts.preparation import AnonymityPromised
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage, Page
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.interview_list.data import mine

router = APIRouter(tags=["interviews"])

CASES = "SELECT case_id, ordinal FROM drawn WHERE agency = %s AND review = %s"
"""Cases are called by their place in the drawing order: case 1, case 2."""


@router.get("/{agency}/reviews/{review}/interviews", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-interviews")],
    asked: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """My interviews, each with a form to record it."""
    here = await place(desk, review)
    found = await _mine(desk, review, asked, at)
    minutes = here["edition"].number("interview.minutes")
    cases = await desk.rows("case-list", CASES, desk.agency, review)
    return render(
        request,
        "review/interviews.html",
        **here,
        **found,
        minutes=minutes,
        promised=await _promised(desk, review),
        cases={one["case_id"]: one["ordinal"] for one in cases},
    )


async def _mine(desk: Desk, review: str, asked: Page, at: int) -> dict[str, Any]:
    current = await desk.caught_up("interview-list", at)
    listed = await mine(desk, review, asked)
    return {"current": current, "interviews": listed.rows, "next": listed.next}


async def _promised(desk: Desk, review: str) -> set[str]:
    """Sessions before which anonymity was promised."""
    history = await desk.office.ledger.read(desk.agency, [f"preparation-{review}"])
    return {one.fact.session for one in history if isinstance(one.fact, AnonymityPromised)}
