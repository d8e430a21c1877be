"""Rows of the interview list: bookings of released schedules, and which of them are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
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
CREATE TABLE changed (
    agency text, review text, session text, team text, on_day date, starts time,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE member (
    agency text, team text, reviewer text, PRIMARY KEY (agency, team, reviewer)
);
"""

BOOK = "INSERT INTO interview VALUES (%s, %s, %s, %s, %s, %s, %s)"
MEMBER = "INSERT INTO member VALUES (%s, %s, %s)"
RELEASE = "UPDATE interview SET released = true WHERE agency = %s AND review = %s"
CHANGE = """
INSERT INTO changed VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (agency, review, session)
DO UPDATE SET team = excluded.team, on_day = excluded.on_day, starts = excluded.starts
"""
"""What a later release will say of an interview; without a team: that it is cancelled."""
MOVE = """
UPDATE interview SET team = changed.team, on_day = changed.on_day, starts = changed.starts
FROM changed WHERE changed.agency = interview.agency AND changed.review = interview.review
    AND changed.session = interview.session AND changed.team IS NOT NULL
    AND interview.agency = %s AND interview.review = %s
"""
CANCEL = """
DELETE FROM interview USING changed
WHERE changed.agency = interview.agency AND changed.review = interview.review
    AND changed.session = interview.session AND changed.team IS NULL
    AND interview.agency = %s AND interview.review = %s
"""
FORGET = "DELETE FROM changed WHERE agency = %s AND review = %s"
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
            for statement in (MOVE, CANCEL, FORGET, RELEASE):
                await db.execute(statement, (agency, review))
        case InterviewMoved() as fact:
            place = (fact.team, fact.on, fact.starts)
            await db.execute(CHANGE, (agency, fact.review, fact.session, *place))
        case InterviewCancelled() as fact:
            await db.execute(CHANGE, (agency, fact.review, fact.session, None, None, None))
        case InterviewRecorded(review=review, session=session):
            await db.execute(RECORD, (agency, review, session))
        case _:
            pass


INTERVIEW_LIST = Reader(
    name="interview-list",
    tables=TABLES,
    facts=(
        TeamFormed,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        ScheduleReleased,
        InterviewRecorded,
    ),
    apply=apply,
)
