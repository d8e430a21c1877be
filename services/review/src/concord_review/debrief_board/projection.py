"""Rows of the debriefs: points and problems by day, what was agreed and written, the final day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.debrief import (
    AggregateRecorded,
    DayAgreed,
    DaySummarised,
    DebriefFacilitatorNamed,
    ExecutivesBriefed,
    FinalDebriefOpened,
    FinalPointNoted,
    InterpretationOpened,
    PointNoted,
    PointWithdrawn,
    PracticeShared,
    ProcessProblemRaised,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE point (
    agency text, review text, point text, day date NOT NULL, heading text NOT NULL,
    kind text NOT NULL, said text NOT NULL, nth bigint NOT NULL,
    PRIMARY KEY (agency, review, point)
);
CREATE TABLE problem (
    agency text, review text, problem text, day date NOT NULL, said text NOT NULL,
    nth bigint NOT NULL, PRIMARY KEY (agency, review, problem)
);
CREATE TABLE day (
    agency text, review text, day date, points text[], parties text[], dissent text, summary text,
    PRIMARY KEY (agency, review, day)
);
CREATE TABLE final (
    agency text, review text, facilitator text, briefed date, begun date,
    interpreting boolean NOT NULL DEFAULT false, PRIMARY KEY (agency, review)
);
CREATE TABLE final_point (
    agency text, review text, point text, voice text NOT NULL, heading text NOT NULL,
    said text NOT NULL, nth bigint NOT NULL, PRIMARY KEY (agency, review, point)
);
CREATE TABLE practice (
    agency text, review text, practice text, county text NOT NULL, said text NOT NULL,
    nth bigint NOT NULL, PRIMARY KEY (agency, review, practice)
);
CREATE TABLE figures (
    agency text, review text, by_whom text, interviews int NOT NULL, focus_groups int NOT NULL,
    PRIMARY KEY (agency, review, by_whom)
);
"""

NOTE = "INSERT INTO point VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
WITHDRAW = "DELETE FROM point WHERE agency = %s AND review = %s AND point = %s"
PROBLEM = "INSERT INTO problem VALUES (%s, %s, %s, %s, %s, %s)"
AGREE = """
INSERT INTO day (agency, review, day, points, parties, dissent) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, day) DO UPDATE SET
points = excluded.points, parties = excluded.parties, dissent = excluded.dissent
"""
SUMMARISE = """
INSERT INTO day (agency, review, day, summary) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, day) DO UPDATE SET summary = excluded.summary
"""
FACILITATE = """
INSERT INTO final (agency, review, facilitator) VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET facilitator = excluded.facilitator
"""
BRIEF = """
INSERT INTO final (agency, review, briefed) VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET briefed = excluded.briefed
"""
BEGIN = """
INSERT INTO final (agency, review, begun) VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET begun = excluded.begun
"""
INTERPRET = """
INSERT INTO final (agency, review, interpreting) VALUES (%s, %s, true)
ON CONFLICT (agency, review) DO UPDATE SET interpreting = true
"""
FINALLY = "INSERT INTO final_point VALUES (%s, %s, %s, %s, %s, %s, %s)"
SHARE = "INSERT INTO practice VALUES (%s, %s, %s, %s, %s, %s)"
RECORD = """
INSERT INTO figures VALUES (%s, %s, %s, %s, %s) ON CONFLICT (agency, review, by_whom)
DO UPDATE SET interviews = excluded.interviews, focus_groups = excluded.focus_groups
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        await _of_a_day(db, envelope)
        await _of_the_end(db, envelope)


async def _of_a_day(db: Connection, envelope: Envelope) -> None:
    agency, nth = envelope.agency, envelope.position
    match envelope.fact:
        case PointNoted() as one:
            what = (one.point, one.day, one.heading, one.kind, one.text.model_dump_json(), nth)
            await db.execute(NOTE, (agency, one.review, *what))
        case PointWithdrawn(review=review, point=point):
            await db.execute(WITHDRAW, (agency, review, point))
        case ProcessProblemRaised() as one:
            told = (one.problem, one.day, one.text.model_dump_json(), nth)
            await db.execute(PROBLEM, (agency, one.review, *told))
        case DayAgreed() as one:
            dissent = one.dissent.model_dump_json() if one.dissent else None
            how = (list(one.points), list(one.parties), dissent)
            await db.execute(AGREE, (agency, one.review, one.day, *how))
        case DaySummarised() as one:
            said = one.summary.model_dump_json()
            await db.execute(SUMMARISE, (agency, one.review, one.day, said))
        case _:
            pass


async def _of_the_end(db: Connection, envelope: Envelope) -> None:
    agency, nth = envelope.agency, envelope.position
    match envelope.fact:
        case DebriefFacilitatorNamed(review=review, name=name):
            await db.execute(FACILITATE, (agency, review, name.model_dump_json()))
        case ExecutivesBriefed(review=review, on=on):
            await db.execute(BRIEF, (agency, review, on))
        case FinalDebriefOpened(review=review, on=on):
            await db.execute(BEGIN, (agency, review, on))
        case InterpretationOpened(review=review):
            await db.execute(INTERPRET, (agency, review))
        case FinalPointNoted() as one:
            what = (one.point, one.voice, one.heading, one.text.model_dump_json(), nth)
            await db.execute(FINALLY, (agency, one.review, *what))
        case PracticeShared() as one:
            shared = (one.practice, one.county, one.text.model_dump_json(), nth)
            await db.execute(SHARE, (agency, one.review, *shared))
        case AggregateRecorded() as one:
            how_many = (one.interviews, one.focus_groups)
            await db.execute(RECORD, (agency, one.review, one.by, *how_many))
        case _:
            pass


DEBRIEF_BOARD = Reader(
    name="debrief-board",
    tables=TABLES,
    facts=(
        PointNoted,
        PointWithdrawn,
        ProcessProblemRaised,
        DayAgreed,
        DaySummarised,
        DebriefFacilitatorNamed,
        ExecutivesBriefed,
        FinalDebriefOpened,
        InterpretationOpened,
        FinalPointNoted,
        PracticeShared,
        AggregateRecorded,
    ),
    apply=apply,
)
