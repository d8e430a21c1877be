"""Where people meet and when they cannot: stream ``availability-<review>``.

Sites with their rooms, who is host there, how long it takes from one to the other, and the hours
in which a person, a team or a room is away. Nobody says why somebody is away.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef, WallTime

Kind = Literal["person", "team", "room"]
"""What may be away: a reviewer or a worker, a whole team, a room."""


class PlaceAdded(Event, name="scheduling.place-added.v1"):
    """A site of the on-site review; its name and address are in the vault."""

    review: Identifier
    place: Identifier
    name: TextRef


class RoomAdded(Event, name="scheduling.room-added.v1"):
    """A room at a site, in which one interview is held at a time."""

    review: Identifier
    place: Identifier
    room: Identifier
    name: TextRef


class RoomClosed(Event, name="scheduling.room-closed.v1"):
    """A room is no longer used."""

    review: Identifier
    room: Identifier


class PlaceStaffed(Event, name="scheduling.place-staffed.v1"):
    """Somebody took on a duty at a site, such as its host; one for each duty, the last one counts.

    Attributes:
        duty: Of the edition's list ``site.duties``.
    """

    review: Identifier
    place: Identifier
    duty: Code
    name: TextRef


class TravelTimed(Event, name="scheduling.travel-timed.v1"):
    """How long it takes from one site to another, either way."""

    review: Identifier
    one: Identifier
    other: Identifier
    minutes: Annotated[int, Field(ge=0, le=1440)]


class AwayNoted(Event, name="scheduling.away-noted.v1"):
    """A person, a team or a room cannot be booked on these days, between these times of each.

    Attributes:
        away: Which note.
        whom: The reviewer's, worker's, team's or room's id.
        starts: From when on each day; from its beginning, if none is said.
        ends: Until when on each day; until its end, if none is said.
    """

    review: Identifier
    away: Identifier
    kind: Kind
    whom: Identifier
    first_day: date
    last_day: date
    starts: WallTime | None = None
    ends: WallTime | None = None


class AwayWithdrawn(Event, name="scheduling.away-withdrawn.v1"):
    """Somebody noted as away can be booked after all."""

    review: Identifier
    away: Identifier
