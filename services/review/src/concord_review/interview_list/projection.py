"""Rows of the interview list: bookings of released schedules, and which of them are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE interview (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, released boolean NOT NULL DEFAULT false,
    recorded boolean NOT NULL DEFAULT false, PRIMARY KEY (agency, review, session)
);
CREATE INDEX by_day ON interview (agency, review, on_day, starts, session);
CREATE TABLE member (
    agency text, team text, reviewer text, PRIMARY KEY (agency, team, reviewer)
);
"""

BOOK = "INSERT INTO interview VALUES (%s, %s, %s, %s, %s, %s, %s)"
MEMBER = "INSERT INTO member VALUES (%s, %s, %s)"
RELEASE = "UPDATE interview SET released = true WHERE agency = %s AND review = %s"
RECORD = "UPDATE interview SET recorded = true WHERE agency = %s AND review = %s AND session = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case TeamFormed(team=team, members=members):
            async with db.cursor() as cursor:
                rows = [(agency, team, one.reviewer) for one in members]
                await cursor.executemany(MEMBER, rows)
        case InterviewBooked() as booked:
            what = (booked.session, booked.case, booked.team, booked.on, booked.starts)
            await db.execute(BOOK, (agency, booked.review, *what))
        case ScheduleReleased(review=review):
            await db.execute(RELEASE, (agency, review))
        case InterviewRecorded(review=review, session=session):
            await db.execute(RECORD, (agency, review, session))
        case _:
            pass


INTERVIEW_LIST = Reader(
    name="interview-list",
    tables=TABLES,
    facts=(TeamFormed, InterviewBooked, ScheduleReleased, InterviewRecorded),
    apply=apply,
)
