"""The rules of recording an interview."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.bookings import NONE, Bookings, after
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.facts.preparation import AnonymityPromised
from concord_contracts.facts.sample import CaseSummarised, CaseSummaryReopened
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to

from concord_review.interviews.commands import RecordInterview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

PROMISE_FIRST: Final = "interview.anonymity"
"""The rule that anonymity was promised before anybody is interviewed."""
SUMMARY_FIRST: Final = "sample.summary-before-interviews"
"""The rule that a case's summary is complete before anybody is interviewed about it."""


@dataclass(frozen=True, slots=True)
class Interview:
    """What the rules need to know of an interview, its team and its booking.

    Attributes:
        bookings: The schedule's bookings as they now are.
        released: Those that stood when the schedule was last released.
        members: The reviewers of the team.
        signed: Reviews in which the confidentiality statement of who records it stands.
        is_recorded: Whether the interview is.
        summarised: Cases whose summary is complete.
        promised: Sessions before which anonymity was promised.
    """

    bookings: Bookings = field(default_factory=lambda: NONE)
    released: Bookings = field(default_factory=lambda: NONE)
    members: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    is_recorded: bool = False
    summarised: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()


def streams(command: RecordInterview) -> Streams:
    """The session's own, with its schedule, its sample, the team and who records it."""
    return Streams(
        f"session-{command.session}",
        (
            f"schedule-{command.review}",
            f"sample-{command.review}",
            f"preparation-{command.review}",
            f"team-{command.team}",
            f"reviewer-{command.reviewer}",
        ),
    )


def evolve(interview: Interview, fact: Event) -> Interview:
    """Remember a fact."""
    match fact:
        case InterviewBooked() | InterviewMoved() | InterviewCancelled():
            return replace(interview, bookings=after(interview.bookings, fact))
        case ScheduleReleased():
            return replace(interview, released=interview.bookings)
        case TeamFormed(members=members):
            return replace(interview, members=frozenset(one.reviewer for one in members))
        case InterviewRecorded():
            return replace(interview, is_recorded=True)
        case _:
            return _evolve_what_it_needs(interview, fact)


def _evolve_what_it_needs(interview: Interview, fact: Event) -> Interview:
    match fact:
        case ConfidentialitySigned(review=review) | ConfidentialityWithdrawn(review=review):
            stands = {review} if isinstance(fact, ConfidentialitySigned) else set()
            return replace(interview, signed=interview.signed - {review} | stands)
        case AnonymityPromised(session=session):
            return replace(interview, promised=interview.promised | {session})
        case CaseSummarised(case=case) | CaseSummaryReopened(case=case):
            done = {case} if isinstance(fact, CaseSummarised) else set()
            return replace(interview, summarised=interview.summarised - {case} | done)
        case _:
            return interview


def decide(command: RecordInterview, interview: Interview, context: Context) -> Sequence[Event]:
    """Turn the command into a fact.

    Raises:
        Refused: it was not booked, is recorded already, its case has no complete summary,
            anonymity was not promised, or somebody asks who is not of the team or has not signed.
    """
    booked = interview.released.get(command.session)
    if booked is None:
        raise Refused("interview.not-booked")
    if booked.team != command.team or command.reviewer not in interview.members:
        raise Refused("interview.another-team")
    if command.review not in interview.signed or command.reviewer != context.actor:
        raise Refused("interview.not-signed")
    if interview.is_recorded:
        raise Refused("interview.already-recorded")
    if has_rule(context, SUMMARY_FIRST):
        keep_to(context, SUMMARY_FIRST, kept=booked.case in interview.summarised)
    if has_rule(context, PROMISE_FIRST):
        keep_to(context, PROMISE_FIRST, kept=command.session in interview.promised)
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
