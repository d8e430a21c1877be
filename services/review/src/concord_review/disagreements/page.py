"""Telling a difference of opinion, taking it up and settling it, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_review.disagreements.commands import (
    EscalateDisagreement,
    RaiseDisagreement,
    SettleDisagreement,
)
from concord_review.disagreements.decide import DISAGREEMENTS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/disagreements", tags=["leading"])


class DisagreementIn(TypedForm):
    """A difference of opinion: whose, about what, when noticed and when told."""

    by: Code
    topic: Code | None = None
    matter: TextIn
    arose_on: date
    told_on: date


class EscalationIn(TypedForm):
    """What was tried before it goes one level up, and when it does."""

    on: date
    tried: TextIn


class SettlementIn(TypedForm):
    """How and when it was resolved."""

    on: date
    how: TextIn


@router.post("", status_code=201)
async def raise_disagreement(
    review: Identifier, body: DisagreementIn, desk: Annotated[Desk, may("handle-disagreements")]
) -> Done:
    """Tell a difference of opinion."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    made = context.new_id("disagreement")
    command = RaiseDisagreement(
        review=review,
        disagreement=made,
        by=body.by,
        topic=body.topic,
        matter=await desk.keep("matter", body.matter, about=made),
        arose_on=body.arose_on,
        told_on=body.told_on,
    )
    return await desk.do(DISAGREEMENTS, command, context, made=made)


@router.post("/{disagreement}/escalation", status_code=201)
async def escalate_disagreement(
    review: Identifier,
    disagreement: Identifier,
    body: EscalationIn,
    desk: Annotated[Desk, may("handle-disagreements")],
) -> Done:
    """Take a difference of opinion one level up."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    tried = await desk.keep("tried", body.tried, about=disagreement)
    command = EscalateDisagreement(
        review=review, disagreement=disagreement, on=body.on, tried=tried
    )
    return await desk.do(DISAGREEMENTS, command, context)


@router.post("/{disagreement}/settlement", status_code=201)
async def settle_disagreement(
    review: Identifier,
    disagreement: Identifier,
    body: SettlementIn,
    desk: Annotated[Desk, may("handle-disagreements")],
) -> Done:
    """Record how a difference of opinion was resolved."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    how = await desk.keep("how", body.how, about=disagreement)
    command = SettleDisagreement(review=review, disagreement=disagreement, on=body.on, how=how)
    return await desk.do(DISAGREEMENTS, command, context)
