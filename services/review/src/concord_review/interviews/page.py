"""Recording an interview, the form for it, and reading its notes back, over HTTP."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from concord_contracts.bookings import NONE, after
from concord_contracts.event import Event
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased
from concord_contracts.terms import Identifier
from concord_kernel.vault import NoteIn, Reading, TypedForm, opened
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.drafts import HOURS, UNSENT_HOURS, draft_key
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import AwareDatetime, BaseModel, Field

from concord_review.interviews.commands import RecordInterview
from concord_review.interviews.decide import INTERVIEW, Interview

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/sessions", tags=["interviews"])
pages = APIRouter(prefix="/{agency}/reviews/{review}/sessions", include_in_schema=False)


CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody raw notes are."""


class InterviewIn(TypedForm):
    """An interview that was held; the notes go to the vault and nowhere else."""

    team: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0, le=600)]
    notes: NoteIn


class ToRecord(NamedTuple):
    """An interview that somebody may record.

    Attributes:
        booking: As it went out last to a team of theirs.
        interview: What the rules know of it.
        stands: Whether it is still that team's in the schedule that is out.
    """

    booking: InterviewBooked
    interview: Interview
    stands: bool


class RecordKeyOut(BaseModel):
    """What a browser keeps the draft of a record under.

    Attributes:
        key: Thirty-two bytes in base64.
        until: When the sitting ends; the browser forgets the key then.
        hours: How long a draft is kept of which everything was sent.
        unsent_hours: How long one is kept that holds what was not recorded yet.
    """

    key: str
    until: AwareDatetime
    hours: int
    unsent_hours: int


@router.post("/{session}", status_code=201)
async def record_interview(
    review: Identifier,
    session: Identifier,
    body: InterviewIn,
    desk: Annotated[Desk, may("record-interview")],
) -> Done:
    """Record a booked interview with its notes."""
    edition = await desk.office.edition_of(desk.agency, review)
    context = desk.context(edition)
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    notes = await desk.keep("notes", body.notes, about=session, custodian=custodian)
    command = RecordInterview(
        review=review,
        session=session,
        reviewer=desk.person.actor,
        team=body.team,
        on=body.on,
        minutes=body.minutes,
        notes=notes,
    )
    return await desk.do(INTERVIEW, command, context)


@router.get("/{session}/record/draft-key")
async def get_record_key(
    review: Identifier, session: Identifier, desk: Annotated[Desk, may("record-interview")]
) -> RecordKeyOut:
    """The key of one's own draft of what is to be recorded."""
    await _to_record(desk, review, session)
    key = draft_key(desk.office, desk.person.actor, desk.agency, review, f"record-{session}")
    return RecordKeyOut(
        key=b64encode(key).decode(),
        until=desk.asker.session.until,
        hours=HOURS,
        unsent_hours=UNSENT_HOURS,
    )


@router.get("/{session}/notes", response_class=PlainTextResponse)
async def read_notes(
    review: Identifier, session: Identifier, desk: Annotated[Desk, may("read-notes")]
) -> PlainTextResponse:
    """The notes, for the team that took them; the reading is recorded before they are shown.

    Raises:
        HTTPException: 404, no such interview is recorded in this review.
    """
    recorded = await _recorded(desk, review, session)
    with opened(await desk.vault.reveal(await _permission(desk, recorded))) as text:
        return PlainTextResponse(text)


@pages.get("/{session}/record/form")
async def record_page(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("record-interview")],
) -> HTMLResponse:
    """The form in which an interview is recorded; what is typed stays in the browser till then."""
    here = await place(desk, review)
    found = await _to_record(desk, review, session)
    return render(
        request,
        "review/record.html",
        **here,
        booking=found.booking,
        stands=found.stands,
        minutes=here["edition"].number("interview.minutes"),
        promised=session in found.interview.promised,
        recorded=found.interview.is_recorded,
    )


@pages.get("/{session}/notes")
async def notes_page(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("read-notes")],
) -> HTMLResponse:
    """The same as a page."""
    here = await place(desk, review)
    recorded = await _recorded(desk, review, session)
    with opened(await desk.vault.reveal(await _permission(desk, recorded))) as text:
        return render(request, "review/notes.html", **here, recorded=recorded, text=text)


async def _to_record(desk: Desk, review: str, session: str) -> ToRecord:
    """The interview that one of its team records, whose statement stands; also one that was theirs.

    Raises:
        HTTPException: 404, there is none, or it never was for this person.
    """
    streams = [f"session-{session}", f"schedule-{review}", f"preparation-{review}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    facts = [one.fact for one in history]
    for booking in _ever_released(facts, session):
        of_team = [f"team-{booking.team}", f"reviewer-{desk.person.actor}"]
        more = await desk.office.ledger.read(desk.agency, of_team)
        interview = INTERVIEW.fold([*facts, *(one.fact for one in more)])
        if desk.person.actor in interview.members and review in interview.signed:
            now = interview.released.get(session)
            return ToRecord(booking, interview, now is not None and now.team == booking.team)
    raise HTTPException(404, "door.not-found")


def _ever_released(facts: Sequence[Event], session: str) -> Sequence[InterviewBooked]:
    """A session's last released booking with each team that had it, the latest first."""
    booked, by_team = NONE, dict[str, InterviewBooked]()
    for fact in facts:
        booked = after(booked, fact)
        if isinstance(fact, ScheduleReleased) and session in booked:
            by_team.pop(booked[session].team, None)
            by_team[booked[session].team] = booked[session]
    return list(by_team.values())[::-1]


async def _recorded(desk: Desk, review: str, session: str) -> InterviewRecorded:
    history = await desk.office.ledger.read(desk.agency, [f"session-{session}"])
    recorded = [one.fact for one in history if isinstance(one.fact, InterviewRecorded)]
    if not recorded or recorded[0].review != review:
        raise HTTPException(404, "door.not-found")
    return recorded[0]


async def _permission(desk: Desk, recorded: InterviewRecorded) -> Reading:
    """Only the team that held the interview reads its notes, as team and signature stand now.

    Raises:
        HTTPException: 404, the person is not of that team, or has withdrawn the signature.
    """
    streams = [f"team-{recorded.team}", f"reviewer-{desk.person.actor}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    if not _may_read([one.fact for one in history], recorded, desk.person.actor):
        raise HTTPException(404, "door.not-found")
    return Reading(
        agency=desk.agency,
        text=recorded.notes,
        about=recorded.session,
        reader=desk.person.actor,
        home=desk.person.home,
        purpose="debrief",
        guards={one.stream: one.version for one in history},
        correlation=str(desk.command),
    )


def _may_read(facts: Sequence[Event], recorded: InterviewRecorded, reviewer: str) -> bool:
    """Whether somebody is of the team, with a statement of confidentiality that stands."""
    teams = [fact for fact in facts if isinstance(fact, TeamFormed)]
    statements = [
        isinstance(fact, ConfidentialitySigned)
        for fact in facts
        if isinstance(fact, ConfidentialitySigned | ConfidentialityWithdrawn)
        and fact.review == recorded.review
    ]
    is_member = any(reviewer == one.reviewer for team in teams for one in team.members)
    return is_member and statements[-1:] == [True]
