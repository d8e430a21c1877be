"""Rows of the report as it is being written.

Themes are here by what they say and where they stand, never with a session, a case or a voice;
figures are counts. Who is to be interviewed as what, and of whom the
directory has names, is kept beside them: to be counted, and to be found in what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.access import RoleEnded, RoleGiven
from concord_contracts.facts.focus_group import FocusGroupHeld
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.literature import LiteratureAdded, LiteratureWithdrawn
from concord_contracts.facts.people import ReviewerInvited, TeamFormed
from concord_contracts.facts.report import (
    ClearanceWithdrawn,
    CommentAnswered,
    DirectorNamed,
    DraftCommented,
    DraftMade,
    DraftReceived,
    DraftReturned,
    ProseCleared,
    ProseWritten,
    ReportApproved,
    ReportOpened,
    SubmissionStepDone,
    SubmissionStepUndone,
    ThemeCleared,
)
from concord_contracts.facts.sample import CaseSelected, IntervieweeListed, SampleDrawn
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

    Statement = tuple[str, tuple[object, ...]]

TABLES = """
CREATE TABLE report (
    agency text, review text, last_day date, received date, director text, director_name text,
    PRIMARY KEY (agency, review)
);
CREATE TABLE prose (
    agency text, review text, part text, text text NOT NULL, by_whom text NOT NULL,
    written timestamptz NOT NULL, cleared_by text, cleared timestamptz,
    PRIMARY KEY (agency, review, part)
);
CREATE TABLE theme (
    agency text, review text, theme text, heading text NOT NULL, scope text NOT NULL, side text,
    practice text, statement text NOT NULL, is_agreed boolean NOT NULL DEFAULT false, cleared text,
    cleared_by text, PRIMARY KEY (agency, review, theme)
);
CREATE TABLE figure (
    agency text, review text, what text, among text, number int NOT NULL,
    PRIMARY KEY (agency, review, what, among)
);
CREATE TABLE interviewee (
    agency text, review text, worker text, role text NOT NULL, PRIMARY KEY (agency, review, worker)
);
CREATE TABLE known (
    agency text, review text, object text, field text, PRIMARY KEY (agency, review, object, field)
);
CREATE TABLE version (
    agency text, review text, version int, manifest text NOT NULL, made timestamptz NOT NULL,
    returned date, is_complete boolean, approved timestamptz, director_name text,
    PRIMARY KEY (agency, review, version)
);
CREATE TABLE comment (
    agency text, review text, comment text, version int NOT NULL, part text, text text NOT NULL,
    written timestamptz NOT NULL, answer text, PRIMARY KEY (agency, review, comment)
);
CREATE TABLE step (
    agency text, review text, step text, on_day date NOT NULL, PRIMARY KEY (agency, review, step)
);
CREATE TABLE manager (
    agency text, person text, review text, PRIMARY KEY (agency, person, review)
);
"""

KNOW = "INSERT INTO report (agency, review) VALUES (%s, %s) ON CONFLICT DO NOTHING"
WEEK = "UPDATE report SET last_day = %s WHERE agency = %s AND review = %s"
RECEIVE = "UPDATE report SET received = %s WHERE agency = %s AND review = %s"
NAME = """
UPDATE report SET director = %s, director_name = %s WHERE agency = %s AND review = %s
"""
WRITE = """
INSERT INTO prose VALUES (%s, %s, %s, %s, %s, %s, NULL, NULL)
ON CONFLICT (agency, review, part) DO UPDATE SET text = excluded.text,
    by_whom = excluded.by_whom, written = excluded.written, cleared_by = NULL, cleared = NULL
"""
CLEAR = """
UPDATE prose SET cleared_by = %s, cleared = %s
WHERE agency = %s AND review = %s AND part = %s
"""
PROPOSE = """
INSERT INTO theme (agency, review, theme, heading, scope, side, practice, statement)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
AGREE = """
UPDATE theme SET is_agreed = true, heading = %s, scope = %s, side = %s, practice = %s,
    statement = coalesce(%s, statement)
WHERE agency = %s AND review = %s AND theme = %s
"""
REOPEN = """
UPDATE theme SET is_agreed = false, cleared = NULL, cleared_by = NULL,
    statement = coalesce(%s, statement)
WHERE agency = %s AND review = %s AND theme = %s
"""
TELL = """
UPDATE theme SET cleared = %s, cleared_by = %s
WHERE agency = %s AND review = %s AND theme = %s
"""
COUNT = """
INSERT INTO figure VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, what, among) DO UPDATE SET number = figure.number + excluded.number
"""
LIST = """
INSERT INTO interviewee VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, worker) DO UPDATE SET role = excluded.role
"""
HEARD_AS = """
INSERT INTO figure SELECT agency, review, 'interviews-as', role, 1 FROM interviewee
WHERE agency = %s AND review = %s AND worker = %s
ON CONFLICT (agency, review, what, among) DO UPDATE SET number = figure.number + 1
"""
KNOW_OF = "INSERT INTO known VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
FORGET = "DELETE FROM figure WHERE agency = %s AND review = %s AND what = ANY(%s)"
MAKE = "INSERT INTO version VALUES (%s, %s, %s, %s, %s, NULL, NULL, NULL, NULL)"
RETURN = """
UPDATE version SET returned = %s, is_complete = %s
WHERE agency = %s AND review = %s AND version = %s
"""
APPROVE = """
UPDATE version SET approved = %s, director_name = %s
WHERE agency = %s AND review = %s AND version = %s
"""
COMMENT = "INSERT INTO comment VALUES (%s, %s, %s, %s, %s, %s, %s, NULL)"
ANSWER = "UPDATE comment SET answer = %s WHERE agency = %s AND review = %s AND comment = %s"
STEP = "INSERT INTO step VALUES (%s, %s, %s, %s)"
UNSTEP = "DELETE FROM step WHERE agency = %s AND review = %s AND step = %s"
MANAGE = "INSERT INTO manager VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
MANAGE_NOT = "DELETE FROM manager WHERE agency = %s AND person = %s AND review = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the report up to date."""
    for envelope in envelopes:
        for statement in _statements(envelope):
            await db.execute(*statement)


def _statements(envelope: Envelope) -> Iterator[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case RoleGiven(person=person, role="manager", review=review):
            yield MANAGE, (agency, person, review or "")
        case RoleEnded(person=person, role="manager", review=review):
            yield MANAGE_NOT, (agency, person, review or "")
        case RoleGiven() | RoleEnded():
            return
        case fact:
            where = (agency, getattr(fact, "review", ""))
            yield from _text(envelope, where)
            yield from _theme(envelope, where)
            yield from _version(envelope, where)
            yield from _figures(envelope, where)


def _text(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case ProseWritten(part=part, text=text, by=by):
            yield WRITE, (*where, part, text.model_dump_json(), by, envelope.at)
        case ProseCleared(part=part):
            yield CLEAR, (envelope.actor, envelope.at, *where, part)
        case ClearanceWithdrawn(kind="prose", what=part):
            yield CLEAR, (None, None, *where, part)
        case ClearanceWithdrawn(what=theme):
            yield TELL, (None, None, *where, theme)
        case ThemeCleared(theme=theme, statement=statement):
            yield TELL, (statement.model_dump_json(), envelope.actor, *where, theme)
        case _:
            return


def _theme(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case ThemeProposed() as one:
            stands = (one.heading, one.scope, one.side, one.practice)
            yield PROPOSE, (*where, one.theme, *stands, one.statement.model_dump_json())
        case ThemeAgreed() as one:
            stands = (one.heading, one.scope, one.side, one.practice)
            said = one.statement.model_dump_json() if one.statement else None
            yield AGREE, (*stands, said, *where, one.theme)
        case ThemeReopened() as one:
            said = one.statement.model_dump_json() if one.statement else None
            yield REOPEN, (said, *where, one.theme)
        case ThemeWithdrawn() | ThemeMerged() as one:
            yield REOPEN, (None, *where, one.theme)
        case _:
            return


def _version(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case DraftMade(version=version) as made:
            yield MAKE, (*where, version, made.canonical(), envelope.at)
        case DraftReturned(version=version, on=on, complete=complete):
            yield RETURN, (on, complete, *where, version)
        case ReportApproved(version=version, name=name):
            yield APPROVE, (envelope.at, name.model_dump_json(), *where, version)
        case DraftCommented() as one:
            said = (one.part, one.text.model_dump_json(), envelope.at)
            yield COMMENT, (*where, one.comment, one.version, *said)
        case CommentAnswered(comment=comment, text=text):
            yield ANSWER, (text.model_dump_json(), *where, comment)
        case _:
            yield from _standing(envelope, where)


def _standing(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case ReportOpened(last_day=last_day):
            yield KNOW, where
            yield WEEK, (last_day, *where)
        case DraftReceived(on=on):
            yield KNOW, where
            yield RECEIVE, (on, *where)
        case DirectorNamed(person=person, name=name):
            yield KNOW, where
            yield NAME, (person, name.model_dump_json(), *where)
        case SubmissionStepDone(step=step, on=on):
            yield STEP, (*where, step, on)
        case SubmissionStepUndone(step=step):
            yield UNSTEP, (*where, step)
        case _:
            return


def _figures(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case SampleDrawn(strata=strata):
            yield FORGET, (*where, ["cases", "frame"])
            for one in strata:
                yield COUNT, (*where, "cases", one.stratum, one.selected)
                yield COUNT, (*where, "frame", one.stratum, one.in_frame)
        case ReviewerInvited(reviewer=reviewer, home=home):
            yield KNOW_OF, (*where, reviewer, "name")
            yield COUNT, (*where, "reviewers", home, 1)
        case TeamFormed(members=members):
            yield COUNT, (*where, "teams", "", 1)
            yield COUNT, (*where, "team-members", "", len(members))
        case IntervieweeListed(worker=worker, role=role):
            yield LIST, (*where, worker, role)
            yield KNOW_OF, (*where, worker, "name")
        case InterviewRecorded(interviewee=worker):
            yield COUNT, (*where, "interviews", "", 1)
            yield HEARD_AS, (*where, worker)
        case _:
            yield from _more_figures(envelope, where)


def _more_figures(envelope: Envelope, where: tuple[str, str]) -> Iterator[Statement]:
    match envelope.fact:
        case CaseSelected(worker=worker):
            yield KNOW_OF, (*where, worker, "worker-name")
        case FocusGroupHeld(participants=people):
            yield COUNT, (*where, "focus-groups", "", 1)
            yield COUNT, (*where, "focus-group-people", "", len(people))
        case LiteratureAdded():
            yield COUNT, (*where, "literature", "", 1)
        case LiteratureWithdrawn():
            yield COUNT, (*where, "literature", "", -1)
        case _:
            return


REPORT_DRAFT = Reader(
    name="report-draft",
    tables=TABLES,
    facts=(
        RoleGiven,
        RoleEnded,
        SampleDrawn,
        CaseSelected,
        ReviewerInvited,
        TeamFormed,
        IntervieweeListed,
        InterviewRecorded,
        FocusGroupHeld,
        LiteratureAdded,
        LiteratureWithdrawn,
        ThemeProposed,
        ThemeAgreed,
        ThemeReopened,
        ThemeWithdrawn,
        ThemeMerged,
        ReportOpened,
        DraftReceived,
        ProseWritten,
        ProseCleared,
        ThemeCleared,
        ClearanceWithdrawn,
        DraftMade,
        DraftCommented,
        CommentAnswered,
        DraftReturned,
        DirectorNamed,
        ReportApproved,
        SubmissionStepDone,
        SubmissionStepUndone,
    ),
    apply=apply,
)
