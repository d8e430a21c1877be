"""Rows of the sites: places, rooms, duties, travel, and who is away; no name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.availability import (
    AwayNoted,
    AwayWithdrawn,
    PlaceAdded,
    PlaceStaffed,
    RoomAdded,
    RoomClosed,
    TravelTimed,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE place (
    agency text, review text, place text, number int NOT NULL,
    PRIMARY KEY (agency, review, place)
);
CREATE TABLE room (
    agency text, review text, room text, place text NOT NULL, number int NOT NULL,
    is_open boolean NOT NULL DEFAULT true, PRIMARY KEY (agency, review, room)
);
CREATE TABLE duty (
    agency text, review text, place text, duty text, PRIMARY KEY (agency, review, place, duty)
);
CREATE TABLE travel (
    agency text, review text, one text, other text, minutes int NOT NULL,
    PRIMARY KEY (agency, review, one, other)
);
CREATE TABLE away (
    agency text, review text, away text, kind text NOT NULL, whom text NOT NULL,
    first_day date NOT NULL, last_day date NOT NULL, starts time, ends time,
    PRIMARY KEY (agency, review, away)
);
"""

PLACE = """
INSERT INTO place SELECT %s, %s, %s, count(*) + 1 FROM place WHERE agency = %s AND review = %s
"""
"""Sites and rooms stand in the order in which they were added."""
ROOM = """
INSERT INTO room SELECT %s, %s, %s, %s, count(*) + 1 FROM room WHERE agency = %s AND review = %s
"""
CLOSE = "UPDATE room SET is_open = false WHERE agency = %s AND review = %s AND room = %s"
DUTY = "INSERT INTO duty VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
TRAVEL = """
INSERT INTO travel VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, one, other) DO UPDATE SET minutes = excluded.minutes
"""
AWAY = "INSERT INTO away VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
BACK = "DELETE FROM away WHERE agency = %s AND review = %s AND away = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the sites up to date."""
    for envelope in envelopes:
        if step := _place(envelope.agency, envelope.fact) or _away(envelope.agency, envelope.fact):
            await db.execute(*step)


def _place(agency: str, fact: Event) -> tuple[str, tuple[object, ...]] | None:
    match fact:
        case PlaceAdded(review=review, place=place):
            return PLACE, (agency, review, place, agency, review)
        case RoomAdded(review=review, place=place, room=room):
            return ROOM, (agency, review, room, place, agency, review)
        case RoomClosed(review=review, room=room):
            return CLOSE, (agency, review, room)
        case PlaceStaffed(review=review, place=place, duty=duty):
            return DUTY, (agency, review, place, duty)
        case TravelTimed(review=review, one=one, other=other, minutes=minutes):
            return TRAVEL, (agency, review, *sorted((one, other)), minutes)
        case _:
            return None


def _away(agency: str, fact: Event) -> tuple[str, tuple[object, ...]] | None:
    match fact:
        case AwayNoted(review=review, away=away):
            when = (fact.first_day, fact.last_day, fact.starts, fact.ends)
            return AWAY, (agency, review, away, fact.kind, fact.whom, *when)
        case AwayWithdrawn(review=review, away=away):
            return BACK, (agency, review, away)
        case _:
            return None


SITES = Reader(
    name="sites",
    tables=TABLES,
    facts=(
        PlaceAdded,
        RoomAdded,
        RoomClosed,
        PlaceStaffed,
        TravelTimed,
        AwayNoted,
        AwayWithdrawn,
    ),
    apply=apply,
)
