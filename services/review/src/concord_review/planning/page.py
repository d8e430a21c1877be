"""Opening a review and choosing its focus area, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from concord_contracts.facts.planning import Evidence, Statement
from concord_contracts.terms import Code, EditionCode, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_review.planning.commands import (
    ChooseFocusArea,
    NoteTalk,
    OpenReview,
    SuggestFocusArea,
)
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
    """A focus area, each agency's reason for it, and what shows that a criterion is met.

    Attributes:
        criteria: Criteria of the edition that it meets; one that is left out is not met.
    """

    focus_area: Code
    reasons: Annotated[Mapping[Code, TextIn], Field(min_length=1, max_length=8)]
    criteria: Annotated[Mapping[Code, TextIn], Field(max_length=8)] = {}
    overrides: tuple[OverrideIn, ...] = ()


class SuggestionIn(TypedForm):
    """An outcome that the review could be about, and who puts it forward.

    Attributes:
        struggling: Where the county struggles to improve.
        strategy: The strategy of the last plan's update that it goes back to.
    """

    focus_area: Code
    by: Code
    struggling: TextIn
    strategy: TextIn | None = None


class TalkIn(TypedForm):
    """An early talk of an agency with the state about the focus area."""

    by: Code
    on: date
    data_reviewed: bool = False
    note: TextIn


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


@router.post("/{review}/focus-area/suggestions", status_code=201)
async def suggest_focus_area(
    review: Identifier, body: SuggestionIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Put an outcome forward that the review could be about."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    about = f"review-{review}"
    command = SuggestFocusArea(
        review=review,
        focus_area=body.focus_area,
        by=body.by,
        struggling=await desk.keep("struggling", body.struggling, about=about),
        strategy=body.strategy and await desk.keep("strategy", body.strategy, about=about),
    )
    return await desk.do(PLANNING, command, context)


@router.post("/{review}/focus-area/talks", status_code=201)
async def note_talk(
    review: Identifier, body: TalkIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Note an early talk with the state about the focus area."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    note = await desk.keep("note", body.note, about=f"review-{review}")
    command = NoteTalk(
        review=review, by=body.by, on=body.on, data_reviewed=body.data_reviewed, note=note
    )
    return await desk.do(PLANNING, command, context)


@router.post("/{review}/focus-area", status_code=201)
async def choose_focus_area(
    review: Identifier, body: FocusAreaIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Choose the one focus area of a review, by the criteria for one."""
    about = f"review-{review}"
    overrides = await desk.overrides(body.overrides, about=about)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    statements = [
        Statement(by=by, reason=await desk.keep(f"reason-of-{by}", text, about=about))
        for by, text in body.reasons.items()
    ]
    met = [
        Evidence(criterion=code, evidence=await desk.keep(f"met-{code}", text, about=about))
        for code, text in body.criteria.items()
    ]
    command = ChooseFocusArea(
        review=review, focus_area=body.focus_area, statements=tuple(statements), met=tuple(met)
    )
    return await desk.do(PLANNING, command, context)
