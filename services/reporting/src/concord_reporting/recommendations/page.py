"""Recommendations, from writing to the answer, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import NameIn, TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_reporting.recommendations.commands import (
    AnswerRecommendation,
    CarryRecommendation,
    ClearRecommendation,
    MakeRecommendation,
    OwnRecommendation,
    WithdrawRecommendation,
)
from concord_reporting.recommendations.decide import RECOMMENDATION
from concord_reporting.wording import look

router = APIRouter(
    prefix="/api/v1/{agency}/reviews/{review}/recommendations", tags=["recommendations"]
)


class RecommendationIn(TypedForm):
    """A recommendation: of which kind, on what, for whom, in whose words, after which theme."""

    kind: Code
    scope: Literal["focus-area", "system-wide"]
    route: Code
    text: TextIn
    theme: Identifier | None = None
    overrides: tuple[OverrideIn, ...] = ()


class ReadIn(TypedForm):
    """Which words were read before they are cleared."""

    text: Identifier
    overrides: tuple[OverrideIn, ...] = ()


class OwnerIn(TypedForm):
    """Who answers for it, a post rather than a person, and by when."""

    owner: NameIn
    by_when: date | None = None


class AnswerIn(TypedForm):
    """What becomes of it, and why."""

    standing: Code
    on: date
    text: TextIn


class CarriedIn(TypedForm):
    """In which later document it stands, and where."""

    document: Code
    where: TextIn


@router.post("", status_code=201)
async def make_recommendation(
    review: Identifier, body: RecommendationIn, desk: Annotated[Desk, may("write-report")]
) -> Done:
    """Write a recommendation down."""
    name = desk.context().new_id("recommendation")
    return await _write(desk, review, name, body)


@router.post("/{recommendation}/words", status_code=201)
async def reword_recommendation(
    review: Identifier,
    recommendation: Identifier,
    body: RecommendationIn,
    desk: Annotated[Desk, may("write-report")],
) -> Done:
    """Write a recommendation anew; it has to be cleared again."""
    return await _write(desk, review, recommendation, body)


@router.post("/{recommendation}/clearance", status_code=201)
async def clear_recommendation(
    review: Identifier,
    recommendation: Identifier,
    body: ReadIn,
    desk: Annotated[Desk, may("clear-report")],
) -> Done:
    """Clear a recommendation, as it was read."""
    overrides = await desk.overrides(body.overrides, about=recommendation)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = ClearRecommendation(review=review, recommendation=recommendation, text=body.text)
    return await desk.do(RECOMMENDATION, command, context)


@router.post("/{recommendation}/withdrawal", status_code=201)
async def withdraw_recommendation(
    review: Identifier, recommendation: Identifier, desk: Annotated[Desk, may("write-report")]
) -> Done:
    """Take a recommendation back."""
    command = WithdrawRecommendation(review=review, recommendation=recommendation)
    return await desk.do(RECOMMENDATION, command, desk.context())


@router.post("/{recommendation}/owner", status_code=201)
async def own_recommendation(
    review: Identifier,
    recommendation: Identifier,
    body: OwnerIn,
    desk: Annotated[Desk, may("follow-recommendations")],
) -> Done:
    """Say who answers for a recommendation, and by when."""
    owner = await desk.keep("name", body.owner, about=recommendation)
    command = OwnRecommendation(
        review=review, recommendation=recommendation, owner=owner, by_when=body.by_when
    )
    return await desk.do(RECOMMENDATION, command, desk.context())


@router.post("/{recommendation}/answers", status_code=201)
async def answer_recommendation(
    review: Identifier,
    recommendation: Identifier,
    body: AnswerIn,
    desk: Annotated[Desk, may("follow-recommendations")],
) -> Done:
    """Say what becomes of a recommendation; everybody who may see the report reads it."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    text = await desk.keep("answer", body.text, about=recommendation)
    command = AnswerRecommendation(
        review=review,
        recommendation=recommendation,
        standing=body.standing,
        on=body.on,
        text=text,
    )
    return await desk.do(RECOMMENDATION, command, context)


@router.post("/{recommendation}/documents", status_code=201)
async def carry_recommendation(
    review: Identifier,
    recommendation: Identifier,
    body: CarriedIn,
    desk: Annotated[Desk, may("follow-recommendations")],
) -> Done:
    """Record that a recommendation stands in a later document."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    where = await desk.keep("where", body.where, about=recommendation)
    command = CarryRecommendation(
        review=review, recommendation=recommendation, document=body.document, where=where
    )
    return await desk.do(RECOMMENDATION, command, context)


async def _write(desk: Desk, review: str, name: str, body: RecommendationIn) -> Done:
    overrides = await desk.overrides(body.overrides, about=name)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    words, names = await look(desk, context, review, body.text)
    command = MakeRecommendation(
        review=review,
        recommendation=name,
        kind=body.kind,
        scope=body.scope,
        route=body.route,
        text=await desk.keep("text", body.text, about=name),
        words=words,
        names=names,
        theme=body.theme,
    )
    return await desk.do(RECOMMENDATION, command, context, made=name)
