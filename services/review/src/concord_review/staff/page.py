"""Listing whom to interview, and marking them prepared, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import NameIn, TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field

from concord_review.staff.commands import (
    MOST_AT_ONCE,
    ListInterviewee,
    PrepareInterviewees,
    WithdrawPreparation,
)
from concord_review.staff.decide import STAFF

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/staff", tags=["sample"])

NAME = "worker-name"
"""What names of the staff are kept as; those of the workers of a frame too."""


class IntervieweeIn(TypedForm):
    """Somebody who carries no case of the sample, by name."""

    name: NameIn
    role: Code


class RoleIn(TypedForm):
    """As what somebody is interviewed."""

    role: Code


class PreparedIn(TypedForm):
    """Who is prepared, and since which day."""

    workers: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    on: date


class UnpreparedIn(TypedForm):
    """Why somebody is not prepared after all."""

    reason: TextIn


@router.post("", status_code=201)
async def add_interviewee(
    review: Identifier, body: IntervieweeIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """List somebody of the staff by name; whoever carries a drawn case is listed already."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    worker = context.new_id("worker")
    name = await desk.keep(NAME, body.name, about=worker)
    command = ListInterviewee(review=review, worker=worker, role=body.role, name=name)
    return await desk.do(STAFF, command, context, made=worker)


@router.post("/{worker}/role", status_code=201)
async def set_role(
    review: Identifier,
    worker: Identifier,
    body: RoleIn,
    desk: Annotated[Desk, may("choose-cases")],
) -> Done:
    """Say as what somebody is interviewed."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = ListInterviewee(review=review, worker=worker, role=body.role)
    return await desk.do(STAFF, command, context)


@router.post("/preparations", status_code=201)
async def prepare_interviewees(
    review: Identifier, body: PreparedIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Mark people prepared."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = PrepareInterviewees(review=review, workers=body.workers, on=body.on)
    return await desk.do(STAFF, command, context)


@router.post("/{worker}/preparation/withdrawal", status_code=201)
async def withdraw_preparation(
    review: Identifier,
    worker: Identifier,
    body: UnpreparedIn,
    desk: Annotated[Desk, may("choose-cases")],
) -> Done:
    """Say that somebody is not prepared after all."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    reason = await desk.keep("reason", body.reason, about=worker)
    command = WithdrawPreparation(review=review, worker=worker, reason=reason)
    return await desk.do(STAFF, command, context)
