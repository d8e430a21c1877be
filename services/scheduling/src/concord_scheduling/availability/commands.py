"""What may be asked about sites and about who is away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.availability import Kind
from concord_contracts.terms import Code, Identifier, TextRef, WallTime
from concord_kernel.command import Command
from pydantic import Field


class AddPlace(Command, action="plan-schedule"):
    """Add a site at which interviews are held."""

    review: Identifier
    place: Identifier
    name: TextRef


class AddRoom(Command, action="plan-schedule"):
    """Add a room at a site."""

    review: Identifier
    place: Identifier
    room: Identifier
    name: TextRef


class CloseRoom(Command, action="plan-schedule"):
    """Use a room no longer."""

    review: Identifier
    room: Identifier


class StaffPlace(Command, action="plan-schedule"):
    """Name who takes on a duty at a site."""

    review: Identifier
    place: Identifier
    duty: Code
    name: TextRef


class TimeTravel(Command, action="plan-schedule"):
    """Say how long the way from one site to another takes."""

    review: Identifier
    one: Identifier
    other: Identifier
    minutes: Annotated[int, Field(ge=0, le=1440)]


class NoteAway(Command, action="plan-schedule"):
    """Note that a person, a team or a room cannot be booked."""

    review: Identifier
    away: Identifier
    kind: Kind
    whom: Identifier
    first_day: date
    last_day: date
    starts: WallTime | None = None
    ends: WallTime | None = None


class WithdrawAway(Command, action="plan-schedule"):
    """Take a note back."""

    review: Identifier
    away: Identifier


SiteCommand = AddPlace | AddRoom | CloseRoom | StaffPlace | TimeTravel
AvailabilityCommand = SiteCommand | NoteAway | WithdrawAway
