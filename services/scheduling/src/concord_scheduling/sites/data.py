"""Sites, rooms, duties, travel and being away, as data; who is away is for who plans the week."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from concord_contracts.terms import Identifier, WallTime
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sites"])

READER = "sites"
PLACES = "SELECT place FROM place WHERE agency = %s AND review = %s ORDER BY number"
ROOMS = """
SELECT room, place FROM room WHERE agency = %s AND review = %s AND is_open ORDER BY number
"""
DUTIES = "SELECT place, duty FROM duty WHERE agency = %s AND review = %s ORDER BY place, duty"
TRAVEL = "SELECT one, other, minutes FROM travel WHERE agency = %s AND review = %s"
AWAY = """
SELECT away, kind, whom, first_day, last_day, starts, ends FROM away
WHERE agency = %s AND review = %s ORDER BY first_day, starts NULLS FIRST, away
"""


class PlaceOut(BaseModel):
    """A site."""

    place: str


class RoomOut(BaseModel):
    """A room that is used."""

    room: str
    place: str


class DutyOut(BaseModel):
    """A duty that somebody took on at a site."""

    place: str
    duty: str


class TravelOut(BaseModel):
    """Minutes between two sites."""

    one: str
    other: str
    minutes: int


class AwayOut(BaseModel):
    """Who cannot be booked when; a whole day where no time is said."""

    away: str
    kind: Literal["person", "team", "room"]
    whom: str
    first_day: date
    last_day: date
    starts: WallTime | None
    ends: WallTime | None


class SitesOut(BaseModel):
    """The sites of a review; ``away`` is empty for who does not plan the week."""

    current: bool
    places: list[PlaceOut]
    rooms: list[RoomOut]
    duties: list[DutyOut]
    travel: list[TravelOut]
    away: list[AwayOut]


@router.get("/sites")
async def get_sites(
    review: Identifier, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> SitesOut:
    """Sites with rooms, duties and travel; for who plans the week also who is away."""
    await opening(desk, review)
    return SitesOut.model_validate(await sites(desk, review, at))


async def sites(desk: Desk, review: str, at: int = 0) -> dict[str, Any]:
    """Everything of the sites that who asks may see."""
    current = await desk.caught_up(READER, at)
    asked = {"places": PLACES, "rooms": ROOMS, "duties": DUTIES, "travel": TRAVEL, "away": AWAY}
    found = {
        name: await desk.rows(READER, query, desk.agency, review) for name, query in asked.items()
    }
    if not desk.can("plan-schedule"):
        found["away"] = []
    return {"current": current, **found}
