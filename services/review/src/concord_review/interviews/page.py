"""Recording an interview, and reading its notes back, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from concord_contracts.event import Event
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.terms import Identifier
from concord_kernel.vault import NoteIn, Reading, TypedForm, opened
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import Field

from concord_review.interviews.commands import RecordInterview
from concord_review.interviews.decide import INTERVIEW

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
