"""One session's form as it stands in the log, for a member of its team and nobody else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from concord_contracts.answering import Answers
from concord_contracts.bookings import NONE, after, ever_released
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved, ToolPublished
from concord_contracts.questions import Tool, kept_tool
from concord_kernel.vault import Reading, opened
from fastapi import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Envelope
    from concord_contracts.terms import TextRef
    from concord_kernel.web.desk import Desk

CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody typed answers are."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session's form.

    Attributes:
        booking: The interview it is for.
        tool: Its questions; none before the coordinator has published any.
        answers: What is answered, typed answers by reference.
        version: Where the answers' stream stands.
        is_complete: Whether the team said that it is done.
        guards: What the permission to read it rests on.
    """

    booking: InterviewBooked
    tool: Tool | None
    answers: Answers
    version: int
    is_complete: bool
    guards: Mapping[str, int]


async def sheet_of(desk: Desk, review: str, session: str) -> Sheet:
    """The form, for who may fill it in as team and signature stand now.

    Raises:
        HTTPException: 404, there is none for this person.
    """
    own = f"answers-{session}"
    history = await desk.office.ledger.read(
        desk.agency, [own, f"schedule-{review}", f"tools-{review}"]
    )
    booking = _released(history, session)
    guards = await _permission(desk, review, booking)
    digest, answers, is_complete = _standing(history)
    tool = None
    if digest:
        tool = kept_tool(await desk.office.ledger.edition(digest))
    version = sum(one.stream == own for one in history)
    return Sheet(booking, tool, answers, version, is_complete, guards)


async def former_sheet_of(desk: Desk, review: str, session: str) -> Sheet:
    """A form that was this person's team's in an earlier release: its questions, and no answer.

    Raises:
        HTTPException: 404, it never was, or the person may not fill in any form.
    """
    streams = [f"schedule-{review}", f"tools-{review}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    for booking in ever_released((one.fact for one in history), session):
        with suppress(HTTPException):
            guards = await _permission(desk, review, booking)
            digest, *_ = _standing(history)
            kept = kept_tool(await desk.office.ledger.edition(digest))
            return Sheet(booking, kept, Answers(), 0, is_complete=False, guards=guards)
    raise HTTPException(404, "door.not-found")


async def texts_of(desk: Desk, sheet: Sheet) -> dict[str, str]:
    """The typed answers; each reading is recorded before it is given."""
    return {code: await _read(desk, sheet, ref) for code, ref in sheet.answers.texts.items()}


async def _read(desk: Desk, sheet: Sheet, ref: TextRef) -> str:
    reading = Reading(
        agency=desk.agency,
        text=ref,
        about=sheet.booking.session,
        reader=desk.person.actor,
        home=desk.person.home,
        purpose="answering",
        guards=sheet.guards,
        correlation=str(desk.command),
    )
    with opened(await desk.vault.reveal(reading)) as text:
        return text


def _released(history: Sequence[Envelope], session: str) -> InterviewBooked:
    booked, released = NONE, NONE
    for envelope in history:
        fact = envelope.fact
        booked = after(booked, fact)
        released = booked if isinstance(fact, ScheduleReleased) else released
    if session not in released:
        raise HTTPException(404, "door.not-found")
    return released[session]


def _standing(history: Sequence[Envelope]) -> tuple[str, Answers, bool]:
    """The tool's content, the answers, and whether they are complete."""
    published, begun_with, answers, is_complete = "", "", Answers(), False
    for envelope in history:
        match envelope.fact:
            case ToolPublished(kind="interview", digest=digest):
                published = digest
            case AnswersSaved(tool=tool) as fact:
                begun_with, answers, is_complete = tool, answers.after(fact), False
            case AnswersCompleted(tool=tool):
                begun_with, is_complete = tool, True
            case _:
                pass
    return begun_with or published, answers, is_complete


async def _permission(desk: Desk, review: str, booking: InterviewBooked) -> dict[str, int]:
    """The streams that say so, each with its version.

    Raises:
        HTTPException: 404, the person is not of that team, has no signature that stands, or is of
            the host where completed tools are in another's custody.
    """
    streams = [f"team-{booking.team}", f"reviewer-{desk.person.actor}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    edition = await desk.office.edition_of(desk.agency, review)
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    is_host = desk.person.home == desk.agency != custodian
    facts: list[Any] = [one.fact for one in history]
    if is_host or not _is_of_the_team(facts, review, desk.person.actor):
        raise HTTPException(404, "door.not-found")
    return {one.stream: one.version for one in history}


def _is_of_the_team(facts: Sequence[Any], review: str, reviewer: str) -> bool:
    teams = [fact for fact in facts if isinstance(fact, TeamFormed)]
    statements = [
        isinstance(fact, ConfidentialitySigned)
        for fact in facts
        if isinstance(fact, ConfidentialitySigned | ConfidentialityWithdrawn)
        and fact.review == review
    ]
    is_member = any(reviewer == one.reviewer for team in teams for one in team.members)
    return is_member and statements[-1:] == [True]
