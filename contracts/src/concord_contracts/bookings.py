"""The bookings that stand after a schedule's facts, and what differs between two schedules.

Pure; every service that reads a schedule folds it with these, so that a moved interview is moved
everywhere and a cancelled one is nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
    SeatsTaken,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from concord_contracts.event import Event
    from concord_contracts.facts.people import Tie

Bookings: TypeAlias = Mapping[str, InterviewBooked]
"""Session to its booking as it now is, in the order in which they were booked."""

NONE: Final[Bookings] = {}


class Difference(NamedTuple):
    """What one schedule has that another had not; sessions.

    Attributes:
        added: Only in the later one.
        moved: In both, at another time, with another team or in another room.
        removed: Only in the earlier one.
    """

    added: tuple[str, ...]
    moved: tuple[str, ...]
    removed: tuple[str, ...]


def after(bookings: Bookings, fact: Event) -> Bookings:
    """The bookings after a fact; the same ones, if it is about something else."""
    match fact:
        case InterviewBooked(session=session):
            return {**bookings, session: fact}
        case InterviewMoved(session=session) | SeatsTaken(session=session) if session in bookings:
            changes = fact.model_dump(exclude={"review", "session", "seats"})
            changed = bookings[session].model_copy(update={**changes, "seats": fact.seats})
            return {**bookings, session: changed}
        case InterviewCancelled(session=session):
            return {one: booking for one, booking in bookings.items() if one != session}
        case _:
            return bookings


def difference(earlier: Bookings, later: Bookings) -> Difference:
    """What the later schedule adds to the earlier one, moves and removes."""
    return Difference(
        added=tuple(one for one in later if one not in earlier),
        moved=tuple(
            one for one in later if one in earlier and _slot(later[one]) != _slot(earlier[one])
        ),
        removed=tuple(one for one in earlier if one not in later),
    )


def changed_for(person: str, earlier: Bookings, later: Bookings) -> Difference:
    """What the later schedule changes for one reviewer or worker."""
    return difference(of_person(person, earlier), of_person(person, later))


def people_of(booking: InterviewBooked) -> frozenset[str]:
    """The worker and the reviewers of a booking."""
    return frozenset({booking.interviewee, *(one.reviewer for one in booking.seats)})


def _slot(booking: InterviewBooked) -> tuple[object, ...]:
    return (
        booking.team,
        booking.on,
        booking.starts,
        booking.interview_minutes,
        booking.debrief_minutes,
        booking.room,
    )


def of_person(person: str, bookings: Bookings) -> Bookings:
    """The bookings that a reviewer or a worker is part of."""
    return {session: one for session, one in bookings.items() if person in people_of(one)}


def ever_released(facts: Iterable[Event], session: str) -> tuple[InterviewBooked, ...]:
    """A session's bookings in the releases there were, the latest first."""
    booked, released = NONE, []
    for fact in facts:
        booked = after(booked, fact)
        if isinstance(fact, ScheduleReleased) and session in booked:
            released.append(booked[session])
    return tuple(reversed(released))


def supervisors(day: date, booked: Bookings, ties: Mapping[str, tuple[Tie, ...]]) -> frozenset[str]:
    """Who of the host supervises somebody whose interview stands on a day.

    Args:
        day: The day.
        booked: The bookings as they stand.
        ties: Person to the ties that were told last.
    """
    heard = {one.interviewee for one in booked.values() if one.on == day}
    return frozenset(
        who
        for who, told in ties.items()
        if any(one.kind == "supervises" and one.worker in heard for one in told)
    )
