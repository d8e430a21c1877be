"""What was decided, agreed and disputed, as a page."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.agreement_list.data import (
    READER,
    agreements,
    decisions,
    disagreements,
    focus_area,
)
from concord_review.inputs import asked_for, missing
from concord_review.listed import decision_lists

router = APIRouter(tags=["leading"])

CO_CHAIRS = """
SELECT kind, person FROM part WHERE agency = %s AND review = %s AND part = 'co-chair' LIMIT 20
"""


@router.get("/{agency}/reviews/{review}/agreements", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> HTMLResponse:
    """Decisions, agreements, and differences of opinion."""
    here = await place(desk, review)
    found: dict[str, Any] = {"current": await desk.caught_up(READER, at)}
    if any(one.id == "agreements" for one in here["edition"].lists):
        found |= await _found(desk, review, here)
    return render(request, "review/agreements.html", **here, **found)


async def _found(desk: Desk, review: str, here: dict[str, Any]) -> dict[str, Any]:
    chairs = await desk.rows("who-leads", CO_CHAIRS, desk.agency, review)
    sees = desk.can("handle-disagreements")
    agreed = await agreements(desk, review, here["edition"])
    people = {one["person"] for one in chairs}
    people |= {one["person"] for each in agreed for one in each["signatures"] if one["person"]}
    return {
        "decisions": await decisions(desk, review, here["edition"]),
        "of_planning": decision_lists(here["edition"]),
        "agreements": agreed,
        "asked_for": asked_for(here["edition"]),
        "missing": await missing(desk, review, here["edition"]),
        "disagreements": await disagreements(desk, review) if sees else [],
        "co_chairs": {one["kind"]: one["person"] for one in chairs},
        "names": await desk.directory(sorted(people), "name"),
        **await focus_area(desk, review),
    }
