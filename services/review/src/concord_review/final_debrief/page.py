"""The final debrief, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier
from concord_kernel.context import Context
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from concord_review.final_debrief.commands import (
    BriefExecutives,
    FinalCommand,
    NoteFinalPoint,
    OpenFinalDebrief,
    OpenInterpretation,
    RecordAggregate,
    SharePractice,
)
from concord_review.final_debrief.decide import FINAL
from concord_review.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["debriefs"])


class OnIn(BaseModel):
    """The day on which something happened."""

    on: date


class BeginIn(TypedForm):
    """The day of the final debrief, and how long it is planned to be."""

    on: date
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = None
    overrides: tuple[OverrideIn, ...] = ()


class NothingIn(BaseModel):
    """A wish that says all there is to say."""


class FiguresIn(BaseModel):
    """Aggregate figures: how many interviews and focus groups were held."""

    interviews: Annotated[int, Field(ge=0, le=10_000)]
    focus_groups: Annotated[int, Field(ge=0, le=1_000)]


class FinalPointIn(TypedForm):
    """A point of the final debrief, in one of its voices."""

    voice: Code
    heading: Code
    text: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class PracticeIn(TypedForm):
    """A promising practice.

    Attributes:
        county: Whose it is; a reviewer's own agency, where none is named.
    """

    text: TextIn
    county: AgencyCode | None = None
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/executive-briefing", status_code=201)
async def brief_executives(
    review: Identifier, body: OnIn, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record that the executive team was told about process and preliminary findings."""
    return await _done(desk, BriefExecutives(review=review, on=body.on))


@router.post("/aggregate", status_code=201)
async def record_aggregate(
    review: Identifier, body: FiguresIn, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record the aggregate figures: the host's, or those of the state."""
    by = "host" if desk.person.home == desk.agency else "state"
    return await _done(desk, RecordAggregate(review=review, by=by, **body.model_dump()))


@router.post("/final-debrief", status_code=201)
async def open_final_debrief(
    review: Identifier, body: BeginIn, desk: Annotated[Desk, may("write-debrief")]
) -> Done:
    """Begin the final debrief, with what was heard."""
    reviewer, context = await asks(desk, review), await _context(desk, review, body.overrides)
    command = OpenFinalDebrief(review=review, on=body.on, minutes=body.minutes, reviewer=reviewer)
    return await desk.do(FINAL, command, context)


@router.post("/final-debrief/interpretation", status_code=201)
async def open_interpretation(
    review: Identifier,
    desk: Annotated[Desk, may("write-debrief")],
    body: NothingIn | None = None,
) -> Done:
    """Let the reviewers say what they think of what they heard."""
    del body
    return await _done(desk, OpenInterpretation(review=review, reviewer=await asks(desk, review)))


@router.post("/final-debrief/points", status_code=201)
async def note_final_point(
    review: Identifier, body: FinalPointIn, desk: Annotated[Desk, may("write-debrief")]
) -> Done:
    """Note a point in one of the voices; it is looked through before it is kept."""
    reviewer, context = await asks(desk, review), await _context(desk, review, body.overrides)
    point = context.new_id("point")
    names = await look(desk, context, review, {"text": body.text})
    text = await desk.keep("point", body.text, about=point)
    said = body.model_dump(exclude={"text", "overrides"})
    command = NoteFinalPoint(
        review=review, point=point, text=text, reviewer=reviewer, names=names, **said
    )
    return await desk.do(FINAL, command, context, made=point)


@router.post("/practices", status_code=201)
async def share_practice(
    review: Identifier, body: PracticeIn, desk: Annotated[Desk, may("write-debrief")]
) -> Done:
    """Share a promising practice of a peer agency, which is named and no person."""
    reviewer, context = await asks(desk, review), await _context(desk, review, body.overrides)
    practice = context.new_id("practice")
    names = await look(desk, context, review, {"text": body.text})
    text = await desk.keep("practice", body.text, about=practice)
    command = SharePractice(
        review=review,
        practice=practice,
        county=body.county or desk.person.home,
        home=desk.person.home,
        text=text,
        reviewer=reviewer,
        names=names,
    )
    return await desk.do(FINAL, command, context, made=practice)


async def asks(desk: Desk, review: str) -> str | None:
    """The reviewer who asks, who has to have signed; none for somebody else of the inside.

    Raises:
        HTTPException: 404, this is somebody of the host, to whom no debrief goes.
    """
    edition = await desk.office.edition_of(desk.agency, review)
    if desk.person.home == desk.agency and not edition.flag("debrief.to-host-county"):
        raise HTTPException(404, "door.not-found")
    return desk.person.actor if desk.person.has("reviewer") else None


async def _context(desk: Desk, review: str, overrides: Sequence[OverrideIn] = ()) -> Context:
    edition = await desk.office.edition_of(desk.agency, review)
    return desk.context(edition, await desk.overrides(overrides, about=f"debriefs-{review}"))


async def _done(desk: Desk, command: FinalCommand) -> Done:
    return await desk.do(FINAL, command, await _context(desk, command.review))
