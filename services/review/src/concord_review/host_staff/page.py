"""Training of the host's staff and their ties, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_review.host_staff.commands import DeclareTies, Joined, RecordTraining, ReportTraining
from concord_review.host_staff.decide import HOST_STAFF

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/reviewers/{reviewer}", tags=["people"])


class TrainingIn(BaseModel):
    """By whom somebody was trained, and on which day."""

    by: Code
    on: date


class ReportIn(BaseModel):
    """The day on which name and training day were given to the co-chairs."""

    on: date


class TiesIn(BaseModel):
    """Every tie of somebody to cases of the sample and their workers; none is an answer too.

    Attributes:
        same_region: Cases whose worker is of the same region.
        knows_case: Cases that somebody had contact or is familiar with.
        supervises: Cases whose worker somebody supervises.
    """

    same_region: Annotated[tuple[Identifier, ...], Field(max_length=120)] = ()
    knows_case: Annotated[tuple[Identifier, ...], Field(max_length=120)] = ()
    supervises: Annotated[tuple[Identifier, ...], Field(max_length=120)] = ()

    def joined(self) -> tuple[Joined, ...]:
        """As the command has them."""
        kinds = {
            "same-region": self.same_region,
            "knows-case": self.knows_case,
            "supervises": self.supervises,
        }
        return tuple(
            Joined(kind=kind, case=case) for kind, cases in kinds.items() for case in cases
        )


@router.post("/training", status_code=201)
async def record_training(
    review: Identifier,
    reviewer: Identifier,
    body: TrainingIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Record that somebody of the host was trained for an interview team."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = RecordTraining(review=review, reviewer=reviewer, by=body.by, on=body.on)
    return await desk.do(HOST_STAFF, command, context)


@router.post("/training/report", status_code=201)
async def report_training(
    review: Identifier,
    reviewer: Identifier,
    body: ReportIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Record that the co-chairs were given name and day of a training."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = ReportTraining(review=review, reviewer=reviewer, on=body.on)
    return await desk.do(HOST_STAFF, command, context)


@router.post("/ties", status_code=201)
async def declare_ties(
    review: Identifier,
    reviewer: Identifier,
    body: TiesIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Tell the ties of somebody of the host to cases and workers."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = DeclareTies(review=review, reviewer=reviewer, ties=body.joined())
    return await desk.do(HOST_STAFF, command, context)
