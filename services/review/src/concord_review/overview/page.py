"""The reviews of an agency and the steps of one, as pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from concord_contracts.terms import Identifier
from concord_kernel.jurisdictions import NoEditionError, PluginFailedError
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.inputs import missing, scope
from concord_review.next_steps.known import known
from concord_review.next_steps.page import waiting
from concord_review.overview.data import ONE, as_seen, reviews

router = APIRouter(tags=["reviews"])

NOTHING_YET: Final[dict[str, Any]] = {
    "focus_area": None,
    "last_day": None,
    "candidates": 0,
    "cases": 0,
    "backups": 0,
    "teams": 0,
    "release": 0,
    "interviews": 0,
    "proposed": 0,
    "agreed": 0,
}
"""What a page knows of a review that the reader has not come to yet."""


@router.get("/{agency}/reviews", include_in_schema=False)
async def list_page(
    request: Request, desk: Annotated[Desk, may("see-reviews")], asked: OnePage, at: int = 0
) -> HTMLResponse:
    """The list of reviews."""
    current = await desk.caught_up("review-overview", at)
    listed = await reviews(desk, asked)
    found: dict[str, Any] = {"current": current, "reviews": listed.rows, "next": listed.next}
    titles = await _titles(desk, listed.rows)
    offered = _offered(desk) if desk.can("open-review") else []
    return render(
        request, "review/reviews.html", **desk.seen, **found, titles=titles, editions=offered
    )


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def review_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-review")], at: int = 0
) -> HTMLResponse:
    """One review: its steps, and what is next."""
    here = await place(desk, review)
    current = await desk.caught_up("review-overview", at)
    rows = await desk.rows("review-overview", ONE, desk.agency, review)
    found = as_seen(desk, rows[0] if rows else NOTHING_YET)
    row = await known(desk, review)
    return render(
        request,
        "review/review.html",
        **here,
        **await waiting(desk, review, here["edition"], row),
        found=found,
        row=row,
        scope=await scope(desk, review, here["edition"]),
        missing={} if found["focus_area"] else await missing(desk, review, here["edition"]),
        lists={one.id: one for one in here["edition"].lists},
        current=current and bool(rows),
    )


async def _titles(desk: Desk, listed: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the rules of these reviews are called, by their code."""
    digests = {one["edition"]: one["edition_digest"] for one in listed}
    return {code: (await desk.office.adopted(kept)).title for code, kept in digests.items()}


def _offered(desk: Desk) -> list[dict[str, str]]:
    """Editions a review can be opened under now; none while the plugin fails."""
    codes = desk.jurisdiction.editions if desk.jurisdiction else ()
    titles = ((code, _title(desk, code)) for code in codes)
    return [{"code": code, "title": title} for code, title in titles if title]


def _title(desk: Desk, edition: str) -> str:
    """What an edition is called; empty while the plugin cannot give it."""
    try:
        return desk.office.jurisdictions.edition(desk.agency, edition).title
    except (NoEditionError, PluginFailedError):
        return ""
