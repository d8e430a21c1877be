"""The daily debrief, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from concord_contracts import bookings
from concord_contracts.terms import Code, Identifier
from concord_kernel.context import Context
from concord_kernel.vault import NameIn, TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from concord_review.debrief_days.commands import (
    AgreeDay,
    DayCommand,
    NameFacilitator,
    NotePoint,
    RaiseProblem,
    SummariseDay,
    WithdrawPoint,
)
from concord_review.debrief_days.decide import DAY
from concord_review.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/debriefs", tags=["debriefs"])


class FacilitatorIn(TypedForm):
    """Who facilitates the daily debriefs."""

    name: NameIn
    person: Identifier | None = None


class PointIn(TypedForm):
    """A point for a day's board: what was heard, without a name, a case or an interview."""

    day: date
    heading: Code
    kind: Code
    text: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class ProblemIn(TypedForm):
    """A problem with the way the interviews go."""

    day: date
    text: TextIn


class ConsensusIn(TypedForm):
    """A day's consensus.

    Attributes:
        parties: Who came to it: interview teams and planning team.
        supervisor_present: Whether somebody in the room supervises somebody interviewed that day.
        kept_out: Of those who are known to, who was not in the room.
        dissent: What somebody still saw otherwise.
    """

    parties: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)]
    supervisor_present: bool = False
    kept_out: Annotated[tuple[Identifier, ...], Field(max_length=60)] = ()
    dissent: TextIn | None = None
    overrides: tuple[OverrideIn, ...] = ()


class SummaryIn(TypedForm):
    """A day's debrief in writing."""

    summary: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class NothingIn(BaseModel):
    """A wish that says all there is to say."""


@router.post("/facilitator", status_code=201)
async def name_facilitator(
    review: Identifier, body: FacilitatorIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Name who facilitates the daily debriefs; the guide has this done during planning."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    person = body.person or context.new_id("staff")
    name = await desk.keep("name", body.name, about=person)
    command = NameFacilitator(review=review, person=person, name=name)
    return await desk.do(DAY, command, context, made=person)


@router.post("/points", status_code=201)
async def note_point(
    review: Identifier, body: PointIn, desk: Annotated[Desk, may("write-debrief")]
) -> Done:
    """Put a point on a day's board; it is looked through before it is kept."""
    reviewer, context = await asks(desk, review), await _context(desk, review, body.overrides)
    point = context.new_id("point")
    names = await look(desk, context, review, {"text": body.text})
    text = await desk.keep("point", body.text, about=point)
    said = body.model_dump(exclude={"text", "overrides"})
    command = NotePoint(
        review=review, point=point, text=text, reviewer=reviewer, names=names, **said
    )
    return await desk.do(DAY, command, context, made=point)


@router.post("/points/{point}/withdrawal", status_code=201)
async def withdraw_point(
    review: Identifier,
    point: Identifier,
    desk: Annotated[Desk, may("write-debrief")],
    body: NothingIn | None = None,
) -> Done:
    """Take a point off its day's board."""
    del body
    command = WithdrawPoint(review=review, point=point, reviewer=await asks(desk, review))
    return await _done(desk, command)


@router.post("/problems", status_code=201)
async def raise_problem(
    review: Identifier, body: ProblemIn, desk: Annotated[Desk, may("write-debrief")]
) -> Done:
    """Tell a problem with the way the interviews go; it never counts among what was heard."""
    problem = desk.context().new_id("problem")
    text = await desk.keep("problem", body.text, about=problem)
    command = RaiseProblem(
        review=review, problem=problem, day=body.day, text=text, reviewer=await asks(desk, review)
    )
    return await _done(desk, command, problem)


@router.post("/days/{day}/consensus", status_code=201)
async def agree_day(
    review: Identifier,
    day: date,
    body: ConsensusIn,
    desk: Annotated[Desk, may("write-debrief")],
) -> Done:
    """Record the consensus of interview teams and planning team on a day's points."""
    about, reviewer = f"debriefs-{review}", await asks(desk, review)
    context = await _context(desk, review, body.overrides)
    names = await look(desk, context, review, {"dissent": body.dissent})
    dissent = await desk.keep("dissent", body.dissent, about=about) if body.dissent else None
    command = AgreeDay(
        review=review,
        day=day,
        parties=body.parties,
        supervisor_present=body.supervisor_present,
        kept_out=body.kept_out,
        sessions=await _sessions(desk, review, day),
        dissent=dissent,
        reviewer=reviewer,
        names=names,
    )
    return await desk.do(DAY, command, context)


@router.post("/days/{day}/summary", status_code=201)
async def summarise_day(
    review: Identifier,
    day: date,
    body: SummaryIn,
    desk: Annotated[Desk, may("write-debrief")],
) -> Done:
    """Hand a day's debrief in writing to those who write the report."""
    reviewer, context = await asks(desk, review), await _context(desk, review, body.overrides)
    names = await look(desk, context, review, {"summary": body.summary})
    summary = await desk.keep("summary", body.summary, about=f"debriefs-{review}")
    command = SummariseDay(review=review, day=day, summary=summary, reviewer=reviewer, names=names)
    return await desk.do(DAY, command, context)


async def asks(desk: Desk, review: str) -> str | None:
    """The reviewer who asks, who has to have signed; none for somebody else of the inside.

    Raises:
        HTTPException: 404, this is somebody of the host, to whom no debrief goes.
    """
    edition = await desk.office.edition_of(desk.agency, review)
    if desk.person.home == desk.agency and not edition.flag("debrief.to-host-county"):
        raise HTTPException(404, "door.not-found")
    return desk.person.actor if desk.person.has("reviewer") else None


async def _sessions(desk: Desk, review: str, day: date) -> tuple[str, ...]:
    standing = bookings.NONE
    for envelope in await desk.office.ledger.read(desk.agency, [f"schedule-{review}"]):
        standing = bookings.after(standing, envelope.fact)
    return tuple(session for session, one in standing.items() if one.on == day)


async def _context(desk: Desk, review: str, overrides: Sequence[OverrideIn] = ()) -> Context:
    edition = await desk.office.edition_of(desk.agency, review)
    return desk.context(edition, await desk.overrides(overrides, about=f"debriefs-{review}"))


async def _done(desk: Desk, command: DayCommand, made: str = "") -> Done:
    return await desk.do(DAY, command, await _context(desk, command.review), made=made)
