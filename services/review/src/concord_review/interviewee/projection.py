"""Rows of interviewees' own pages: links, the schedule that is out, rooms, the published questions.

Nothing here is of what is said: no notes, no answers, no case's contents, no reviewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.bookings import NONE, after
from concord_contracts.facts.availability import PlaceStaffed, RoomAdded
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.preparation import IntervieweeLinkEnded, IntervieweeLinkGiven
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE opened (
    agency text, review text, edition text NOT NULL, synthetic boolean NOT NULL,
    PRIMARY KEY (agency, review)
);
CREATE TABLE asked (
    agency text, review text, tool text NOT NULL, PRIMARY KEY (agency, review)
);
CREATE TABLE booked (
    agency text, review text, session text, person text NOT NULL, booking text NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE shown (LIKE booked INCLUDING ALL);
CREATE TABLE room (
    agency text, review text, room text, place text NOT NULL, PRIMARY KEY (agency, review, room)
);
CREATE TABLE duty (
    agency text, review text, place text, duty text, PRIMARY KEY (agency, review, place, duty)
);
CREATE TABLE link (
    agency text, review text, link text, person text NOT NULL, digest text NOT NULL,
    until date NOT NULL, ended boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency, review, link)
);
"""

OPEN = "INSERT INTO opened VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
ASK = """
INSERT INTO asked VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET tool = excluded.tool
"""
ONE = "SELECT booking FROM booked WHERE agency = %s AND review = %s AND session = %s"
BOOK = """
INSERT INTO booked VALUES (%s, %s, %s, %s, %s) ON CONFLICT (agency, review, session)
DO UPDATE SET person = excluded.person, booking = excluded.booking
"""
GONE = "DELETE FROM booked WHERE agency = %s AND review = %s AND session = %s"
CLEAR = "DELETE FROM shown WHERE agency = %s AND review = %s"
SHOW = "INSERT INTO shown SELECT * FROM booked WHERE agency = %s AND review = %s"
ROOM = "INSERT INTO room VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
DUTY = "INSERT INTO duty VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
LINK = "INSERT INTO link VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
END = "UPDATE link SET ended = true WHERE agency = %s AND review = %s AND link = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        await _of_the_schedule(db, envelope)
        await _of_the_review(db, envelope)
        await _of_a_link(db, envelope)


async def _of_the_schedule(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case InterviewBooked() | InterviewMoved() | InterviewCancelled() as fact:
            await _book(db, agency, fact)
        case ScheduleReleased(review=review):
            await db.execute(CLEAR, (agency, review))
            await db.execute(SHOW, (agency, review))
        case RoomAdded(review=review, room=room, place=place):
            await db.execute(ROOM, (agency, review, room, place))
        case PlaceStaffed(review=review, place=place, duty=duty):
            await db.execute(DUTY, (agency, review, place, duty))
        case _:
            pass


async def _book(
    db: Connection, agency: str, fact: InterviewBooked | InterviewMoved | InterviewCancelled
) -> None:
    where = (agency, fact.review, fact.session)
    found = await (await db.execute(ONE, where)).fetchone()
    before = {fact.session: InterviewBooked.of(found[0])} if found else NONE
    booking = after(before, fact).get(fact.session)
    if booking is None:
        await db.execute(GONE, where)
    else:
        await db.execute(BOOK, (*where, booking.interviewee, booking.canonical()))


async def _of_the_review(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case ReviewOpened() as one:
            await db.execute(OPEN, (agency, one.review, one.edition_digest, one.synthetic))
        case ToolPublished(kind="interview") as one:
            await db.execute(ASK, (agency, one.review, one.digest))
        case _:
            pass


async def _of_a_link(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case IntervieweeLinkGiven(review=review, link=link) as one:
            await db.execute(LINK, (agency, review, link, one.person, one.digest, one.until))
        case IntervieweeLinkEnded(review=review, link=link):
            await db.execute(END, (agency, review, link))
        case _:
            pass


INTERVIEWEE = Reader(
    name="interviewee",
    tables=TABLES,
    facts=(
        ReviewOpened,
        ToolPublished,
        RoomAdded,
        PlaceStaffed,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        ScheduleReleased,
        IntervieweeLinkGiven,
        IntervieweeLinkEnded,
    ),
    apply=apply,
)
