"""Opening a review and choosing its focus area, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from concord_contracts.facts.planning import Statement
from concord_contracts.terms import Code, EditionCode, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_review.planning.commands import ChooseFocusArea, OpenReview
from concord_review.planning.decide import PLANNING

router = APIRouter(prefix="/api/v1/{agency}/reviews", tags=["planning"])


class ReviewIn(BaseModel):
    """A review to open.

    Attributes:
        edition: An edition of the agency's jurisdiction.
        synthetic: Whether its people and cases are made up; shown on every page.
    """

    edition: EditionCode
    synthetic: bool = False


class FocusAreaIn(TypedForm):
    """A focus area and each agency's reason for it."""

    focus_area: Code
    reasons: Annotated[Mapping[Code, TextIn], Field(min_length=1, max_length=8)]


@router.post("", status_code=201)
async def open_review(body: ReviewIn, desk: Annotated[Desk, may("open-review")]) -> Done:
    """Open a review; its edition is kept by its content."""
    edition = desk.office.jurisdictions.edition(desk.agency, body.edition)
    digest = await desk.office.ledger.keep_edition(edition.canonical())
    context = desk.context(edition)
    review = context.new_id(edition.protocol)
    command = OpenReview(
        review=review, edition=edition.id, edition_digest=digest, synthetic=body.synthetic
    )
    return await desk.do(PLANNING, command, context, made=review)


@router.post("/{review}/focus-area", status_code=201)
async def choose_focus_area(
    review: Identifier, body: FocusAreaIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Choose the one focus area of a review."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    statements = [
        Statement(by=by, reason=await desk.keep(f"reason-of-{by}", text, about=f"review-{review}"))
        for by, text in body.reasons.items()
    ]
    command = ChooseFocusArea(
        review=review, focus_area=body.focus_area, statements=tuple(statements)
    )
    return await desk.do(PLANNING, command, context)
