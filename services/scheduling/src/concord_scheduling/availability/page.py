"""Sites, rooms, duties, travel and being away, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.availability import Kind
from concord_contracts.terms import Code, Identifier, WallTime
from concord_kernel.vault import NameIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_scheduling.availability.commands import (
    AddPlace,
    AddRoom,
    CloseRoom,
    NoteAway,
    StaffPlace,
    TimeTravel,
    WithdrawAway,
)
from concord_scheduling.availability.decide import AVAILABILITY

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sites"])


class NamedIn(TypedForm):
    """What a site or a room is called, with its address where that helps."""

    name: NameIn


class DutyIn(TypedForm):
    """A duty at a site and who takes it on, with how that person is reached."""

    duty: Code
    name: NameIn


class TravelIn(BaseModel):
    """Two sites and the minutes between them."""

    one: Identifier
    other: Identifier
    minutes: Annotated[int, Field(ge=0, le=1440)]


class AwayIn(BaseModel):
    """Who is away, on which days, and between which times of each; no reason is asked."""

    kind: Kind
    whom: Identifier
    first_day: date
    last_day: date
    starts: WallTime | None = None
    ends: WallTime | None = None


@router.post("/places", status_code=201)
async def add_place(
    review: Identifier, body: NamedIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Add a site."""
    context = desk.context()
    place = context.new_id("place")
    name = await desk.keep("name", body.name, about=place)
    command = AddPlace(review=review, place=place, name=name)
    return await desk.do(AVAILABILITY, command, context, made=place)


@router.post("/places/{place}/rooms", status_code=201)
async def add_room(
    review: Identifier,
    place: Identifier,
    body: NamedIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Add a room at a site."""
    context = desk.context()
    room = context.new_id("room")
    name = await desk.keep("name", body.name, about=room)
    command = AddRoom(review=review, place=place, room=room, name=name)
    return await desk.do(AVAILABILITY, command, context, made=room)


@router.post("/rooms/{room}/closing", status_code=201)
async def close_room(
    review: Identifier, room: Identifier, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Use a room no longer."""
    return await desk.do(AVAILABILITY, CloseRoom(review=review, room=room), desk.context())


@router.post("/places/{place}/duties", status_code=201)
async def staff_place(
    review: Identifier,
    place: Identifier,
    body: DutyIn,
    desk: Annotated[Desk, may("plan-schedule")],
) -> Done:
    """Name who takes on a duty at a site; the last name for a duty counts."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    name = await desk.keep("name", body.name, about=f"{place}-{body.duty}")
    command = StaffPlace(review=review, place=place, duty=body.duty, name=name)
    return await desk.do(AVAILABILITY, command, context)


@router.post("/travel", status_code=201)
async def time_travel(
    review: Identifier, body: TravelIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Say how long it takes from one site to another."""
    command = TimeTravel(review=review, **body.model_dump())
    return await desk.do(AVAILABILITY, command, desk.context())


@router.post("/away", status_code=201)
async def note_away(
    review: Identifier, body: AwayIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Note that a person, a team or a room cannot be booked."""
    context = desk.context()
    away = context.new_id("away")
    command = NoteAway(review=review, away=away, **body.model_dump())
    return await desk.do(AVAILABILITY, command, context, made=away)


@router.post("/away/{away}/withdrawal", status_code=201)
async def withdraw_away(
    review: Identifier, away: Identifier, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Take such a note back."""
    return await desk.do(AVAILABILITY, WithdrawAway(review=review, away=away), desk.context())
