"""The reviews of an agency and the steps of one, as pages and as data."""

from __future__ import annotations

from typing import Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["reviews"])

ALL = "SELECT * FROM review WHERE agency = %s ORDER BY opened_at DESC, review LIMIT 200"
ONE = "SELECT * FROM review WHERE agency = %s AND review = %s"


@router.get("/api/v1/{agency}/reviews")
async def reviews(desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """The agency's reviews, newest first; ``at`` waits for that position of the log."""
    current = await desk.caught_up("review-overview", at)
    return {"current": current, "reviews": await desk.rows("review-overview", ALL, desk.agency)}


@router.get("/api/v1/{agency}/reviews/{review}")
async def review_data(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """One review and how far it has come."""
    current = await desk.caught_up("review-overview", at)
    return {"current": current, "review": await _review(desk, review)}


@router.get("/{agency}/reviews", include_in_schema=False)
async def list_page(request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """The list of reviews."""
    found = await reviews(desk, at)
    editions = desk.jurisdiction.editions if desk.jurisdiction else ()
    return render(request, "review/reviews.html", **desk.seen, **found, editions=editions)


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def review_page(
    review: Identifier, request: Request, desk: AtDesk, at: int = 0
) -> HTMLResponse:
    """One review: its steps, and what is next."""
    current = await desk.caught_up("review-overview", at)
    found = await _review(desk, review)
    edition = await desk.office.adopted(found["edition_digest"])
    return render(
        request,
        "review/review.html",
        **desk.seen,
        review=review,
        found=found,
        edition=edition,
        current=current,
        synthetic=found["synthetic"],
    )


async def _review(desk: Desk, review: str) -> dict[str, Any]:
    rows = await desk.rows("review-overview", ONE, desk.agency, review)
    if not rows:
        raise HTTPException(404, "door.not-found")
    return rows[0]
