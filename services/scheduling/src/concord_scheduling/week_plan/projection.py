"""Rows of the week plan: the on-site days, the bookings, the releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.schedule import (
    EventWeekSet,
    InterviewBooked,
    RuleOverridden,
    ScheduleReleased,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE week (
    agency text, review text, first_day date, last_day date,
    release int NOT NULL DEFAULT 0, overridden int NOT NULL DEFAULT 0,
    PRIMARY KEY (agency, review)
);
CREATE TABLE booking (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, minutes int NOT NULL, debrief int NOT NULL,
    PRIMARY KEY (agency, review, session)
);
"""

SET = """
INSERT INTO week (agency, review, first_day, last_day) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review)
DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day
"""
BOOK = "INSERT INTO booking VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
RELEASE = "UPDATE week SET release = %s WHERE agency = %s AND review = %s"
OVERRIDE = """
INSERT INTO week (agency, review, overridden) VALUES (%s, %s, 1)
ON CONFLICT (agency, review) DO UPDATE SET overridden = week.overridden + 1
"""
"""The reason for a week of another length is recorded just before the week."""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the plan up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case EventWeekSet() as fact:
            await db.execute(SET, (agency, fact.review, fact.first_day, fact.last_day))
        case InterviewBooked() as fact:
            length = (fact.interview_minutes, fact.debrief_minutes)
            what = (fact.session, fact.case, fact.team, fact.on, fact.starts)
            await db.execute(BOOK, (agency, fact.review, *what, *length))
        case ScheduleReleased() as fact:
            await db.execute(RELEASE, (fact.release, agency, fact.review))
        case RuleOverridden() as fact:
            await db.execute(OVERRIDE, (agency, fact.review))
        case _:
            pass


WEEK_PLAN = Reader(
    name="week-plan",
    tables=TABLES,
    facts=(EventWeekSet, InterviewBooked, RuleOverridden, ScheduleReleased),
    apply=apply,
)
