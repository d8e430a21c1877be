"""Recording meetings, trainings and requests for help, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.context import Context
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field

from concord_review.meetings.commands import (
    AnswerHelp,
    Codes,
    GivePacket,
    RecordMeeting,
    RequestHelp,
    WithdrawMeeting,
)
from concord_review.meetings.decide import MEETINGS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["plan"])


class MeetingIn(TypedForm):
    """A meeting, a call or a training that took place; who was there by their part, never by name.

    Attributes:
        reviewers: Reviewers who were trained in it.
        minutes: How long it was.
    """

    kind: Code
    on: date
    parties: Codes = ()
    led_by: Codes = ()
    topics: Codes = ()
    reviewers: Annotated[tuple[Identifier, ...], Field(max_length=200)] = ()
    notes: TextIn | None = None
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = None
    overrides: tuple[OverrideIn, ...] = ()


class PacketIn(TypedForm):
    """When the review teams got their packet, and what was in it."""

    on: date
    contents: Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)]
    overrides: tuple[OverrideIn, ...] = ()


class HelpIn(TypedForm):
    """What the state is asked to help with."""

    topic: Code
    on: date
    text: TextIn


class AnswerIn(TypedForm):
    """What the state answered."""

    on: date
    text: TextIn


@router.post("/meetings", status_code=201)
async def record_meeting(
    review: Identifier, body: MeetingIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Record a meeting, a call or a training that took place."""
    context = await _context(desk, review, body.overrides)
    meeting = context.new_id("meeting")
    notes = None
    if body.notes is not None:
        notes = await desk.keep("notes", body.notes, about=meeting)
    command = RecordMeeting(
        review=review,
        meeting=meeting,
        notes=notes,
        **body.model_dump(exclude={"notes", "overrides"}),
    )
    return await desk.do(MEETINGS, command, context, made=meeting)


@router.post("/meetings/{meeting}/withdrawal", status_code=201)
async def withdraw_meeting(
    review: Identifier, meeting: Identifier, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Take back a meeting that was recorded by mistake."""
    command = WithdrawMeeting(review=review, meeting=meeting)
    return await desk.do(MEETINGS, command, await _context(desk, review))


@router.post("/packet", status_code=201)
async def give_packet(
    review: Identifier, body: PacketIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Record that the review teams got their packet."""
    context = await _context(desk, review, body.overrides)
    command = GivePacket(review=review, on=body.on, contents=body.contents)
    return await desk.do(MEETINGS, command, context)


@router.post("/help", status_code=201)
async def request_help(
    review: Identifier, body: HelpIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Ask the state for help."""
    context = await _context(desk, review)
    request = context.new_id("request")
    text = await desk.keep("request", body.text, about=request)
    command = RequestHelp(review=review, request=request, topic=body.topic, on=body.on, text=text)
    return await desk.do(MEETINGS, command, context, made=request)


@router.post("/help/{request}/answer", status_code=201)
async def answer_help(
    review: Identifier,
    request: Identifier,
    body: AnswerIn,
    desk: Annotated[Desk, may("work-on-plan")],
) -> Done:
    """Record what the state answered."""
    text = await desk.keep("answer", body.text, about=request)
    command = AnswerHelp(review=review, request=request, on=body.on, text=text)
    return await desk.do(MEETINGS, command, await _context(desk, review))


async def _context(desk: Desk, review: str, overrides: tuple[OverrideIn, ...] = ()) -> Context:
    given = await desk.overrides(overrides, about=f"meetings-{review}")
    return desk.context(await desk.office.edition_of(desk.agency, review), given)
