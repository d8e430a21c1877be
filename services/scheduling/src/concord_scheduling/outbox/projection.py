"""Rows of what was given out: each release with its bookings, who was told, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.bookings import NONE, after
from concord_contracts.facts.notice import (
    CalendarLinkEnded,
    CalendarLinkGiven,
    NoticesApproved,
    NoticesHeldBack,
)
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
    SeatsTaken,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE standing (
    agency text, review text, session text, booking text NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE release (
    agency text, review text, number int, at timestamptz NOT NULL, title text,
    interviews int NOT NULL, added int NOT NULL, moved int NOT NULL, removed int NOT NULL,
    PRIMARY KEY (agency, review, number)
);
CREATE TABLE given_out (
    agency text, review text, number int, session text, booking text NOT NULL,
    PRIMARY KEY (agency, review, number, session)
);
CREATE TABLE told (
    agency text, review text, person text, number int NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (agency, review, person)
);
CREATE TABLE held_back (
    agency text, review text, number int, person text,
    PRIMARY KEY (agency, review, number, person)
);
CREATE TABLE link (
    agency text, review text, link text, person text NOT NULL, digest text NOT NULL,
    until date NOT NULL, PRIMARY KEY (agency, review, link)
);
"""

ONE = "SELECT booking FROM standing WHERE agency = %s AND review = %s AND session = %s"
STAND = """
INSERT INTO standing VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, session) DO UPDATE SET booking = excluded.booking
"""
GONE = "DELETE FROM standing WHERE agency = %s AND review = %s AND session = %s"
RELEASE = "INSERT INTO release VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
GIVE_OUT = """
INSERT INTO given_out SELECT agency, review, %s, session, booking FROM standing
WHERE agency = %s AND review = %s
"""
TELL = """
INSERT INTO told VALUES (%s, %s, %s, %s, %s) ON CONFLICT (agency, review, person)
DO UPDATE SET number = excluded.number, at = excluded.at
"""
HOLD_BACK = "INSERT INTO held_back VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
LINK = "INSERT INTO link VALUES (%s, %s, %s, %s, %s, %s)"
END = "DELETE FROM link WHERE agency = %s AND review = %s AND link = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the outbox up to date."""
    for envelope in envelopes:
        match envelope.fact:
            case InterviewBooked() | InterviewMoved() | InterviewCancelled() | SeatsTaken() as fact:
                await _stand(db, envelope.agency, fact)
            case ScheduleReleased() as fact:
                await _release(db, envelope, fact)
            case _:
                await _tell(db, envelope)


async def _stand(
    db: Connection,
    agency: str,
    fact: InterviewBooked | InterviewMoved | InterviewCancelled | SeatsTaken,
) -> None:
    where = (agency, fact.review, fact.session)
    found = await (await db.execute(ONE, where)).fetchone()
    before = {fact.session: InterviewBooked.of(found[0])} if found else NONE
    booking = after(before, fact).get(fact.session)
    if booking is None:
        await db.execute(GONE, where)
    else:
        await db.execute(STAND, (*where, booking.canonical()))


async def _release(db: Connection, envelope: Envelope, fact: ScheduleReleased) -> None:
    title = fact.title.model_dump_json() if fact.title else None
    counts = (fact.interviews, fact.added, fact.moved, fact.removed)
    where = (envelope.agency, fact.review)
    await db.execute(RELEASE, (*where, fact.release, envelope.at, title, *counts))
    await db.execute(GIVE_OUT, (fact.release, *where))


async def _tell(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case NoticesApproved(review=review, release=release, people=people):
            for person in people:
                await db.execute(TELL, (agency, review, person, release, envelope.at))
        case NoticesHeldBack(review=review, release=release, people=people):
            for person in people:
                await db.execute(HOLD_BACK, (agency, review, release, person))
        case CalendarLinkGiven(review=review, link=link, person=person) as fact:
            await db.execute(LINK, (agency, review, link, person, fact.digest, fact.until))
        case CalendarLinkEnded(review=review, link=link):
            await db.execute(END, (agency, review, link))
        case _:
            pass


OUTBOX = Reader(
    name="outbox",
    tables=TABLES,
    facts=(
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        SeatsTaken,
        ScheduleReleased,
        NoticesApproved,
        NoticesHeldBack,
        CalendarLinkGiven,
        CalendarLinkEnded,
    ),
    apply=apply,
)
