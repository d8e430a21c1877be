"""Rows of the case list: frames and their cases, the draw, where each case stands, every move.

A frame may have a hundred thousand cases: its parts go in as columns, and what a page counts of it
is counted once, when the frame is whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.sample import (
    PART_SIZE,
    CapacityStated,
    CaseEliminated,
    CaseMoved,
    CaseReplaced,
    CaseScreened,
    CaseSelected,
    CaseSummarised,
    CaseSummaryReopened,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
    ScreeningAnswer,
    SelectionExplained,
)
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE frame (
    agency text, review text, frame text, candidates int NOT NULL, workers int NOT NULL,
    left_out int NOT NULL, PRIMARY KEY (agency, review, frame)
);
CREATE TABLE candidate (
    agency text, review text, frame text, ordinal int, case_id text NOT NULL,
    worker text NOT NULL, stratum text NOT NULL, opened_on date NOT NULL,
    outcome text NOT NULL, kind text NOT NULL, answers text NOT NULL, unfit boolean NOT NULL,
    PRIMARY KEY (agency, review, frame, ordinal)
);
CREATE INDEX by_case ON candidate (agency, review, case_id);
CREATE TABLE tally (
    agency text, review text, frame text, stratum text, outcome text, kind text,
    cases int NOT NULL, PRIMARY KEY (agency, review, frame, stratum, outcome, kind)
);
CREATE TABLE stratum (
    agency text, review text, stratum text, wanted int NOT NULL, in_frame int NOT NULL,
    selected int NOT NULL, seed text NOT NULL, method text NOT NULL,
    PRIMARY KEY (agency, review, stratum)
);
CREATE TABLE drawn (
    agency text, review text, case_id text, worker text NOT NULL, stratum text NOT NULL,
    ordinal int NOT NULL, standing text NOT NULL, summarised_on date, contents text[] NOT NULL,
    replaced_by text NOT NULL, instead_of text NOT NULL, is_heard boolean NOT NULL,
    PRIMARY KEY (agency, review, case_id)
);
CREATE INDEX as_drawn ON drawn (agency, review, ordinal);
CREATE TABLE remark (
    agency text, review text, case_id text, answers text, unfit boolean,
    eliminated boolean NOT NULL DEFAULT false, PRIMARY KEY (agency, review, case_id)
);
CREATE TABLE move (
    agency text, review text, case_id text, position bigint, at timestamptz NOT NULL,
    what text NOT NULL, cause text NOT NULL, other text NOT NULL, reason text,
    PRIMARY KEY (agency, review, case_id, position)
);
CREATE TABLE plan (
    agency text, review text, teams int, cases_a_day int, days int, staff int, purpose text,
    depth text, formed int NOT NULL DEFAULT 0, first_day date, last_day date,
    PRIMARY KEY (agency, review)
);
CREATE TABLE gone_past (
    agency text, review text, position bigint, at timestamptz NOT NULL, rule text NOT NULL,
    reason text NOT NULL, PRIMARY KEY (agency, review, position)
);
"""

FRAME = """
INSERT INTO frame SELECT %s, %s, %s, %s, count(DISTINCT worker), count(*) FILTER (WHERE unfit)
FROM candidate WHERE agency = %s AND review = %s AND frame = %s
"""
TALLY = """
INSERT INTO tally SELECT agency, review, frame, stratum, outcome, kind, count(*) FROM candidate
WHERE agency = %s AND review = %s AND frame = %s GROUP BY 1, 2, 3, 4, 5, 6
"""
PART = """
INSERT INTO candidate
SELECT %s, %s, %s, %s + nth, case_id, worker, stratum, opened_on, outcome, kind, answers, unfit
FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[],
    %s::boolean[]) WITH ORDINALITY
    AS one (case_id, worker, stratum, opened_on, outcome, kind, answers, unfit, nth)
"""
STRATUM = "INSERT INTO stratum VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
CASE = "INSERT INTO drawn VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, '{}', '', '', false)"
MOVE = "INSERT INTO move VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
SCREEN = """
INSERT INTO remark (agency, review, case_id, answers, unfit) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, case_id)
DO UPDATE SET answers = excluded.answers, unfit = excluded.unfit
"""
ELIMINATE = """
INSERT INTO remark (agency, review, case_id, eliminated) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, case_id) DO UPDATE SET eliminated = excluded.eliminated
"""
OF_THE_CASE: Final = "WHERE agency = %s AND review = %s AND case_id = %s"
STAND = f"UPDATE drawn SET standing = %s {OF_THE_CASE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
PLACE_TAKEN = f"UPDATE drawn SET replaced_by = %s {OF_THE_CASE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
TAKES_PLACE = f"UPDATE drawn SET instead_of = %s {OF_THE_CASE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
SUMMARY = f"UPDATE drawn SET summarised_on = %s, contents = %s {OF_THE_CASE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
HEARD = f"UPDATE drawn SET is_heard = true {OF_THE_CASE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
CAPACITY = """
INSERT INTO plan (agency, review, teams, cases_a_day, days, staff) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET teams = excluded.teams,
    cases_a_day = excluded.cases_a_day, days = excluded.days, staff = excluded.staff
"""
EXPLAIN = """
INSERT INTO plan (agency, review, purpose, depth) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET purpose = excluded.purpose, depth = excluded.depth
"""
FORM = """
INSERT INTO plan (agency, review, formed) VALUES (%s, %s, 1)
ON CONFLICT (agency, review) DO UPDATE SET formed = plan.formed + 1
"""
WEEK = """
INSERT INTO plan (agency, review, first_day, last_day) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review)
DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day
"""
GO_PAST = "INSERT INTO gone_past VALUES (%s, %s, %s, %s, %s, %s)"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date; the cases of a draw go in as one batch, before what follows."""
    cases: list[tuple[object, ...]] = []
    for envelope in envelopes:
        fact = envelope.fact
        if isinstance(fact, CaseSelected):
            place = (fact.stratum, fact.order, fact.standing)
            cases.append((envelope.agency, fact.review, fact.case, fact.worker, *place))
            continue
        await _many(db, CASE, cases)
        cases = []
        for step in (_frame, _plan, _case, _move):
            await step(db, envelope, fact)
    await _many(db, CASE, cases)


async def _many(db: Connection, query: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        async with db.cursor() as cursor:
            await cursor.executemany(query.encode(), rows)


async def _frame(db: Connection, envelope: Envelope, fact: Event) -> None:
    agency = envelope.agency
    match fact:
        case FramePartRecorded():
            await db.execute(PART, _part(agency, fact))
        case FrameImported():
            where = (agency, fact.review, fact.frame)
            await db.execute(FRAME, (*where, fact.candidates, *where))
            await db.execute(TALLY, where)
        case SampleDrawn():
            await _many(db, STRATUM, _strata(agency, fact))
        case _:
            pass


async def _plan(db: Connection, envelope: Envelope, fact: Event) -> None:
    agency = envelope.agency
    match fact:
        case CapacityStated():
            factors = (fact.teams, fact.cases_a_day, fact.days, fact.staff)
            await db.execute(CAPACITY, (agency, fact.review, *factors))
        case SelectionExplained():
            depth = fact.depth.model_dump_json() if fact.depth else None
            said = (fact.purpose.model_dump_json(), depth)
            await db.execute(EXPLAIN, (agency, fact.review, *said))
        case TeamFormed():
            await db.execute(FORM, (agency, fact.review))
        case EventWeekSet():
            await db.execute(WEEK, (agency, fact.review, fact.first_day, fact.last_day))
        case RuleOverridden():
            why = (fact.rule, fact.reason.model_dump_json())
            await db.execute(GO_PAST, (agency, fact.review, envelope.position, envelope.at, *why))
        case _:
            pass


async def _case(db: Connection, envelope: Envelope, fact: Event) -> None:
    agency = envelope.agency
    match fact:
        case CaseScreened():
            said = (_said(fact.answers), _is_unfit(fact.answers))
            await db.execute(SCREEN, (agency, fact.review, fact.case, *said))
        case CaseSummarised():
            done = (fact.on, list(fact.contents))
            await db.execute(SUMMARY, (*done, agency, fact.review, fact.case))
        case CaseSummaryReopened():
            await db.execute(SUMMARY, (None, [], agency, fact.review, fact.case))
        case InterviewRecorded():
            await db.execute(HEARD, (agency, fact.review, fact.case))
        case CaseMoved() | CaseEliminated():
            standing = fact.standing if isinstance(fact, CaseMoved) else "eliminated"
            where = (agency, fact.review, fact.case)
            await db.execute(STAND, (standing, *where))
            await db.execute(ELIMINATE, (*where, standing == "eliminated"))
        case CaseReplaced():
            of, by = (agency, fact.review, fact.case), (agency, fact.review, fact.by)
            await db.execute(STAND, ("replaced", *of))
            await db.execute(PLACE_TAKEN, (fact.by, *of))
            await db.execute(STAND, ("selected", *by))
            await db.execute(TAKES_PLACE, (fact.case, *by))
        case _:
            pass


async def _move(db: Connection, envelope: Envelope, fact: Event) -> None:
    moves: list[tuple[object, ...]] = []
    match fact:
        case CaseScreened():
            moves = [(fact.case, "unfit" if _is_unfit(fact.answers) else "screened", "", "", None)]
        case CaseMoved():
            moves = [(fact.case, fact.standing, "", "", fact.reason.model_dump_json())]
        case CaseEliminated():
            moves = [(fact.case, "eliminated", "", "", fact.reason.model_dump_json())]
        case CaseReplaced():
            why = fact.reason.model_dump_json()
            moves = [
                (fact.case, "replaced", fact.cause, fact.by, why),
                (fact.by, "selected", fact.cause, fact.case, why),
            ]
        case CaseSummarised():
            moves = [(fact.case, "summarised", "", "", None)]
        case CaseSummaryReopened():
            moves = [(fact.case, "reopened", "", "", fact.reason.model_dump_json())]
        case _:
            return
    when = (envelope.position, envelope.at)
    rows = [(envelope.agency, fact.review, case, *when, *more) for case, *more in moves]
    await _many(db, MOVE, rows)


def _part(agency: str, part: FramePartRecorded) -> tuple[object, ...]:
    """A part of a frame as columns: every part but the last one is full."""
    some = part.candidates
    before = (part.part - 1) * PART_SIZE
    columns = ([x.case for x in some], [x.worker for x in some], [x.stratum for x in some])
    days = [x.opened_on for x in some]
    marks = ([x.outcome or "" for x in some], [x.kind or "" for x in some])
    answers = ([_said(x.answers) for x in some], [_is_unfit(x.answers) for x in some])
    return (agency, part.review, part.frame, before, *columns, days, *marks, *answers)


def _said(answers: Iterable[ScreeningAnswer]) -> str:
    """Answers as JSON, by their questions."""
    return json.dumps({one.question: one.answer for one in answers})


def _is_unfit(answers: Iterable[ScreeningAnswer]) -> bool:
    return any(one.answer == "no" for one in answers)


def _strata(agency: str, drawn: SampleDrawn) -> list[tuple[object, ...]]:
    return [
        (
            agency,
            drawn.review,
            one.stratum,
            one.wanted,
            one.in_frame,
            one.selected,
            drawn.seed,
            drawn.method,
        )
        for one in drawn.strata
    ]


CASE_LIST = Reader(
    name="case-list",
    tables=TABLES,
    facts=(
        FramePartRecorded,
        FrameImported,
        SampleDrawn,
        CaseSelected,
        CapacityStated,
        SelectionExplained,
        CaseScreened,
        CaseMoved,
        CaseEliminated,
        CaseReplaced,
        CaseSummarised,
        CaseSummaryReopened,
        InterviewRecorded,
        TeamFormed,
        EventWeekSet,
        RuleOverridden,
    ),
    apply=apply,
)
