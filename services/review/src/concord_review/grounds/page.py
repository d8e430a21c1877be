"""Documents, scope, experience and costs, over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier
from concord_kernel.context import Context
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field, WithJsonSchema

from concord_review.grounds.commands import (
    AttachDocument,
    DecideScope,
    DetachDocument,
    DropCost,
    Many,
    NoteExperience,
    PlanCost,
    StateAllocation,
    WithdrawExperience,
)
from concord_review.grounds.decide import GROUNDS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["planning"])

MOST = 10**9
Amount = Annotated[
    Decimal,
    Field(ge=0, le=MOST, decimal_places=2),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST}),
]
"""An amount of money, with hundredths at most."""


class DocumentIn(TypedForm):
    """A document: of which kind, of when, what it is and where it is found.

    Attributes:
        first: Its date, or the first day of the period that it is about.
        last: The last day of that period.
        where: An https address, or a place on paper.
    """

    kind: Code
    first: date
    last: date | None = None
    what: TextIn
    where: TextIn


class ScopeIn(TypedForm):
    """Whether the review examines it, and why."""

    included: bool
    on: date
    reason: TextIn


class ExperienceIn(TypedForm):
    """What another county learned, who told it and when."""

    county: AgencyCode
    year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    told_by: Code
    on: date
    text: TextIn


class AllocationIn(TypedForm):
    """What may be spent, in the currency of the rules, and where that stands."""

    amount: Amount
    source: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class CostIn(TypedForm):
    """A cost: so many people, so often, at so much each; and what it is for."""

    kind: Code
    people: Many
    times: Many
    amount: Amount
    text: TextIn
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/grounds/documents", status_code=201)
async def attach_document(
    review: Identifier, body: DocumentIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Attach a document that the choice of the focus area rests on."""
    context = await _context(desk, review)
    document = context.new_id("document")
    command = AttachDocument(
        review=review,
        document=document,
        kind=body.kind,
        first=body.first,
        last=body.last,
        what=await desk.keep("what", body.what, about=document),
        where=await desk.keep("where", body.where, about=document),
    )
    return await desk.do(GROUNDS, command, context, made=document)


@router.post("/grounds/documents/{document}/removal", status_code=201)
async def detach_document(
    review: Identifier, document: Identifier, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Take a document away that was attached by mistake."""
    command = DetachDocument(review=review, document=document)
    return await desk.do(GROUNDS, command, await _context(desk, review))


@router.post("/grounds/scope/{part}", status_code=201)
async def decide_scope(
    review: Identifier, part: Code, body: ScopeIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Say whether the review examines what it may examine as necessary."""
    reason = await desk.keep("reason", body.reason, about=f"grounds-{review}")
    command = DecideScope(
        review=review, part=part, included=body.included, on=body.on, reason=reason
    )
    return await desk.do(GROUNDS, command, await _context(desk, review))


@router.post("/grounds/experiences", status_code=201)
async def note_experience(
    review: Identifier, body: ExperienceIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Note what another county learned from a review of its own."""
    context = await _context(desk, review)
    experience = context.new_id("experience")
    command = NoteExperience(
        review=review,
        experience=experience,
        county=body.county,
        year=body.year,
        told_by=body.told_by,
        on=body.on,
        text=await desk.keep("experience", body.text, about=experience),
    )
    return await desk.do(GROUNDS, command, context, made=experience)


@router.post("/grounds/experiences/{experience}/removal", status_code=201)
async def withdraw_experience(
    review: Identifier, experience: Identifier, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Take away what was noted by mistake."""
    command = WithdrawExperience(review=review, experience=experience)
    return await desk.do(GROUNDS, command, await _context(desk, review))


@router.post("/grounds/allocation", status_code=201)
async def state_allocation(
    review: Identifier, body: AllocationIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Say what the county may spend on the review."""
    source = await desk.keep("source", body.source, about=f"grounds-{review}")
    command = StateAllocation(review=review, cents=_cents(body.amount), source=source)
    return await desk.do(GROUNDS, command, await _context(desk, review, body.overrides))


@router.post("/grounds/costs", status_code=201)
async def plan_cost(
    review: Identifier, body: CostIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Plan a cost; more than may be spent is planned with a reason."""
    context = await _context(desk, review, body.overrides)
    cost = context.new_id("cost")
    command = PlanCost(
        review=review,
        cost=cost,
        kind=body.kind,
        people=body.people,
        times=body.times,
        cents=_cents(body.amount),
        text=await desk.keep("cost", body.text, about=cost),
    )
    return await desk.do(GROUNDS, command, context, made=cost)


@router.post("/grounds/costs/{cost}/removal", status_code=201)
async def drop_cost(
    review: Identifier, cost: Identifier, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Plan a cost no longer."""
    command = DropCost(review=review, cost=cost)
    return await desk.do(GROUNDS, command, await _context(desk, review))


async def _context(desk: Desk, review: str, given: tuple[OverrideIn, ...] = ()) -> Context:
    overrides = await desk.overrides(given, about=f"grounds-{review}")
    return desk.context(await desk.office.edition_of(desk.agency, review), overrides)


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
