"""The schedule of a review as data: the event week, and its bookings page by page."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any

from concord_contracts.terms import Identifier, WallTime
from concord_kernel.web.answers import SHOWN_AND_PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["schedule"])

READER = "week-plan"
WEEK = """
SELECT first_day, last_day, release, overridden, version, interviews, interview_minutes,
    debrief_minutes, begins, ends, training_on, training_minutes, final_on, final_minutes,
    verbal_report, final_on BETWEEN first_day AND last_day AS has_days
FROM week WHERE agency = %s AND review = %s
"""
BOOKINGS = """
SELECT session, case_id, team, on_day, starts, minutes, debrief, room FROM booking
WHERE agency = %s AND review = %s
"""
BY_DAY = Order({"on_day": date, "starts": time, "team": Identifier, "session": Identifier})


class WeekOut(BaseModel):
    """The on-site days, how often the schedule was released, and which advice was gone past."""

    first_day: date
    last_day: date
    release: int
    overridden: int


class FramesOut(BaseModel):
    """How many interviews were decided on, how long each is, and between which hours."""

    interviews: int
    interview_minutes: int
    debrief_minutes: int
    begins: WallTime | None
    ends: WallTime | None


class DaysOut(BaseModel):
    """When training and final debrief are, and how long each takes.

    Attributes:
        final_on: The day of the final debrief.
        verbal_report: Whether it includes a verbal report to the host's executives.
    """

    training_on: date
    training_minutes: int
    final_on: date
    final_minutes: int
    verbal_report: bool


class BookingOut(BaseModel):
    """An interview that is booked; wall time at the site."""

    session: str
    case_id: str
    team: str
    on_day: date
    starts: WallTime
    minutes: int
    debrief: int
    room: str | None


class ScheduleOut(BaseModel):
    """The event week, if it is set, what was decided of it, and a page of its bookings.

    Attributes:
        frames: Number and time frames of the interviews; none while nobody decided them.
        days: Training and final debrief; none while nobody decided them for this week.
        version: Of the schedule; commands on it may expect it in ``If-Match``.
    """

    current: bool
    version: int
    week: WeekOut | None
    frames: FramesOut | None
    days: DaysOut | None
    bookings: list[BookingOut]
    next: str | None


@router.get("/schedule", response_model=ScheduleOut, responses=SHOWN_AND_PAGED)
async def get_schedule(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-schedule")],
    page: OnePage,
    at: int = 0,
) -> Response:
    """The event week and its bookings; ``at`` waits for that position of the log."""
    found, listed = await schedule(desk, review, page, at)
    answer = ScheduleOut.model_validate(found)
    return shown(request, answer, answer.version, listed.link(request))


async def schedule(desk: Desk, review: str, page: Page, at: int) -> tuple[dict[str, Any], Listed]:
    """The event week and one page of its bookings.

    Raises:
        HTTPException: 404, there is no such review.
    """
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    weeks = await desk.rows(READER, WEEK, desk.agency, review)
    listed = await BY_DAY.page(desk, READER, BOOKINGS, (desk.agency, review), page)
    found = {
        "current": current,
        "version": weeks[0]["version"] if weeks else 0,
        "week": weeks[0] if weeks and weeks[0]["first_day"] else None,
        "frames": weeks[0] if weeks and weeks[0]["interviews"] else None,
        "days": weeks[0] if weeks and weeks[0]["has_days"] else None,
        "bookings": listed.rows,
        "next": listed.next,
    }
    return found, listed
