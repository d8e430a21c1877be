"""Naming who leads a review, over HTTP."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier
from concord_kernel.vault import NameIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_review.leadership.commands import EndPart, NameLeader, TakePart
from concord_review.leadership.decide import LEADERSHIP

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["leading"])


class PartIn(TypedForm):
    """A part in leading the review: which, for whom, and what a supporting person does."""

    part: Code
    kind: Code
    duties: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    overrides: tuple[OverrideIn, ...] = ()


class LeaderIn(PartIn):
    """A person who leads, the agency that person comes from, and a first part.

    Attributes:
        person: The account's Concord number, for somebody who enters with one of their own.
    """

    name: NameIn
    home: AgencyCode
    person: Identifier | None = None


class FurtherPartIn(PartIn):
    """A further part of somebody who leads already."""

    person: Identifier


class EndedPartIn(BaseModel):
    """A part that somebody has no longer."""

    person: Identifier
    part: Code
    kind: Code


@router.post("/leaders", status_code=201)
async def name_leader(
    review: Identifier, body: LeaderIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Name a person who leads."""
    overrides = await desk.overrides(body.overrides, about=f"leadership-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    person = body.person or context.new_id("leader")
    command = NameLeader(
        review=review,
        person=person,
        name=await desk.keep("name", body.name, about=person),
        home=body.home,
        part=body.part,
        kind=body.kind,
        duties=body.duties,
    )
    return await desk.do(LEADERSHIP, command, context, made=person)


@router.post("/leaders/parts", status_code=201)
async def take_part(
    review: Identifier, body: FurtherPartIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Give a further part to somebody who leads."""
    overrides = await desk.overrides(body.overrides, about=f"leadership-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = TakePart(
        review=review, person=body.person, part=body.part, kind=body.kind, duties=body.duties
    )
    return await desk.do(LEADERSHIP, command, context)


@router.post("/leaders/parts/end", status_code=201)
async def end_part(
    review: Identifier, body: EndedPartIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Let somebody have a part no longer."""
    command = EndPart(review=review, person=body.person, part=body.part, kind=body.kind)
    return await desk.do(LEADERSHIP, command, desk.context())
