"""The rules of sites, rooms and being away."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from concord_contracts.facts.availability import (
    AwayNoted,
    AwayWithdrawn,
    PlaceAdded,
    PlaceStaffed,
    RoomAdded,
    RoomClosed,
    TravelTimed,
)
from concord_kernel.testing import Given
from concord_scheduling.availability.commands import (
    AddRoom,
    CloseRoom,
    NoteAway,
    StaffPlace,
    TimeTravel,
    WithdrawAway,
)
from concord_scheduling.availability.decide import AVAILABILITY
from concord_scheduling.sites.projection import SITES

from tests.support.reviews import MONDAY, REVIEW, TUESDAY, booked, context, opened, text
from tests.support.rows import Keeping

sites = Given(AVAILABILITY, context())
NAME = text("text-name", "directory")
PLACE = PlaceAdded(review=REVIEW, place="place-1", name=NAME)
OTHER = PlaceAdded(review=REVIEW, place="place-2", name=NAME)
ROOM = RoomAdded(review=REVIEW, place="place-1", room="room-1", name=NAME)


def note(**changes: Any) -> NoteAway:
    asked = {"away": "away-1", "kind": "team", "whom": "team-1", "first_day": MONDAY}
    return NoteAway(**({"review": REVIEW, "last_day": TUESDAY} | asked | changes))


def noted(**changes: Any) -> AwayNoted:
    return AwayNoted(**note(**changes).model_dump())


@pytest.mark.proves("PQCR-28")
def test_each_duty_at_a_site_is_one_of_the_editions_list() -> None:
    def staffed(duty: str) -> StaffPlace:
        return StaffPlace(review=REVIEW, place="place-1", duty=duty, name=NAME)

    for duty in ("site-host", "on-site-coordinator", "greeter", "runner", "support"):
        sites(opened(), PLACE).when(staffed(duty)).then(
            PlaceStaffed(review=REVIEW, place="place-1", duty=duty, name=NAME)
        )
    sites(opened(), PLACE).when(staffed("cook")).then_refused("place.unknown-duty")
    sites(opened()).when(staffed("site-host")).then_refused("place.unknown")


def test_a_room_stands_at_a_site_and_is_closed_when_nobody_is_booked_there() -> None:
    add = AddRoom(review=REVIEW, place="place-1", room="room-1", name=NAME)
    close = CloseRoom(review=REVIEW, room="room-1")
    closed = RoomClosed(review=REVIEW, room="room-1")

    sites(opened(), PLACE).when(add).then(ROOM)
    sites(opened()).when(add).then_refused("place.unknown")
    sites(opened(), PLACE, ROOM).when(close).then(closed)
    sites(opened(), PLACE, ROOM, closed).when(close).then_nothing()
    sites(opened(), PLACE, ROOM, booked(1, room="room-1")).when(close).then_refused(
        "room.booked", interviews=1
    )


def test_a_way_leads_from_one_site_to_another() -> None:
    way = TimeTravel(review=REVIEW, one="place-1", other="place-2", minutes=40)
    timed = TravelTimed(**way.model_dump())

    sites(opened(), PLACE, OTHER).when(way).then(timed)
    sites(opened(), PLACE, OTHER, timed).when(way).then_nothing()
    sites(opened(), PLACE).when(way.model_copy(update={"other": "place-1"})).then_refused(
        "place.to-itself"
    )


def test_who_is_away_is_noted_once_and_taken_back() -> None:
    back = WithdrawAway(review=REVIEW, away="away-1")

    sites(opened()).when(note()).then(noted())
    sites(opened(), noted(away="away-7")).when(note()).then_nothing()
    sites(opened(), noted()).when(back).then(AwayWithdrawn(review=REVIEW, away="away-1"))
    sites(opened()).when(back).then_nothing()


@pytest.mark.parametrize(
    "changes",
    [{"first_day": TUESDAY, "last_day": MONDAY}, {"starts": time(10, 0), "ends": time(10, 0)}],
)
def test_time_away_ends_after_it_begins(changes: dict[str, Any]) -> None:
    sites(opened()).when(note(**changes)).then_refused("away.ends-before-it-begins")


def test_nothing_is_noted_for_a_review_nobody_opened() -> None:
    sites().when(note()).then_refused("review.unknown", review=REVIEW)
    sites(opened()).when(note(kind="room", whom="room-9")).then_refused("room.unknown")


@pytest.mark.anyio
async def test_the_rows_of_the_sites_are_as_they_were_told_last(
    cluster: Any, new_agency: Any
) -> None:
    keep = Keeping(cluster, "scheduling", SITES, new_agency)
    kept = await keep(
        PLACE,
        OTHER,
        ROOM,
        RoomClosed(review=REVIEW, room="room-1"),
        TravelTimed(review=REVIEW, one="place-2", other="place-1", minutes=30),
        TravelTimed(review=REVIEW, one="place-1", other="place-2", minutes=40),
        noted(),
        noted(away="away-2", starts=time(9, 0)),
        AwayWithdrawn(review=REVIEW, away="away-1"),
    )

    assert [(one["place"], one["number"]) for one in kept["place"]] == [
        ("place-1", 1),
        ("place-2", 2),
    ]
    assert [one["is_open"] for one in kept["room"]] == [False]
    assert [(one["one"], one["minutes"]) for one in kept["travel"]] == [("place-1", 40)]
    assert [(one["away"], one["starts"]) for one in kept["away"]] == [("away-2", time(9, 0))]
