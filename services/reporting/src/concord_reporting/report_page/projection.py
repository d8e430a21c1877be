"""Rows of the report page: what is open, what went in when, how many stand behind the outline.

Only counts come here, never a session, a case or a voice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.plan import ScopeDecided
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_contracts.facts.report import (
    DocumentSubmitted,
    DraftReceived,
    DueDateRecorded,
    ReflectionsHeld,
    ReportOpened,
)
from concord_contracts.facts.sample import SampleDrawn
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeMerged,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE report (
    agency text, review text, edition text NOT NULL, edition_digest text NOT NULL,
    synthetic boolean NOT NULL, focus_area text, first_day date, last_day date,
    draft_received date, cases int NOT NULL DEFAULT 0, teams int NOT NULL DEFAULT 0,
    interviews int NOT NULL DEFAULT 0, version int NOT NULL DEFAULT 0, PRIMARY KEY (agency, review)
);
CREATE TABLE submitted (
    agency text, review text, document text, on_day date NOT NULL,
    PRIMARY KEY (agency, review, document)
);
CREATE TABLE recorded (
    agency text, review text, document text, on_day date NOT NULL, source text NOT NULL,
    PRIMARY KEY (agency, review, document)
);
CREATE TABLE theme (
    agency text, review text, theme text, heading text NOT NULL, scope text NOT NULL,
    side text NOT NULL, PRIMARY KEY (agency, review, theme)
);
CREATE TABLE chosen (
    agency text, review text, part text, PRIMARY KEY (agency, review, part)
);
"""

OPEN = """
INSERT INTO report (agency, review, edition, edition_digest, synthetic) VALUES (%s, %s, %s, %s, %s)
"""
STAND = "UPDATE report SET version = %s WHERE agency = %s AND review = %s"
WEEK = "UPDATE report SET first_day = %s, last_day = %s WHERE agency = %s AND review = %s"
FOCUS = "UPDATE report SET focus_area = %s WHERE agency = %s AND review = %s"
CASES = "UPDATE report SET cases = %s WHERE agency = %s AND review = %s"
TEAM = "UPDATE report SET teams = teams + 1 WHERE agency = %s AND review = %s"
INTERVIEW = "UPDATE report SET interviews = interviews + 1 WHERE agency = %s AND review = %s"
DRAFT = "UPDATE report SET draft_received = %s WHERE agency = %s AND review = %s"
SUBMIT = """
INSERT INTO submitted VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, document) DO UPDATE SET on_day = excluded.on_day
"""
REFLECTIONS = "reflections.session"
"""The due date of the session that looks back."""
RECORD = """
INSERT INTO recorded VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, document) DO UPDATE SET on_day = excluded.on_day,
    source = excluded.source
"""
CHOOSE = "INSERT INTO chosen VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
LEAVE = "DELETE FROM chosen WHERE agency = %s AND review = %s AND part = %s"
AGREE = """
INSERT INTO theme VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, theme) DO UPDATE SET heading = excluded.heading,
    scope = excluded.scope, side = excluded.side
"""
UNDO = "DELETE FROM theme WHERE agency = %s AND review = %s AND theme = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the page up to date."""
    for envelope in envelopes:
        if statement := _statement(envelope):
            await db.execute(*statement)
        kind, _, review = envelope.stream.partition("-")
        if kind == "report":
            await db.execute(STAND, (envelope.version, envelope.agency, review))


def _statement(envelope: Envelope) -> tuple[str, tuple[object, ...]] | None:
    fact = envelope.fact
    match fact:
        case ReviewOpened():
            opened = (fact.review, fact.edition, fact.edition_digest, fact.synthetic)
            return OPEN, (envelope.agency, *opened)
        case ReportOpened():
            return WEEK, (fact.first_day, fact.last_day, envelope.agency, fact.review)
        case DocumentSubmitted() | ReflectionsHeld():
            document = REFLECTIONS if isinstance(fact, ReflectionsHeld) else fact.document
            return SUBMIT, (envelope.agency, fact.review, document, fact.on)
        case DueDateRecorded():
            recorded = (fact.document, fact.on, fact.source.model_dump_json())
            return RECORD, (envelope.agency, fact.review, *recorded)
        case _:
            return _of_a_theme(envelope) or _change(envelope)


def _of_a_theme(envelope: Envelope) -> tuple[str, tuple[object, ...]] | None:
    """What is agreed counts; what is discussed anew, withdrawn or merged into another does not."""
    match envelope.fact:
        case ThemeAgreed() as one:
            side = one.side or ""  # nobody said on which side it is
            said = (one.heading, one.scope, side)
            return AGREE, (envelope.agency, one.review, one.theme, *said)
        case ThemeReopened() | ThemeWithdrawn() | ThemeMerged() as one:
            return UNDO, (envelope.agency, one.review, one.theme)
        case _:
            return None


def _change(envelope: Envelope) -> tuple[str, tuple[object, ...]] | None:
    match envelope.fact:
        case FocusAreaChosen(review=review, focus_area=focus_area):
            return FOCUS, (focus_area, envelope.agency, review)
        case SampleDrawn(review=review, strata=strata):
            return CASES, (sum(one.selected for one in strata), envelope.agency, review)
        case TeamFormed(review=review) | InterviewRecorded(review=review):
            is_team = isinstance(envelope.fact, TeamFormed)
            return TEAM if is_team else INTERVIEW, (envelope.agency, review)
        case ScopeDecided(review=review, part=part, included=included):
            return CHOOSE if included else LEAVE, (envelope.agency, review, part)
        case DraftReceived(review=review, on=on):
            return DRAFT, (on, envelope.agency, review)
        case _:
            return None


REPORT_PAGE = Reader(
    name="report-page",
    tables=TABLES,
    facts=(
        ReviewOpened,
        ReportOpened,
        ThemeAgreed,
        ThemeReopened,
        ThemeWithdrawn,
        ThemeMerged,
        ScopeDecided,
        DocumentSubmitted,
        FocusAreaChosen,
        SampleDrawn,
        TeamFormed,
        InterviewRecorded,
        DraftReceived,
        DueDateRecorded,
        ReflectionsHeld,
    ),
    apply=apply,
)
