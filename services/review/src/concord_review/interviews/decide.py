"""The rules of recording an interview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
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
        signed: Reviews in which the confidentiality statement of who records it stands.
        is_recorded: Whether the interview is.
    """

    bookings: tuple[InterviewBooked, ...] = ()
    released: tuple[InterviewBooked, ...] = ()
    members: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    is_recorded: bool = False


def streams(command: RecordInterview) -> Streams:
    """The session's own, with its schedule, the team that held it and who records it."""
    return Streams(
        f"session-{command.session}",
        (
            f"schedule-{command.review}",
            f"team-{command.team}",
            f"reviewer-{command.reviewer}",
        ),
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
        case ConfidentialitySigned(review=review) | ConfidentialityWithdrawn(review=review):
            stands = {review} if isinstance(fact, ConfidentialitySigned) else set()
            return replace(interview, signed=interview.signed - {review} | stands)
        case InterviewRecorded():
            return replace(interview, is_recorded=True)
        case _:
            return interview


def decide(command: RecordInterview, interview: Interview, context: Context) -> Sequence[Event]:
    """Turn the command into a fact.

    Raises:
        Refused: it was not booked, is recorded already, or somebody asks who is not of the
            team or has not signed.
    """
    booked = next((one for one in interview.released if one.session == command.session), None)
    if booked is None:
        raise Refused("interview.not-booked")
    if booked.team != command.team or command.reviewer not in interview.members:
        raise Refused("interview.another-team")
    if command.review not in interview.signed or command.reviewer != context.actor:
        raise Refused("interview.not-signed")
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
