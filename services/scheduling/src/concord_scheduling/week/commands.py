"""What may be asked of a schedule."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef, WallTime
from concord_kernel.command import Command
from pydantic import BaseModel, ConfigDict, Field


class SetEventWeek(Command, action="plan-schedule"):
    """Set the first and the last on-site day."""

    review: Identifier
    first_day: date
    last_day: date


class SetTimeFrames(Command, action="plan-schedule"):
    """Set how many interviews a review has, how long each is, and between which hours.

    It is the planning team that decides it.
    """

    review: Identifier
    interviews: Annotated[int, Field(gt=0, le=300)]
    interview_minutes: Annotated[int, Field(gt=0, le=480)]
    debrief_minutes: Annotated[int, Field(ge=0, le=480)]
    begins: WallTime | None = None
    ends: WallTime | None = None


class PlanDays(Command, action="plan-schedule"):
    """Say when the reviewers are trained, when the final debrief is, and how long each takes."""

    review: Identifier
    training_on: date
    training_minutes: Annotated[int, Field(gt=0, le=1440)]
    debrief_on: date
    debrief_minutes: Annotated[int, Field(gt=0, le=1440)]
    verbal_report: bool = False


class BookInterview(Command, action="plan-schedule"):
    """Book a team and the worker of a case for a slot; wall time at the site."""

    review: Identifier
    session: Identifier
    case: Identifier
    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None


class MoveInterview(Command, action="plan-schedule"):
    """Put a booked interview at another time, with another team or in another room."""

    review: Identifier
    session: Identifier
    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None


class CancelInterview(Command, action="plan-schedule"):
    """Take a booked interview off the schedule."""

    review: Identifier
    session: Identifier
    because: Code


class ReplaceInterview(Command, action="plan-schedule"):
    """Give the slot of a booked interview to another case, such as a back-up.

    Attributes:
        instead: The new session.
    """

    review: Identifier
    session: Identifier
    because: Code
    instead: Identifier
    case: Identifier


class Planned(BaseModel):
    """One interview of a plan: a new one, or a booked one at its new place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier
    case: Identifier
    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None


class TakePlan(Command, action="plan-schedule", heavy=True):
    """Book and move many interviews at once: all of them, or none."""

    review: Identifier
    interviews: Annotated[tuple[Planned, ...], Field(min_length=1, max_length=300)]


class RotateRoles(Command, action="plan-schedule"):
    """Let the roles go round in a team, from interview to interview.

    Attributes:
        reviewers: The team's members.
    """

    review: Identifier
    team: Identifier
    reviewers: Annotated[tuple[Identifier, ...], Field(max_length=12)]


class ReleaseSchedule(Command, action="plan-schedule"):
    """Give the schedule out as it stands, under a name that people know it by."""

    review: Identifier
    title: TextRef | None = None


BookingCommand = (
    BookInterview | MoveInterview | CancelInterview | ReplaceInterview | TakePlan | RotateRoles
)
FrameCommand = SetEventWeek | SetTimeFrames | PlanDays
WeekCommand = FrameCommand | BookingCommand | ReleaseSchedule
