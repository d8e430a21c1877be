"""The rules of recording an interview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased
from concord_kernel.decider import Decider, Refused, Streams

from concord_review.interviews.commands import RecordInterview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Interview:
    """What the rules need to know of an interview, its team and its booking.

    Attributes:
        bookings: Every booking of the schedule.
        released: Those that stood when the schedule was last released.
        members: The reviewers of the team.
        is_recorded: Whether the interview is.
    """

    bookings: tuple[InterviewBooked, ...] = ()
    released: tuple[InterviewBooked, ...] = ()
    members: frozenset[str] = frozenset()
    is_recorded: bool = False


def streams(command: RecordInterview) -> Streams:
    """The session's own, with the schedule it was booked in and the team that held it."""
    return Streams(
        f"session-{command.session}", (f"schedule-{command.review}", f"team-{command.team}")
    )


def evolve(interview: Interview, fact: Event) -> Interview:
    """Remember a fact."""
    match fact:
        case InterviewBooked():
            return replace(interview, bookings=(*interview.bookings, fact))
        case ScheduleReleased():
            return replace(interview, released=interview.bookings)
        case TeamFormed(members=members):
            return replace(interview, members=frozenset(one.reviewer for one in members))
        case InterviewRecorded():
            return replace(interview, is_recorded=True)
        case _:
            return interview


def decide(command: RecordInterview, interview: Interview, context: Context) -> Sequence[Event]:
    """Turn the command into a fact.

    Raises:
        Refused: it was not booked, is recorded already, or somebody outside the team asks.
    """
    booked = next((one for one in interview.released if one.session == command.session), None)
    if booked is None:
        raise Refused("interview.not-booked")
    if booked.team != command.team or context.actor not in interview.members:
        raise Refused("interview.another-team")
    if interview.is_recorded:
        raise Refused("interview.already-recorded")
    return [
        InterviewRecorded(
            review=command.review,
            session=command.session,
            case=booked.case,
            team=command.team,
            interviewee=booked.interviewee,
            on=command.on,
            minutes=command.minutes,
            notes=command.notes,
        )
    ]


INTERVIEW: Final = Decider[RecordInterview, Interview](Interview(), streams, evolve, decide)
