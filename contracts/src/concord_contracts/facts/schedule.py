"""The event week and its interviews: stream ``schedule-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.facts.people import Member
from concord_contracts.terms import Code, Identifier, TextRef, WallTime


class EventWeekSet(Event, name="scheduling.event-week-set.v1", shared=True):
    """The first and the last on-site day of a review."""

    review: Identifier
    first_day: date
    last_day: date


class TimeFramesSet(Event, name="scheduling.time-frames-set.v1"):
    """The planning team decided how many interviews a review has, and how long each is.

    Attributes:
        interviews: How many are held.
        interview_minutes: Minutes of an interview.
        debrief_minutes: Minutes of its debrief.
        begins: Before which none begins, where that was decided.
        ends: By which the last one has ended with its debrief, where that was decided.
    """

    review: Identifier
    interviews: Annotated[int, Field(gt=0)]
    interview_minutes: Annotated[int, Field(gt=0)]
    debrief_minutes: Annotated[int, Field(ge=0)]
    begins: WallTime | None = None
    ends: WallTime | None = None


class DaysPlanned(Event, name="scheduling.days-planned.v1"):
    """When the reviewers are trained and when the final debrief is, in place of before.

    Attributes:
        verbal_report: Whether the final day includes a verbal report to the host's executives.
    """

    review: Identifier
    training_on: date
    training_minutes: Annotated[int, Field(gt=0)]
    debrief_on: date
    debrief_minutes: Annotated[int, Field(gt=0)]
    verbal_report: bool


class InterviewBooked(Event, name="scheduling.interview-booked.v1"):
    """A team will interview a worker about a case; wall time at the site, lengths in minutes.

    Attributes:
        room: Where, if that is known.
        seats: Who of the team holds which role in this interview.
        instead_of: The booking that this one took the place of.
    """

    review: Identifier
    session: Identifier
    case: Identifier
    team: Identifier
    interviewee: Identifier
    on: date
    starts: WallTime
    interview_minutes: Annotated[int, Field(gt=0)]
    debrief_minutes: Annotated[int, Field(ge=0)]
    room: Identifier | None = None
    seats: tuple[Member, ...] = ()
    instead_of: Identifier | None = None


class InterviewMoved(Event, name="scheduling.interview-moved.v1"):
    """A booked interview is at another time, with another team or in another room: as it now is."""

    review: Identifier
    session: Identifier
    team: Identifier
    on: date
    starts: WallTime
    interview_minutes: Annotated[int, Field(gt=0)]
    debrief_minutes: Annotated[int, Field(ge=0)]
    room: Identifier | None = None
    seats: tuple[Member, ...] = ()


class SeatsTaken(Event, name="scheduling.seats-taken.v1"):
    """Who of the team holds which role in one interview, from now on."""

    review: Identifier
    session: Identifier
    seats: Annotated[tuple[Member, ...], Field(min_length=1)]


class InterviewCancelled(Event, name="scheduling.interview-cancelled.v1"):
    """A booked interview will not be held.

    Attributes:
        because: Of the edition's list ``interview.cancelled-because``.
    """

    review: Identifier
    session: Identifier
    because: Code


class RuleOverridden(Event, name="scheduling.rule-overridden.v1"):
    """A named person went past advice, with a reason."""

    review: Identifier
    rule: Code
    reason: TextRef


class ScheduleReleased(Event, name="scheduling.schedule-released.v1", shared=True):
    """A schedule was given out: which release, the on-site days, and how many interviews.

    Attributes:
        title: What people call the release.
        added: Interviews that the release before did not have.
        moved: Interviews that are at another time, with another team or in another room.
        removed: Interviews that only the release before had.
    """

    review: Identifier
    release: Annotated[int, Field(ge=1)]
    first_day: date
    last_day: date
    interviews: Annotated[int, Field(ge=1)]
    title: TextRef | None = None
    added: Annotated[int, Field(ge=0)] = 0
    moved: Annotated[int, Field(ge=0)] = 0
    removed: Annotated[int, Field(ge=0)] = 0
