"""Recording decisions, drafting and signing agreements, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_review.agreements.commands import DraftAgreement, RecordDecision, SignAgreement
from concord_review.agreements.decide import AGREEMENT
from concord_review.wording import look_for_cases

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["leading"])


class DecisionIn(TypedForm):
    """What was decided before the planning or during it, and when.

    Attributes:
        answer: Yes or no, where the question is whether.
    """

    among: Code
    decision: Code
    on: date
    text: TextIn
    answer: Literal["yes", "no"] | None = None
    overrides: tuple[OverrideIn, ...] = ()


class DraftIn(TypedForm):
    """What is to be agreed, in words, and yes or no where the question is whether."""

    text: TextIn
    answer: Literal["yes", "no"] | None = None


class AgreementSignatureIn(TypedForm):
    """Whose seat agrees, and on which day."""

    seat: Code
    on: date
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/decisions", status_code=201)
async def record_decision(
    review: Identifier, body: DecisionIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Record what was decided before the planning began."""
    about = f"agreement-{review}"
    overrides = await desk.overrides(body.overrides, about=about)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    await look_for_cases(desk, context, review, body.text)
    text = await desk.keep("decision", body.text, about=about)
    command = RecordDecision(
        review=review,
        among=body.among,
        decision=body.decision,
        on=body.on,
        text=text,
        answer=body.answer,
    )
    return await desk.do(AGREEMENT, command, context)


@router.post("/agreements/{topic}", status_code=201)
async def draft_agreement(
    review: Identifier, topic: Code, body: DraftIn, desk: Annotated[Desk, may("agree-plan")]
) -> Done:
    """Write down what is to be agreed."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    await look_for_cases(desk, context, review, body.text)
    text = await desk.keep("agreement", body.text, about=f"agreement-{review}")
    command = DraftAgreement(review=review, topic=topic, text=text, answer=body.answer)
    return await desk.do(AGREEMENT, command, context)


@router.post("/agreements/{topic}/signatures", status_code=201)
async def sign_agreement(
    review: Identifier,
    topic: Code,
    body: AgreementSignatureIn,
    desk: Annotated[Desk, may("agree-plan")],
) -> Done:
    """Agree for a seat; the coordinator records what was signed on paper."""
    overrides = await desk.overrides(body.overrides, about=f"agreement-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = SignAgreement(
        review=review,
        topic=topic,
        seat=body.seat,
        signer=desk.person.actor,
        on=body.on,
        for_others=desk.person.has("coordinator"),
    )
    return await desk.do(AGREEMENT, command, context)
