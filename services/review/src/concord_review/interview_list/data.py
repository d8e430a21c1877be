"""A reviewer's own interviews, as data; nobody else's."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from concord_contracts.terms import Identifier, WallTime
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["interviews"])

READER = "interview-list"
MINE = """
SELECT session, case_id, team, on_day, starts, recorded FROM interview
JOIN member USING (agency, team)
WHERE agency = %s AND review = %s AND reviewer = %s AND released
"""
BY_DAY = Order({"on_day": date, "starts": time, "session": Identifier})


class InterviewOut(BaseModel):
    """A booked interview, and whether it is recorded."""

    session: str
    case_id: str
    team: str
    on_day: date
    starts: WallTime
    recorded: bool


class InterviewsOut(BaseModel):
    """A page of interviews."""

    current: bool
    interviews: list[InterviewOut]
    next: str | None


@router.get("/interviews", responses=PAGED)
async def list_my_interviews(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-interviews")],
    page: OnePage,
    at: int = 0,
) -> InterviewsOut:
    """The released interviews of one's own teams, by day and time."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await mine(desk, review, page)
    response.headers.update(listed.link(request))
    return InterviewsOut(current=current, interviews=listed.rows, next=listed.next)


async def mine(desk: Desk, review: str, page: Page) -> Listed:
    """One page of the interviews of whoever asks."""
    who = (desk.agency, review, desk.person.actor)
    return await BY_DAY.page(desk, READER, MINE, who, page)
