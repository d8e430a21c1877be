"""The rules of sites, rooms and being away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.bookings import NONE, Bookings, after
from concord_contracts.facts.availability import (
    AwayNoted,
    AwayWithdrawn,
    PlaceAdded,
    PlaceStaffed,
    RoomAdded,
    RoomClosed,
    TravelTimed,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_scheduling.availability.commands import (
    AddPlace,
    AddRoom,
    AvailabilityCommand,
    CloseRoom,
    NoteAway,
    SiteCommand,
    StaffPlace,
    TimeTravel,
    WithdrawAway,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Sites:
    """What the rules need to know of sites.

    Attributes:
        is_open: Whether the review is.
        places: The sites.
        rooms: The rooms that are used.
        staff: Site and duty to who took it on.
        travel: Two sites to the minutes between them.
        away: The notes that stand.
        bookings: What is booked; a booked room is not closed.
    """

    is_open: bool = False
    places: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    staff: Mapping[tuple[str, str], PlaceStaffed] = field(default_factory=dict)
    travel: Mapping[frozenset[str], int] = field(default_factory=dict)
    away: Mapping[str, AwayNoted] = field(default_factory=dict)
    bookings: Bookings = field(default_factory=lambda: NONE)


def streams(command: AvailabilityCommand) -> Streams:
    """The sites, with the review and its schedule."""
    reads = (f"review-{command.review}", f"schedule-{command.review}")
    return Streams(f"availability-{command.review}", reads)


def evolve(sites: Sites, fact: Event) -> Sites:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(sites, is_open=True)
        case PlaceAdded(place=place):
            return replace(sites, places=sites.places | {place})
        case RoomAdded(room=room):
            return replace(sites, rooms=sites.rooms | {room})
        case RoomClosed(room=room):
            return replace(sites, rooms=sites.rooms - {room})
        case PlaceStaffed(place=place, duty=duty):
            return replace(sites, staff={**sites.staff, (place, duty): fact})
        case _:
            return _evolve_times(sites, fact)


def _evolve_times(sites: Sites, fact: Event) -> Sites:
    match fact:
        case TravelTimed(one=one, other=other, minutes=minutes):
            return replace(sites, travel={**sites.travel, frozenset({one, other}): minutes})
        case AwayNoted(away=away):
            return replace(sites, away={**sites.away, away: fact})
        case AwayWithdrawn(away=away):
            return replace(sites, away={one: it for one, it in sites.away.items() if one != away})
        case _:
            return replace(sites, bookings=after(sites.bookings, fact))


def decide(command: AvailabilityCommand, sites: Sites, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: there is no such site, room or duty, or the times make no sense.
    """
    if not sites.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case NoteAway():
            return _note(command, sites)
        case WithdrawAway(review=review, away=away):
            return [AwayWithdrawn(review=review, away=away)] if away in sites.away else []
        case _:
            return _of_a_site(command, sites, context)


def _of_a_site(command: SiteCommand, sites: Sites, context: Context) -> Sequence[Event]:
    match command:
        case AddPlace():
            return [PlaceAdded(**command.model_dump())]
        case AddRoom():
            _must_know(command.place, sites)
            return [RoomAdded(**command.model_dump())]
        case CloseRoom():
            return _close(command, sites)
        case StaffPlace():
            _must_know(command.place, sites)
            if command.duty not in rules_of(context).catalogue("site.duties").codes:
                raise Refused("place.unknown-duty")
            return [PlaceStaffed(**command.model_dump())]
        case TimeTravel():
            return _travel(command, sites)
        case unknown:
            assert_never(unknown)


def _close(command: CloseRoom, sites: Sites) -> Sequence[Event]:
    if command.room not in sites.rooms:
        return []
    booked = [one for one in sites.bookings.values() if one.room == command.room]
    if booked:
        raise Refused("room.booked", interviews=len(booked))
    return [RoomClosed(review=command.review, room=command.room)]


def _travel(command: TimeTravel, sites: Sites) -> Sequence[Event]:
    _must_know(command.one, sites)
    _must_know(command.other, sites)
    if command.one == command.other:
        raise Refused("place.to-itself")
    if sites.travel.get(frozenset({command.one, command.other})) == command.minutes:
        return []
    return [TravelTimed(**command.model_dump())]


def _note(command: NoteAway, sites: Sites) -> Sequence[Event]:
    if command.last_day < command.first_day:
        raise Refused("away.ends-before-it-begins")
    if command.starts and command.ends and command.ends <= command.starts:
        raise Refused("away.ends-before-it-begins")
    if command.kind == "room" and command.whom not in sites.rooms:
        raise Refused("room.unknown")
    wanted = AwayNoted(**command.model_dump())
    same = wanted.model_dump(exclude={"away"})
    if any(one.model_dump(exclude={"away"}) == same for one in sites.away.values()):
        return []
    return [wanted]


def _must_know(place: str, sites: Sites) -> None:
    if place not in sites.places:
        raise Refused("place.unknown")


AVAILABILITY: Final = Decider[AvailabilityCommand, Sites](Sites(), streams, evolve, decide)
