"""The reviews of an agency and one of them, as data.

People of the agency that is reviewed see no count of interviews and themes before the event week
is over: one that grows tells when somebody was heard, and in what order.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from concord_contracts.terms import Identifier
from concord_kernel.web.answers import PAGED, SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AwareDatetime, BaseModel

router = APIRouter(prefix="/api/v1/{agency}/reviews", tags=["reviews"])

ALL = "SELECT * FROM review WHERE agency = %s"
SOME = "SELECT * FROM review WHERE agency = %s AND review = ANY(%s)"
ONE = "SELECT * FROM review WHERE agency = %s AND review = %s"
FROM_INSIDE: Final = dict.fromkeys(("interviews", "proposed", "agreed"))
"""What tells of the interviews' course, as who must not see it is shown it."""
NEWEST = Order({"opened_at": AwareDatetime, "review": Identifier}, descending=True)


class ReviewOut(BaseModel):
    """One review and how far it has come: counts, never who or which case.

    Attributes:
        version: Of the review's plan; commands on it may expect it in ``If-Match``.
        release: How often the schedule was released.
        interviews: Interviews recorded; for the agency's own people none before the week is over.
        proposed: Themes put forward; likewise.
        agreed: Themes agreed; likewise.
    """

    agency: str
    review: str
    version: int
    edition: str
    edition_digest: str
    synthetic: bool
    opened_at: AwareDatetime
    focus_area: str | None
    candidates: int
    frame: str | None
    cases: int
    backups: int
    teams: int
    release: int
    last_day: date | None
    interviews: int | None
    proposed: int | None
    agreed: int | None


class ReviewsOut(BaseModel):
    """A page of reviews.

    Attributes:
        current: Whether it holds everything up to the position that was asked for.
        next: What ``after`` is for the next page; none on the last.
    """

    current: bool
    reviews: list[ReviewOut]
    next: str | None


class OneReviewOut(BaseModel):
    """One review; ``current`` is whether everything up to the asked position is in it."""

    current: bool
    review: ReviewOut


@router.get("", responses=PAGED)
async def list_reviews(
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-reviews")],
    page: OnePage,
    at: int = 0,
) -> ReviewsOut:
    """The agency's reviews, newest first; ``at`` waits for that position of the log."""
    current = await desk.caught_up("review-overview", at)
    listed = await reviews(desk, page)
    response.headers.update(listed.link(request))
    found = [ReviewOut(**one) for one in listed.rows]
    return ReviewsOut(current=current, reviews=found, next=listed.next)


@router.get("/{review}", response_model=OneReviewOut, responses=SHOWN)
async def get_review(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-review")], at: int = 0
) -> Response:
    """One review and how far it has come."""
    current = await desk.caught_up("review-overview", at)
    found = ReviewOut(**await one_review(desk, review))
    return shown(request, OneReviewOut(current=current, review=found), found.version)


async def reviews(desk: Desk, page: Page) -> Listed:
    """The reviews that somebody may see, newest first."""
    if some := sorted(desk.person.reviews):
        found = await NEWEST.page(desk, "review-overview", SOME, (desk.agency, some), page)
    else:
        found = await NEWEST.page(desk, "review-overview", ALL, (desk.agency,), page)
    return Listed([as_seen(desk, row) for row in found.rows], found.next)


async def one_review(desk: Desk, review: str) -> dict[str, Any]:
    """One review's row.

    Raises:
        HTTPException: 404, there is none.
    """
    rows = await desk.rows("review-overview", ONE, desk.agency, review)
    if not rows:
        raise HTTPException(404, "door.not-found")
    return as_seen(desk, rows[0])


def as_seen(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    """A review's row without what the agency's own people may not see of it yet."""
    return row if desk.sees_inside(row["last_day"]) else row | FROM_INSIDE
