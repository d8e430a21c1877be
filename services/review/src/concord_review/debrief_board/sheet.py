"""An interview's debrief as it stands in the log, for a member of its team and nobody else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from concord_contracts import bookings
from concord_contracts.facts.debrief import DebriefCompleted, DebriefSaved
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
    TiesDeclared,
)
from concord_contracts.facts.schedule import EventWeekSet, InterviewBooked, ScheduleReleased
from concord_kernel.vault import Reading, opened
from fastapi import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Envelope, Event
    from concord_contracts.rules import Edition
    from concord_contracts.terms import TextRef
    from concord_kernel.web.desk import Desk

CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody completed tools are."""

DAY = "debrief.final-day"
TAKES_PART = "debrief.final-host-participants"


@dataclass(frozen=True, slots=True)
class Debrief:
    """An interview's debrief.

    Attributes:
        booking: The interview it is about.
        texts: What is written, by heading.
        version: Where its stream stands.
        is_complete: Whether the team said that it is done.
        guards: What the permission to read it rests on.
    """

    booking: InterviewBooked
    texts: Mapping[str, TextRef]
    version: int
    is_complete: bool
    guards: Mapping[str, int]


async def supervisors_on(desk: Desk, review: str, day: date) -> list[str]:
    """Who of the host is known to supervise somebody whose interview stands on a day."""
    read, ties, booked = desk.office.ledger.read, {}, bookings.NONE
    for envelope in await read(desk.agency, [f"hoststaff-{review}"]):
        if isinstance(told := envelope.fact, TiesDeclared):
            ties[told.reviewer] = told.ties
    if not any(one.kind == "supervises" for told in ties.values() for one in told):
        return []
    for envelope in await read(desk.agency, [f"schedule-{review}"]):
        booked = bookings.after(booked, envelope.fact)
    return sorted(bookings.supervisors(day, booked, ties))


async def debrief_of(desk: Desk, review: str, session: str) -> Debrief:
    """The debrief, for who may write it as team and signature stand now.

    Raises:
        HTTPException: 404, there is none for this person.
    """
    own = f"debrief-{session}"
    history = await desk.office.ledger.read(desk.agency, [own, f"schedule-{review}"])
    booking = _released(history, session)
    guards = await _permission(desk, review, booking.team)
    texts: dict[str, TextRef] = {}
    is_complete = False
    for envelope in history:
        match envelope.fact:
            case DebriefSaved(texts=written, cleared=cleared):
                texts = {code: ref for code, ref in texts.items() if code not in cleared}
                texts |= {one.question: one.text for one in written}
                is_complete = False
            case DebriefCompleted():
                is_complete = True
            case _:
                pass
    version = sum(one.stream == own for one in history)
    return Debrief(booking, texts, version, is_complete, guards)


async def former_debrief_of(desk: Desk, review: str, session: str) -> InterviewBooked:
    """The interview whose debrief was this person's team's in an earlier release.

    Raises:
        HTTPException: 404, it never was, or the person may not write any.
    """
    history = await desk.office.ledger.read(desk.agency, [f"schedule-{review}"])
    for booking in bookings.ever_released((one.fact for one in history), session):
        with suppress(HTTPException):
            await _permission(desk, review, booking.team)
            return booking
    raise HTTPException(404, "door.not-found")


async def texts_of(desk: Desk, debrief: Debrief) -> dict[str, str]:
    """What is written; each reading is recorded before it is given."""
    found = {}
    for code, ref in debrief.texts.items():
        reading = Reading(
            agency=desk.agency,
            text=ref,
            about=debrief.booking.session,
            reader=desk.person.actor,
            home=desk.person.home,
            purpose="debrief",
            guards=debrief.guards,
            correlation=str(desk.command),
        )
        with opened(await desk.vault.reveal(reading)) as text:
            found[code] = text
    return found


async def must_be_inside(desk: Desk, review: str) -> None:
    """Let only the review's own people see a debrief: nobody of the host, and no unsigned reviewer.

    Raises:
        HTTPException: 404, this is nothing for who asks.
    """
    edition = await desk.office.edition_of(desk.agency, review)
    if desk.person.home == desk.agency and not edition.flag("debrief.to-host-county"):
        raise HTTPException(404, "door.not-found")
    if desk.person.has("reviewer"):
        history = await desk.office.ledger.read(desk.agency, [f"reviewer-{desk.person.actor}"])
        if not _has_signed([one.fact for one in history], review):
            raise HTTPException(404, "door.not-found")


def _released(history: Sequence[Envelope], session: str) -> InterviewBooked:
    booked, released = bookings.NONE, bookings.NONE
    for envelope in history:
        fact = envelope.fact
        booked = bookings.after(booked, fact)
        released = booked if isinstance(fact, ScheduleReleased) else released
    if session not in released:
        raise HTTPException(404, "door.not-found")
    return released[session]


async def _permission(desk: Desk, review: str, team: str) -> dict[str, int]:
    streams = [f"team-{team}", f"reviewer-{desk.person.actor}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    edition = await desk.office.edition_of(desk.agency, review)
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    is_host = desk.person.home == desk.agency != custodian
    facts = [one.fact for one in history]
    teams = [fact for fact in facts if isinstance(fact, TeamFormed)]
    is_member = any(desk.person.actor == one.reviewer for team in teams for one in team.members)
    if is_host or not is_member or not _has_signed(facts, review):
        raise HTTPException(404, "door.not-found")
    return {one.stream: one.version for one in history}


def _has_signed(facts: Sequence[Event], review: str) -> bool:
    statements = [
        isinstance(fact, ConfidentialitySigned)
        for fact in facts
        if isinstance(fact, ConfidentialitySigned | ConfidentialityWithdrawn)
        and fact.review == review
    ]
    return statements[-1:] == [True]


class Closing(NamedTuple):
    """The usual final debrief.

    Attributes:
        day: Which day it closes: ``last-day`` of the week, or ``last-interviews``.
        on: That day, once it is known.
        host: Who of the host takes part; everybody else of it observes.
    """

    day: str
    on: date | None
    host: tuple[str, ...]


async def closing_of(desk: Desk, review: str, edition: Edition) -> Closing | None:
    """The usual final debrief of a review; none where the edition says nothing of it."""
    known = {one.id for one in edition.parameters}
    if not {DAY, TAKES_PART} <= known:
        return None
    last, booked = None, bookings.NONE
    for envelope in await desk.office.ledger.read(desk.agency, [f"schedule-{review}"]):
        booked = bookings.after(booked, envelope.fact)
        if isinstance(week := envelope.fact, EventWeekSet):
            last = week.last_day
    day = edition.words(DAY)
    if day != "last-day":
        last = max((one.on for one in booked.values()), default=None)
    return Closing(day, last, edition.codes(TAKES_PART))
