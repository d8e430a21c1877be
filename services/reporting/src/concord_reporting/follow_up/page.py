"""Recording what was shared with whom, and the reflections session, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field

from concord_reporting.follow_up.commands import HoldReflections, ShareFindings
from concord_reporting.follow_up.decide import FOLLOW_UP

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["recommendations"])


class SharingIn(TypedForm):
    """With whom findings were shared, which, and when."""

    audience: Code
    what: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    on: date
    note: TextIn | None = None


class ReflectionsIn(TypedForm):
    """The reflections session: who was invited, what worked, what to do differently, what next."""

    on: date
    combined: bool = False
    invited: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    presented: bool = False
    worked_well: TextIn
    otherwise: TextIn
    next_steps: TextIn


@router.post("/sharings", status_code=201)
async def share_findings(
    review: Identifier,
    body: SharingIn,
    desk: Annotated[Desk, may("follow-recommendations")],
) -> Done:
    """Record with whom findings were shared."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    sharing = context.new_id("sharing")
    note = await desk.keep("note", body.note, about=f"report-{review}") if body.note else None
    command = ShareFindings(
        review=review,
        sharing=sharing,
        audience=body.audience,
        what=body.what,
        on=body.on,
        note=note,
    )
    return await desk.do(FOLLOW_UP, command, context, made=sharing)


@router.post("/reflections", status_code=201)
async def hold_reflections(
    review: Identifier,
    body: ReflectionsIn,
    desk: Annotated[Desk, may("follow-recommendations")],
) -> Done:
    """Record the reflections session."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    about = f"report-{review}"
    command = HoldReflections(
        review=review,
        on=body.on,
        combined=body.combined,
        invited=body.invited,
        presented=body.presented,
        worked_well=await desk.keep("worked-well", body.worked_well, about=about),
        otherwise=await desk.keep("otherwise", body.otherwise, about=about),
        next_steps=await desk.keep("next-steps", body.next_steps, about=about),
    )
    return await desk.do(FOLLOW_UP, command, context)
