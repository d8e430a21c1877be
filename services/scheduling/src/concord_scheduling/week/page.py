"""Setting the event week, booking, releasing, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Identifier, WallTime
from concord_kernel.vault import TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_scheduling.week.commands import BookInterview, ReleaseSchedule, SetEventWeek
from concord_scheduling.week.decide import WEEK

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["schedule"])


class WeekIn(TypedForm):
    """The first and the last on-site day."""

    first_day: date
    last_day: date
    overrides: tuple[OverrideIn, ...] = ()


class BookingIn(TypedForm):
    """A team, a case, a day and a time of day at the site."""

    case: Identifier
    team: Identifier
    on: date
    starts: WallTime
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/event-week", status_code=201)
async def set_event_week(
    review: Identifier, body: WeekIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Set the event week."""
    overrides = await desk.overrides(body.overrides, about=f"schedule-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = SetEventWeek(review=review, first_day=body.first_day, last_day=body.last_day)
    return await desk.do(WEEK, command, context)


@router.post("/interviews", status_code=201)
async def book_interview(
    review: Identifier, body: BookingIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Book an interview."""
    overrides = await desk.overrides(body.overrides, about=f"schedule-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    session = context.new_id("session")
    command = BookInterview(
        review=review,
        session=session,
        case=body.case,
        team=body.team,
        on=body.on,
        starts=body.starts,
    )
    return await desk.do(WEEK, command, context, made=session)


@router.post("/releases", status_code=201)
async def release_schedule(review: Identifier, desk: Annotated[Desk, may("plan-schedule")]) -> Done:
    """Give the schedule out as it stands."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(WEEK, ReleaseSchedule(review=review), context)
