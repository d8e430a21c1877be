"""Rows of the week plan: on-site days, bookings, releases, and what can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.sample import CaseSelected
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
    version int NOT NULL DEFAULT 0,
    PRIMARY KEY (agency, review)
);
CREATE TABLE booking (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, minutes int NOT NULL, debrief int NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE INDEX by_day ON booking (agency, review, on_day, starts, team, session);
CREATE TABLE sampled (
    agency text, review text, case_id text, ordinal int NOT NULL, standing text NOT NULL,
    PRIMARY KEY (agency, review, case_id)
);
CREATE TABLE team (
    agency text, review text, team text, number int NOT NULL,
    PRIMARY KEY (agency, review, team)
);
"""

STAND = """
INSERT INTO week (agency, review, version) VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET version = excluded.version
"""
"""Where the schedule stands, whatever of it was recorded."""
SET = """
INSERT INTO week (agency, review, first_day, last_day) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review)
DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day
"""
CASE = "INSERT INTO sampled VALUES (%s, %s, %s, %s, %s)"
TEAM = """
INSERT INTO team SELECT %s, %s, %s, count(*) + 1 FROM team WHERE agency = %s AND review = %s
"""
"""Teams are called by the order in which they were formed: team 1, team 2."""
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
        kind, _, review = envelope.stream.partition("-")
        if kind == "schedule":
            await db.execute(STAND, (envelope.agency, review, envelope.version))


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
            await _bookable(db, envelope)


async def _bookable(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case CaseSelected() as fact:
            place = (fact.order, fact.standing)
            await db.execute(CASE, (agency, fact.review, fact.case, *place))
        case TeamFormed(review=review, team=team):
            await db.execute(TEAM, (agency, review, team, agency, review))
        case _:
            pass


WEEK_PLAN = Reader(
    name="week-plan",
    tables=TABLES,
    facts=(
        CaseSelected,
        TeamFormed,
        EventWeekSet,
        InterviewBooked,
        RuleOverridden,
        ScheduleReleased,
    ),
    apply=apply,
)
