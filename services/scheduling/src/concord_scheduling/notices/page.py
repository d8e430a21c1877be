"""Approving notices and giving calendar links, over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final

from concord_contracts.facts.notice import People
from concord_contracts.facts.schedule import EventWeekSet
from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.secret_address import CALENDAR, place_of
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from concord_scheduling.notices.commands import (
    ApproveNotices,
    EndCalendarLink,
    GiveCalendarLink,
    HoldBackNotices,
)
from concord_scheduling.notices.decide import NOTICES

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["notices"])

A_MONTH: Final = timedelta(days=30)


class PeopleIn(BaseModel):
    """Reviewers and workers."""

    people: People


class LinkIn(BaseModel):
    """Whose calendar; and the last day, if it is not a month after the event week."""

    person: Identifier
    until: date | None = None


class LinkDone(Done):
    """The link that was made.

    Attributes:
        address: The path of the calendar; whoever has it reads it, until the last day.
        until: The last day on which it answers.
    """

    address: str
    until: date


@router.post("/releases/{release}/notices", status_code=201)
async def approve_notices(
    review: Identifier,
    release: Annotated[int, Field(ge=1, le=100_000)],
    body: PeopleIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Approve that these people are told what the release changes for them."""
    command = ApproveNotices(review=review, release=release, people=body.people)
    return await desk.do(NOTICES, command, desk.context())


@router.post("/releases/{release}/held-back", status_code=201)
async def hold_back_notices(
    review: Identifier,
    release: Annotated[int, Field(ge=1, le=100_000)],
    body: PeopleIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Decide that these people are not told of the release."""
    command = HoldBackNotices(review=review, release=release, people=body.people)
    return await desk.do(NOTICES, command, desk.context())


@router.post("/calendar-links", status_code=201)
async def give_calendar_link(
    review: Identifier, body: LinkIn, desk: Annotated[Desk, may("share-calendar")]
) -> LinkDone:
    """Make a link to one person's own interviews; a reviewer makes one's own only."""
    _must_be_theirs(body.person, desk)
    context = desk.context()
    link = context.new_id("link")
    there = place_of(desk.office.ledger.keys.fingerprint, CALENDAR, desk.agency, review, link)
    until = body.until or await _usual_end(desk, review)
    command = GiveCalendarLink(
        review=review, link=link, person=body.person, digest=there.digest, until=until
    )
    done = await desk.do(NOTICES, command, context, made=link)
    return LinkDone(
        **done.model_dump(), address=f"/scheduling/calendar/{there.address}.ics", until=until
    )


@router.post("/calendar-links/{link}/end", status_code=201)
async def end_calendar_link(
    review: Identifier, link: Identifier, body: LinkIn, desk: Annotated[Desk, may("share-calendar")]
) -> Done:
    """End a link before its last day."""
    _must_be_theirs(body.person, desk)
    command = EndCalendarLink(review=review, link=link, person=body.person)
    return await desk.do(NOTICES, command, desk.context())


def _must_be_theirs(person: str, desk: Desk) -> None:
    """Let who plans the week act for everybody, and others for themselves.

    Raises:
        HTTPException: 404, it is somebody else.
    """
    if person != desk.person.actor and not desk.can("plan-schedule"):
        raise HTTPException(404, "door.not-found")


async def _usual_end(desk: Desk, review: str) -> date:
    """A month after the event week, or after today where that is later."""
    days = [
        envelope.fact.last_day
        for envelope in await desk.office.ledger.read(desk.agency, [f"schedule-{review}"])
        if isinstance(envelope.fact, EventWeekSet)
    ]
    today = clock.now().date()
    return max([today, *days[-1:]]) + A_MONTH
