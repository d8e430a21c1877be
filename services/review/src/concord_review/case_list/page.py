"""The cases of a review, as a page and as data."""

from __future__ import annotations

from typing import Any

from concord_contracts.strata import quotas_of, strata_of, stream_of
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["sample"])

FRAMES = "SELECT frame, candidates FROM frame WHERE agency = %s AND review = %s ORDER BY frame"
STRATA = """
SELECT stratum, wanted, in_frame, selected, wanted - selected AS short, seed, method
FROM stratum WHERE agency = %s AND review = %s ORDER BY stratum
"""
CASES = """
SELECT case_id, worker, stratum, ordinal, standing FROM drawn
WHERE agency = %s AND review = %s ORDER BY ordinal
"""


@router.get("/api/v1/{agency}/reviews/{review}/cases")
async def cases(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """Frames, strata with quota and shortfall, cases in drawing order."""
    return await _cases(desk, review, at)


@router.get("/{agency}/reviews/{review}/cases", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """The cases of a review, with the county's case numbers for those who work on it."""
    found = await _cases(desk, review, at)
    edition = await desk.office.edition_of(desk.agency, review)
    quotas = quotas_of(edition, desk.agency)
    asked = {stratum: quotas.get(stratum, "") for stratum in sorted(strata_of(edition))}
    numbers = await desk.directory([one["case_id"] for one in found["cases"]], "case-number")
    return render(
        request,
        "review/cases.html",
        **desk.seen,
        **found,
        review=review,
        numbers=numbers,
        asked=asked,
        stream=stream_of(edition, desk.agency),
    )


async def _cases(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("case-list", at)
    frames = await desk.rows("case-list", FRAMES, desk.agency, review)
    strata = await desk.rows("case-list", STRATA, desk.agency, review)
    listed = await desk.rows("case-list", CASES, desk.agency, review)
    return {"current": current, "frames": frames, "strata": strata, "cases": listed}
