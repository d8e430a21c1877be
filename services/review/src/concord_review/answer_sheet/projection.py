"""Rows of the forms: which session's form has begun, and which is finished; no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.schedule import InterviewBooked, InterviewCancelled, InterviewMoved
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE form (
    agency text, review text, session text, version integer NOT NULL, complete boolean NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE asked (
    agency text, review text, session text, team text NOT NULL,
    PRIMARY KEY (agency, review, session)
);
CREATE TABLE answering (
    agency text, team text, reviewer text, PRIMARY KEY (agency, team, reviewer)
);
"""

SAVE = """
INSERT INTO form VALUES (%s, %s, %s, %s, %s) ON CONFLICT (agency, review, session)
DO UPDATE SET version = excluded.version, complete = excluded.complete
"""
ASK = """
INSERT INTO asked VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, session) DO UPDATE SET team = excluded.team
"""
CANCEL = "DELETE FROM asked WHERE agency = %s AND review = %s AND session = %s"
ANSWER = "INSERT INTO answering VALUES (%s, %s, %s)"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case TeamFormed(team=team, members=members):
            async with db.cursor() as cursor:
                rows = [(agency, team, one.reviewer) for one in members]
                await cursor.executemany(ANSWER, rows)
        case InterviewBooked() | InterviewMoved() as fact:
            await db.execute(ASK, (agency, fact.review, fact.session, fact.team))
        case InterviewCancelled(review=review, session=session):
            await db.execute(CANCEL, (agency, review, session))
        case AnswersSaved(review=review, session=session):
            await db.execute(SAVE, (agency, review, session, envelope.version, False))
        case AnswersCompleted(review=review, session=session):
            await db.execute(SAVE, (agency, review, session, envelope.version, True))
        case _:
            pass


ANSWER_SHEET = Reader(
    name="answer-sheet",
    tables=TABLES,
    facts=(
        TeamFormed,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        AnswersSaved,
        AnswersCompleted,
    ),
    apply=apply,
)
