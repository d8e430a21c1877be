"""Screening, moving, replacing cases, and marking summaries complete, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from concord_contracts.facts.sample import ScreeningAnswer
from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import Field

from concord_review.case_moves.commands import (
    MOST_AT_ONCE,
    EliminateCase,
    MoveCase,
    ReopenSummary,
    ReplaceCase,
    ScreenCase,
    SummariseCases,
)
from concord_review.case_moves.decide import CASES

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/cases", tags=["sample"])

KNOWN = """
SELECT 1 AS known FROM drawn WHERE agency = %s AND review = %s AND case_id = %s
UNION ALL SELECT 1 FROM candidate WHERE agency = %s AND review = %s AND case_id = %s LIMIT 1
"""
"""Whether a case is of the review: drawn, or a candidate of one of its frames."""


class ScreeningIn(TypedForm):
    """What the questions of eligibility are answered; what is left out is not answered."""

    answers: Annotated[Mapping[Code, Literal["yes", "no", "unanswered"]], Field(max_length=40)]


class MoveIn(TypedForm):
    """Where a case shall stand, and why."""

    standing: Literal["candidate", "selected", "backup"]
    reason: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class ReasonIn(TypedForm):
    """Why."""

    reason: TextIn


class ReplacementIn(TypedForm):
    """Why a case is heard no more: the cause as a code of the rules, and the reason in words."""

    cause: Code
    reason: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class SummariesIn(TypedForm):
    """Whose summaries are complete, since which day, and what they were made with."""

    cases: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    on: date
    contents: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


@router.post("/summaries", status_code=201)
async def summarise_cases(
    review: Identifier, body: SummariesIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Mark the summaries of cases complete; what they say is kept elsewhere."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(CASES, SummariseCases(review=review, **body.model_dump()), context)


@router.post("/{case}/screening", status_code=201)
async def screen_case(
    review: Identifier,
    case: Identifier,
    body: ScreeningIn,
    desk: Annotated[Desk, may("choose-cases")],
) -> Done:
    """Answer the questions of eligibility about a case."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    await _must_be_known(desk, review, case)
    answers = tuple(
        ScreeningAnswer(question=question, answer=said)
        for question, said in body.answers.items()
        if said != "unanswered"
    )
    command = ScreenCase(review=review, case=case, answers=answers)
    return await desk.do(CASES, command, context)


@router.post("/{case}/standing", status_code=201)
async def move_case(
    review: Identifier, case: Identifier, body: MoveIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Select a case by hand, let it stand by as a back-up, or take a move back."""
    overrides = await desk.overrides(body.overrides, about=case)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    await _must_be_known(desk, review, case)
    reason = await desk.keep("reason", body.reason, about=case)
    command = MoveCase(review=review, case=case, standing=body.standing, reason=reason)
    return await desk.do(CASES, command, context)


@router.post("/{case}/elimination", status_code=201)
async def eliminate_case(
    review: Identifier, case: Identifier, body: ReasonIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Say that a case will not be reviewed."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    await _must_be_known(desk, review, case)
    reason = await desk.keep("reason", body.reason, about=case)
    command = EliminateCase(review=review, case=case, reason=reason)
    return await desk.do(CASES, command, context)


@router.post("/{case}/replacement", status_code=201)
async def replace_case(
    review: Identifier,
    case: Identifier,
    body: ReplacementIn,
    desk: Annotated[Desk, may("replace-case")],
) -> Done:
    """Let the next back-up take a case's place, such as on a no-show or a refusal."""
    overrides = await desk.overrides(body.overrides, about=case)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    reason = await desk.keep("reason", body.reason, about=case)
    command = ReplaceCase(review=review, case=case, cause=body.cause, reason=reason)
    return await desk.do(CASES, command, context)


@router.post("/{case}/summary/reopening", status_code=201)
async def reopen_summary(
    review: Identifier, case: Identifier, body: ReasonIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Say that a case's summary is not complete after all."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    reason = await desk.keep("reason", body.reason, about=case)
    command = ReopenSummary(review=review, case=case, reason=reason)
    return await desk.do(CASES, command, context)


async def _must_be_known(desk: Desk, review: str, case: str) -> None:
    """Candidates are too many to be read fact by fact, so rows say whether there is such a case.

    Raises:
        HTTPException: 404, the review has no such case.
    """
    where = (desk.agency, review, case)
    if not await desk.rows("case-list", KNOWN, *where, *where):
        raise HTTPException(404, "door.not-found")
