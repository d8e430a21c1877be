"""Rows of a day: the interviews of the schedule that is out, and how far each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.availability import PlaceAdded, RoomAdded
from concord_contracts.facts.debrief import DebriefCompleted, DebriefSaved
from concord_contracts.facts.focus_group import FocusGroupHeld, FocusGroupNotesSaved
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE booked (
    agency text, review text, session text, case_id text NOT NULL, team text NOT NULL,
    on_day date NOT NULL, starts time NOT NULL, minutes int NOT NULL, debrief_minutes int NOT NULL,
    room text, PRIMARY KEY (agency, review, session)
);
CREATE TABLE shown (LIKE booked INCLUDING ALL);
CREATE TABLE standing (
    agency text, review text, session text, recorded boolean NOT NULL DEFAULT false,
    form text NOT NULL DEFAULT '', debrief text NOT NULL DEFAULT '',
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE group_standing (
    agency text, review text, focus_group text, held boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency, review, focus_group)
);
CREATE TABLE member (
    agency text, review text, team text, reviewer text,
    PRIMARY KEY (agency, review, team, reviewer)
);
CREATE TABLE room (
    agency text, review text, room text, place text NOT NULL, name text NOT NULL,
    PRIMARY KEY (agency, review, room)
);
CREATE TABLE place (
    agency text, review text, place text, name text NOT NULL,
    PRIMARY KEY (agency, review, place)
);
"""

BOOK = """
INSERT INTO booked VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, session) DO NOTHING
"""
MOVE = """
UPDATE booked SET team = %s, on_day = %s, starts = %s, minutes = %s, debrief_minutes = %s, room = %s
WHERE agency = %s AND review = %s AND session = %s
"""
CANCEL = "DELETE FROM booked WHERE agency = %s AND review = %s AND session = %s"
CLEAR = "DELETE FROM shown WHERE agency = %s AND review = %s"
SHOW = "INSERT INTO shown SELECT * FROM booked WHERE agency = %s AND review = %s"
RECORD = """
INSERT INTO standing (agency, review, session, recorded) VALUES (%s, %s, %s, true)
ON CONFLICT (agency, review, session) DO UPDATE SET recorded = true
"""
FORM = """
INSERT INTO standing (agency, review, session, form) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, session) DO UPDATE SET form = excluded.form
"""
DEBRIEF = """
INSERT INTO standing (agency, review, session, debrief) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, session) DO UPDATE SET debrief = excluded.debrief
"""
NOTE = "INSERT INTO group_standing VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
HOLD = """
INSERT INTO group_standing VALUES (%s, %s, %s, true)
ON CONFLICT (agency, review, focus_group) DO UPDATE SET held = true
"""
MEMBER = "INSERT INTO member VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
ROOM = "INSERT INTO room VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
PLACE = "INSERT INTO place VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        await _of_the_schedule(db, envelope)
        await _of_a_session(db, envelope)
        await _of_the_site(db, envelope)


async def _of_the_schedule(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case InterviewBooked() as one:
            when = (one.on, one.starts, one.interview_minutes, one.debrief_minutes, one.room)
            await db.execute(BOOK, (agency, one.review, one.session, one.case, one.team, *when))
        case InterviewMoved() as one:
            when = (one.on, one.starts, one.interview_minutes, one.debrief_minutes, one.room)
            await db.execute(MOVE, (one.team, *when, agency, one.review, one.session))
        case InterviewCancelled(review=review, session=session):
            await db.execute(CANCEL, (agency, review, session))
        case ScheduleReleased(review=review):
            await db.execute(CLEAR, (agency, review))
            await db.execute(SHOW, (agency, review))
        case _:
            pass


async def _of_a_session(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case InterviewRecorded(review=review, session=session):
            await db.execute(RECORD, (agency, review, session))
        case AnswersSaved(review=review, session=session):
            await db.execute(FORM, (agency, review, session, "begun"))
        case AnswersCompleted(review=review, session=session):
            await db.execute(FORM, (agency, review, session, "finished"))
        case DebriefSaved(review=review, session=session):
            await db.execute(DEBRIEF, (agency, review, session, "begun"))
        case DebriefCompleted(review=review, session=session):
            await db.execute(DEBRIEF, (agency, review, session, "finished"))
        case FocusGroupNotesSaved(review=review, group=group):
            await db.execute(NOTE, (agency, review, group))
        case FocusGroupHeld(review=review, group=group):
            await db.execute(HOLD, (agency, review, group))
        case _:
            pass


async def _of_the_site(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case TeamFormed(review=review, team=team, members=members):
            async with db.cursor() as cursor:
                rows = [(agency, review, team, one.reviewer) for one in members]
                await cursor.executemany(MEMBER, rows)
        case RoomAdded() as one:
            what = (one.room, one.place, one.name.model_dump_json())
            await db.execute(ROOM, (agency, one.review, *what))
        case PlaceAdded() as one:
            named = one.name.model_dump_json()
            await db.execute(PLACE, (agency, one.review, one.place, named))
        case _:
            pass


TODAY = Reader(
    name="today",
    tables=TABLES,
    facts=(
        TeamFormed,
        PlaceAdded,
        RoomAdded,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        ScheduleReleased,
        InterviewRecorded,
        AnswersSaved,
        AnswersCompleted,
        DebriefSaved,
        DebriefCompleted,
        FocusGroupNotesSaved,
        FocusGroupHeld,
    ),
    apply=apply,
)
