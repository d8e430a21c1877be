"""The cases of a review, as a page."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.strata import quotas_of, strata_of, stream_of
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage, Page
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.case_list.data import drawn

router = APIRouter(tags=["sample"])


@router.get("/{agency}/reviews/{review}/cases", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-cases")],
    asked_page: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """The cases of a review, with the county's case numbers for those who work on it."""
    here = await place(desk, review)
    edition = here["edition"]
    found = await _cases(desk, review, asked_page, at)
    quotas = quotas_of(edition, desk.agency)
    asked = {stratum: quotas.get(stratum, "") for stratum in sorted(strata_of(edition))}
    numbers = await desk.directory([one["case_id"] for one in found["cases"]], "case-number")
    return render(
        request,
        "review/cases.html",
        **here,
        **found,
        numbers=numbers,
        asked=asked,
        stream=stream_of(edition, desk.agency),
    )


async def _cases(desk: Desk, review: str, asked: Page, at: int) -> dict[str, Any]:
    current = await desk.caught_up("case-list", at)
    found, listed = await drawn(desk, review, asked)
    return {"current": current, "cases": listed.rows, "next": listed.next, **found}
