"""The event week and its interviews: stream ``schedule-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef, WallTime


class EventWeekSet(Event, name="scheduling.event-week-set.v1", shared=True):
    """The first and the last on-site day of a review."""

    review: Identifier
    first_day: date
    last_day: date


class InterviewBooked(Event, name="scheduling.interview-booked.v1"):
    """A team will interview a worker about a case; wall time at the site, lengths in minutes."""

    review: Identifier
    session: Identifier
    case: Identifier
    team: Identifier
    interviewee: Identifier
    on: date
    starts: WallTime
    interview_minutes: Annotated[int, Field(gt=0)]
    debrief_minutes: Annotated[int, Field(ge=0)]


class RuleOverridden(Event, name="scheduling.rule-overridden.v1"):
    """A named person went past advice, with a reason."""

    review: Identifier
    rule: Code
    reason: TextRef


class ScheduleReleased(Event, name="scheduling.schedule-released.v1", shared=True):
    """A schedule was given out: which release, the on-site days, and how many interviews."""

    review: Identifier
    release: Annotated[int, Field(ge=1)]
    first_day: date
    last_day: date
    interviews: Annotated[int, Field(ge=1)]
