"""Rows of the week plan: on-site days, bookings, what was taken off, and what can be booked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from concord_contracts.facts.people import Member, TeamFormed
from concord_contracts.facts.sample import (
    CaseEliminated,
    CaseMoved,
    CaseReplaced,
    CaseSelected,
)
from concord_contracts.facts.schedule import (
    DaysPlanned,
    EventWeekSet,
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    RuleOverridden,
    ScheduleReleased,
    SeatsTaken,
    TimeFramesSet,
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
    interviews int, interview_minutes int, debrief_minutes int, begins time, ends time,
    training_on date, training_minutes int, final_on date, final_minutes int,
    verbal_report boolean, PRIMARY KEY (agency, review)
);
CREATE TABLE booking (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, minutes int NOT NULL, debrief int NOT NULL,
    room text, worker text NOT NULL, seats text NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE taken_off (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, because text NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE INDEX by_day ON booking (agency, review, on_day, starts, team, session);
CREATE TABLE sampled (
    agency text, review text, case_id text, ordinal int NOT NULL, standing text NOT NULL,
    worker text NOT NULL, replaced_by text, cause text,
    PRIMARY KEY (agency, review, case_id)
);
CREATE TABLE team (
    agency text, review text, team text, number int NOT NULL,
    PRIMARY KEY (agency, review, team)
);
CREATE TABLE member (
    agency text, review text, team text, reviewer text, roles text[] NOT NULL,
    PRIMARY KEY (agency, review, team, reviewer)
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
FRAME = """
INSERT INTO week (agency, review, interviews, interview_minutes, debrief_minutes, begins, ends)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET interviews = excluded.interviews,
    interview_minutes = excluded.interview_minutes, debrief_minutes = excluded.debrief_minutes,
    begins = excluded.begins, ends = excluded.ends
"""
PLAN = """
UPDATE week SET training_on = %s, training_minutes = %s, final_on = %s, final_minutes = %s,
    verbal_report = %s WHERE agency = %s AND review = %s
"""
CASE = "INSERT INTO sampled VALUES (%s, %s, %s, %s, %s, %s)"
STANDING = """
UPDATE sampled SET standing = %s WHERE agency = %s AND review = %s AND case_id = %s
"""
REPLACED = """
UPDATE sampled SET standing = 'replaced', replaced_by = %s, cause = %s
WHERE agency = %s AND review = %s AND case_id = %s
"""
"""A back-up took the case's place; why, as a code."""
TEAM = """
INSERT INTO team SELECT %s, %s, %s, count(*) + 1 FROM team WHERE agency = %s AND review = %s
"""
"""Teams are called by the order in which they were formed: team 1, team 2."""
MEMBER = "INSERT INTO member VALUES (%s, %s, %s, %s, %s)"
BOOK = "INSERT INTO booking VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
MOVE = """
UPDATE booking SET team = %s, on_day = %s, starts = %s, minutes = %s, debrief = %s, room = %s,
    seats = %s WHERE agency = %s AND review = %s AND session = %s
"""
SEAT = "UPDATE booking SET seats = %s WHERE agency = %s AND review = %s AND session = %s"
TAKE_OFF = """
WITH gone AS (
    DELETE FROM booking WHERE agency = %s AND review = %s AND session = %s
    RETURNING agency, review, session, case_id, team, on_day, starts
) INSERT INTO taken_off SELECT gone.*, %s FROM gone
"""
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
        case ScheduleReleased() as fact:
            await db.execute(RELEASE, (fact.release, agency, fact.review))
        case RuleOverridden() as fact:
            await db.execute(OVERRIDE, (agency, fact.review))
        case TimeFramesSet() as fact:
            each = (fact.interview_minutes, fact.debrief_minutes)
            hours = (fact.begins, fact.ends)
            await db.execute(FRAME, (agency, fact.review, fact.interviews, *each, *hours))
        case DaysPlanned() as fact:
            training = (fact.training_on, fact.training_minutes)
            final = (fact.debrief_on, fact.debrief_minutes, fact.verbal_report)
            await db.execute(PLAN, (*training, *final, agency, fact.review))
        case _:
            await _booked(db, envelope)
            await _bookable(db, envelope)


async def _booked(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case InterviewBooked() as fact:
            length = (fact.interview_minutes, fact.debrief_minutes)
            what = (fact.session, fact.case, fact.team, fact.on, fact.starts)
            where = (fact.room, fact.interviewee, _seats(fact.seats))
            await db.execute(BOOK, (agency, fact.review, *what, *length, *where))
        case InterviewMoved() as fact:
            when = (fact.team, fact.on, fact.starts, fact.interview_minutes, fact.debrief_minutes)
            seated = (fact.room, _seats(fact.seats))
            await db.execute(MOVE, (*when, *seated, agency, fact.review, fact.session))
        case SeatsTaken(review=review, session=session, seats=seats):
            await db.execute(SEAT, (_seats(seats), agency, review, session))
        case InterviewCancelled(review=review, session=session, because=because):
            await db.execute(TAKE_OFF, (agency, review, session, because))
        case _:
            pass


def _seats(seats: tuple[Member, ...]) -> str:
    """Who sits where, as JSON."""
    return json.dumps([one.model_dump(mode="json") for one in seats])


async def _bookable(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case CaseSelected() as fact:
            place = (fact.order, fact.standing, fact.worker)
            await db.execute(CASE, (agency, fact.review, fact.case, *place))
        case CaseEliminated(review=review, case=case):
            await db.execute(STANDING, ("eliminated", agency, review, case))
        case CaseMoved(review=review, case=case, standing=standing):
            await db.execute(STANDING, (standing, agency, review, case))
        case CaseReplaced(review=review, case=case, by=by, cause=cause):
            await db.execute(REPLACED, (by, cause, agency, review, case))
            await db.execute(STANDING, ("selected", agency, review, by))
        case TeamFormed(review=review, team=team, members=members):
            await db.execute(TEAM, (agency, review, team, agency, review))
            rows = [(agency, review, team, one.reviewer, list(one.roles)) for one in members]
            async with db.cursor() as cursor:
                await cursor.executemany(MEMBER, rows)
        case _:
            pass


WEEK_PLAN = Reader(
    name="week-plan",
    tables=TABLES,
    facts=(
        CaseSelected,
        CaseMoved,
        CaseEliminated,
        CaseReplaced,
        TeamFormed,
        EventWeekSet,
        TimeFramesSet,
        DaysPlanned,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        SeatsTaken,
        RuleOverridden,
        ScheduleReleased,
    ),
    apply=apply,
)
