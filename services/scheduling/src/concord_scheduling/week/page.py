"""Setting the event week, booking, moving, cancelling, releasing, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.people import TeamFormed
from concord_contracts.terms import Code, Identifier, WallTime
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field

from concord_scheduling.week.commands import (
    BookInterview,
    CancelInterview,
    MoveInterview,
    PlanDays,
    Planned,
    ReleaseSchedule,
    ReplaceInterview,
    RotateRoles,
    SetEventWeek,
    SetTimeFrames,
    TakePlan,
    WeekCommand,
)
from concord_scheduling.week.decide import WEEK

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["schedule"])


class WeekIn(TypedForm):
    """The first and the last on-site day."""

    first_day: date
    last_day: date
    overrides: tuple[OverrideIn, ...] = ()


class FramesIn(TypedForm):
    """How many interviews, the minutes of each and of its debrief, and between which hours.

    Attributes:
        begins: Before which no interview begins.
        ends: By which the last one has ended with its debrief.
    """

    interviews: Annotated[int, Field(gt=0, le=300)]
    interview_minutes: Annotated[int, Field(gt=0, le=480)]
    debrief_minutes: Annotated[int, Field(ge=0, le=480)]
    begins: WallTime | None = None
    ends: WallTime | None = None
    overrides: tuple[OverrideIn, ...] = ()


class DaysIn(TypedForm):
    """When the reviewers are trained, when the final debrief is, and how long each takes.

    Attributes:
        verbal_report: Whether the final debrief includes a verbal report to the executives.
    """

    training_on: date
    training_minutes: Annotated[int, Field(gt=0, le=1440)]
    debrief_on: date
    debrief_minutes: Annotated[int, Field(gt=0, le=1440)]
    verbal_report: bool = False
    overrides: tuple[OverrideIn, ...] = ()


class SlotIn(TypedForm):
    """A team, a day and a time of day at the site, and a room where one is known."""

    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None
    overrides: tuple[OverrideIn, ...] = ()


class BookingIn(SlotIn):
    """A case and its slot."""

    case: Identifier


class CancelIn(TypedForm):
    """Why an interview is not held."""

    because: Code


class ReplaceIn(TypedForm):
    """Why an interview is not held, and the case that gets its slot."""

    because: Code
    case: Identifier
    overrides: tuple[OverrideIn, ...] = ()


class PlannedIn(TypedForm):
    """One interview of a plan; with its session where it is booked already."""

    case: Identifier
    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None
    session: Identifier | None = None


class PlanIn(TypedForm):
    """Interviews that are booked or moved together."""

    interviews: Annotated[tuple[PlannedIn, ...], Field(min_length=1, max_length=300)]
    overrides: tuple[OverrideIn, ...] = ()


class ReleaseIn(TypedForm):
    """What people call the release."""

    title: TextIn | None = None


@router.post("/event-week", status_code=201)
async def set_event_week(
    review: Identifier, body: WeekIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Set the event week."""
    command = SetEventWeek(review=review, first_day=body.first_day, last_day=body.last_day)
    return await _do(desk, command, body.overrides)


@router.post("/time-frames", status_code=201)
async def set_time_frames(
    review: Identifier, body: FramesIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Set how many interviews the review has, how long each is, and between which hours."""
    asked = body.model_dump(exclude={"overrides"})
    return await _do(desk, SetTimeFrames(review=review, **asked), body.overrides)


@router.post("/days", status_code=201)
async def plan_days(
    review: Identifier, body: DaysIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Set the days of the training and of the final debrief."""
    asked = body.model_dump(exclude={"overrides"})
    return await _do(desk, PlanDays(review=review, **asked), body.overrides)


@router.post("/interviews", status_code=201)
async def book_interview(
    review: Identifier, body: BookingIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Book an interview."""
    session = desk.context().new_id("session")
    asked = body.model_dump(exclude={"overrides"})
    command = BookInterview(review=review, session=session, **asked)
    return await _do(desk, command, body.overrides, made=session)


@router.post("/interviews/{session}/move", status_code=201)
async def move_interview(
    review: Identifier,
    session: Identifier,
    body: SlotIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Put a booked interview at another time, with another team or in another room."""
    asked = body.model_dump(exclude={"overrides"})
    command = MoveInterview(review=review, session=session, **asked)
    return await _do(desk, command, body.overrides, made=session)


@router.post("/interviews/{session}/cancellation", status_code=201)
async def cancel_interview(
    review: Identifier,
    session: Identifier,
    body: CancelIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Take a booked interview off the schedule; the log keeps why."""
    return await _do(
        desk, CancelInterview(review=review, session=session, because=body.because), ()
    )


@router.post("/interviews/{session}/replacement", status_code=201)
async def replace_interview(
    review: Identifier,
    session: Identifier,
    body: ReplaceIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Give the slot of a booked interview to another case, such as a back-up."""
    instead = desk.context().new_id("session")
    command = ReplaceInterview(
        review=review, session=session, because=body.because, instead=instead, case=body.case
    )
    return await _do(desk, command, body.overrides, made=instead)


@router.post("/plan", status_code=201)
async def take_plan(
    review: Identifier, body: PlanIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Book and move many interviews at once: all of them, or none."""
    context = desk.context()
    interviews = tuple(
        Planned(
            **one.model_dump(exclude={"session"}),
            session=one.session or context.new_id("session", nth),
        )
        for nth, one in enumerate(body.interviews)
    )
    return await _do(desk, TakePlan(review=review, interviews=interviews), body.overrides)


@router.post("/teams/{team}/rotation", status_code=201)
async def rotate_roles(
    review: Identifier, team: Identifier, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Let the roles go round in a team, from interview to interview."""
    formed = [
        envelope.fact
        for envelope in await desk.office.ledger.read(desk.agency, [f"team-{team}"])
        if isinstance(envelope.fact, TeamFormed)
    ]
    reviewers = tuple(one.reviewer for fact in formed[-1:] for one in fact.members)
    return await _do(desk, RotateRoles(review=review, team=team, reviewers=reviewers), ())


@router.post("/releases", status_code=201)
async def release_schedule(
    review: Identifier, desk: Annotated[Desk, may("plan-schedule")], body: ReleaseIn | None = None
) -> Done:
    """Give the schedule out as it stands."""
    title = body.title if body else None
    kept = await desk.keep("title", title, about=f"schedule-{review}") if title else None
    return await _do(desk, ReleaseSchedule(review=review, title=kept), ())


async def _do(
    desk: Desk, command: WeekCommand, overrides: tuple[OverrideIn, ...], made: str = ""
) -> Done:
    kept = await desk.overrides(overrides, about=f"schedule-{command.review}")
    context = desk.context(await desk.office.edition_of(desk.agency, command.review), kept)
    return await desk.do(WEEK, command, context, made=made)
