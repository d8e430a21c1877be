"""Rows of the agreements: decisions, drafts, signatures, talks, and differences of opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    AgreementSigned,
    DisagreementEscalated,
    DisagreementRaised,
    DisagreementSettled,
    PlanDecided,
)
from concord_contracts.facts.planning import FocusAreaChosen, FocusAreaSuggested, FocusAreaTalked
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE week (
    agency text, review text, first_day date NOT NULL, PRIMARY KEY (agency, review)
);
CREATE TABLE decided (
    agency text, review text, among text, decision text, on_day date NOT NULL,
    said text NOT NULL, answer text, PRIMARY KEY (agency, review, among, decision)
);
CREATE TABLE agreement (
    agency text, review text, topic text, said text NOT NULL, answer text, resolved_on date,
    PRIMARY KEY (agency, review, topic)
);
CREATE TABLE signature (
    agency text, review text, topic text, seat text, person text, on_day date NOT NULL,
    on_paper boolean NOT NULL, PRIMARY KEY (agency, review, topic, seat)
);
CREATE TABLE disagreement (
    agency text, review text, disagreement text, number int NOT NULL, raised_by text NOT NULL,
    topic text, level text NOT NULL, said text NOT NULL, arose_on date NOT NULL,
    told_on date NOT NULL, settled_on date, how text,
    PRIMARY KEY (agency, review, disagreement)
);
CREATE TABLE step (
    agency text, review text, disagreement text, level text, on_day date NOT NULL,
    said text NOT NULL, PRIMARY KEY (agency, review, disagreement, level)
);
CREATE TABLE suggested (
    agency text, review text, number int, focus_area text NOT NULL, suggested_by text NOT NULL,
    struggling text NOT NULL, strategy text, PRIMARY KEY (agency, review, number)
);
CREATE TABLE talk (
    agency text, review text, number int, talked_by text NOT NULL, on_day date NOT NULL,
    data_reviewed boolean NOT NULL, said text NOT NULL, PRIMARY KEY (agency, review, number)
);
CREATE TABLE criterion (
    agency text, review text, criterion text, focus_area text NOT NULL, said text NOT NULL,
    PRIMARY KEY (agency, review, criterion)
);
"""

WEEK = """
INSERT INTO week VALUES (%s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET first_day = excluded.first_day
"""
DECIDE = """
INSERT INTO decided VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, among, decision)
DO UPDATE SET on_day = excluded.on_day, said = excluded.said, answer = excluded.answer
"""
DRAFT = """
INSERT INTO agreement VALUES (%s, %s, %s, %s, %s, NULL)
ON CONFLICT (agency, review, topic)
DO UPDATE SET said = excluded.said, answer = excluded.answer, resolved_on = NULL
"""
UNSIGN = "DELETE FROM signature WHERE agency = %s AND review = %s AND topic = %s"
SIGN = "INSERT INTO signature VALUES (%s, %s, %s, %s, %s, %s, %s)"
RESOLVE = "UPDATE agreement SET resolved_on = %s WHERE agency = %s AND review = %s AND topic = %s"
RAISE = """
INSERT INTO disagreement SELECT %s, %s, %s, count(*) + 1, %s, %s, %s, %s, %s, %s
FROM disagreement WHERE agency = %s AND review = %s
"""
LIFT = """
UPDATE disagreement SET level = %s WHERE agency = %s AND review = %s AND disagreement = %s
"""
STEP = "INSERT INTO step VALUES (%s, %s, %s, %s, %s, %s)"
SETTLE = """
UPDATE disagreement SET settled_on = %s, how = %s
WHERE agency = %s AND review = %s AND disagreement = %s
"""
SUGGEST = """
INSERT INTO suggested SELECT %s, %s, count(*) + 1, %s, %s, %s, %s
FROM suggested WHERE agency = %s AND review = %s
"""
TALK = """
INSERT INTO talk SELECT %s, %s, count(*) + 1, %s, %s, %s, %s
FROM talk WHERE agency = %s AND review = %s
"""
MET = """
INSERT INTO criterion VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""

Statement = tuple[str, tuple[object, ...]]


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        for statement in _agreeing(envelope) or _disputing(envelope) or _planning(envelope):
            await db.execute(*statement)


def _agreeing(envelope: Envelope) -> list[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case PlanDecided() as one:
            what = (one.among, one.decision, one.on, one.text.model_dump_json(), one.answer)
            return [(DECIDE, (agency, one.review, *what))]
        case AgreementDrafted() as one:
            about = (agency, one.review, one.topic)
            return [
                (DRAFT, (*about, one.text.model_dump_json(), one.answer)),
                (UNSIGN, about),
            ]
        case AgreementSigned() as one:
            who = (one.seat, one.person, one.on, one.on_paper)
            return [(SIGN, (agency, one.review, one.topic, *who))]
        case AgreementResolved() as one:
            return [(RESOLVE, (one.on, agency, one.review, one.topic))]
        case _:
            return []


def _disputing(envelope: Envelope) -> list[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case DisagreementRaised() as one:
            where = (agency, one.review)
            what = (one.by, one.topic, one.level, one.matter.model_dump_json())
            return [(RAISE, (*where, one.disagreement, *what, one.arose_on, one.told_on, *where))]
        case DisagreementEscalated() as one:
            about = (agency, one.review, one.disagreement)
            said = one.tried.model_dump_json()
            return [(LIFT, (one.level, *about)), (STEP, (*about, one.level, one.on, said))]
        case DisagreementSettled() as one:
            about = (agency, one.review, one.disagreement)
            return [(SETTLE, (one.on, one.how.model_dump_json(), *about))]
        case _:
            return []


def _planning(envelope: Envelope) -> list[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case EventWeekSet(review=review, first_day=first_day):
            return [(WEEK, (agency, review, first_day))]
        case FocusAreaSuggested() as one:
            where = (agency, one.review)
            strategy = one.strategy.model_dump_json() if one.strategy else None
            hint = (one.focus_area, one.by, one.struggling.model_dump_json(), strategy)
            return [(SUGGEST, (*where, *hint, *where))]
        case FocusAreaTalked() as one:
            where = (agency, one.review)
            talk = (one.by, one.on, one.data_reviewed, one.note.model_dump_json())
            return [(TALK, (*where, *talk, *where))]
        case FocusAreaChosen() as one:
            where = (agency, one.review)
            return [
                (MET, (*where, each.criterion, one.focus_area, each.evidence.model_dump_json()))
                for each in one.met
            ]
        case _:
            return []


AGREEMENT_LIST = Reader(
    name="agreement-list",
    tables=TABLES,
    facts=(
        EventWeekSet,
        PlanDecided,
        AgreementDrafted,
        AgreementSigned,
        AgreementResolved,
        DisagreementRaised,
        DisagreementEscalated,
        DisagreementSettled,
        FocusAreaSuggested,
        FocusAreaTalked,
        FocusAreaChosen,
    ),
    apply=apply,
)
