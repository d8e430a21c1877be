"""Rows of the theme board: themes, their rounds, codes and dissents, and the sessions they rest on.

Codes are kept as they are given; only ``data`` reads them, and it shows nobody's before its round
is revealed. Nothing that is coded changes a theme's own row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from concord_contracts.facts.focus_group import FocusGroupHeld
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.report import ClearanceWithdrawn, ThemeCleared
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeAligned,
    ThemeCoded,
    ThemeCodesRevealed,
    ThemeDissented,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeRuleOverridden,
    ThemeWithdrawn,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE theme (
    agency text, review text, theme text, heading text NOT NULL, scope text NOT NULL,
    is_wide boolean NOT NULL, side text, practice text, drafted_in text, by text,
    statement text NOT NULL, sessions text[] NOT NULL, groups text NOT NULL,
    state text NOT NULL, round int NOT NULL, voices int, workers int, dissents int NOT NULL,
    merged_into text, reason text, cleared text, version int NOT NULL,
    PRIMARY KEY (agency, review, theme)
);
CREATE INDEX by_heading ON theme (agency, review, is_wide, heading, theme);
CREATE TABLE session (
    agency text, review text, session text, kind text NOT NULL, team text, on_day date NOT NULL,
    number int NOT NULL, people int NOT NULL, PRIMARY KEY (agency, review, session)
);
CREATE INDEX by_day ON session (agency, review, on_day, session);
CREATE TABLE coding (
    agency text, review text, theme text, round int, reviewer text, codes text NOT NULL,
    PRIMARY KEY (agency, review, theme, round, reviewer)
);
CREATE TABLE revealed (
    agency text, review text, theme text, round int, coders int NOT NULL, missing int NOT NULL,
    PRIMARY KEY (agency, review, theme, round)
);
CREATE TABLE dissent (
    agency text, review text, theme text, round int, reviewer text, text text NOT NULL,
    PRIMARY KEY (agency, review, theme, round, reviewer)
);
CREATE TABLE alignment (
    agency text, review text, theme text, item text, relation text NOT NULL,
    PRIMARY KEY (agency, review, theme, item)
);
CREATE TABLE past (
    agency text, review text, theme text, nth int, rule text NOT NULL, reason text NOT NULL,
    PRIMARY KEY (agency, review, theme, nth)
);
"""

HEARD = """
INSERT INTO session SELECT %s, %s, %s, %s, %s, %s, count(*) + 1, %s FROM session
WHERE agency = %s AND review = %s AND kind = %s AND team IS NOT DISTINCT FROM %s
"""
"""Interviews are called by the order in which their team recorded them, groups by their own."""
PROPOSE = """
INSERT INTO theme VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
    'coding', 1, NULL, NULL, 0, NULL, NULL, NULL, %s)
"""
CODE = """
INSERT INTO coding VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, theme, round, reviewer) DO UPDATE SET codes = EXCLUDED.codes
"""
REVEAL = "INSERT INTO revealed VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
DISSENT = """
INSERT INTO dissent VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, theme, round, reviewer) DO UPDATE SET text = EXCLUDED.text
"""
ALIGN = """
INSERT INTO alignment VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, theme, item) DO UPDATE SET relation = EXCLUDED.relation
"""
PAST = """
INSERT INTO past SELECT %s, %s, %s, count(*) + 1, %s, %s FROM past
WHERE agency = %s AND review = %s AND theme = %s
"""
REVEALED = """
UPDATE theme SET state = 'revealed', version = %s WHERE agency = %s AND review = %s AND theme = %s
"""
AGREE = """
UPDATE theme SET state = 'agreed', voices = %s, workers = %s, dissents = %s, sessions = %s,
    groups = %s,
    version = %s WHERE agency = %s AND review = %s AND theme = %s
"""
REOPEN = """
UPDATE theme SET state = 'coding', round = %s, voices = NULL, workers = NULL, dissents = 0,
    sessions = '{}', groups = '{}', merged_into = NULL, cleared = NULL, reason = %s,
    statement = coalesce(%s, statement),
    version = %s WHERE agency = %s AND review = %s AND theme = %s
"""
CLOSE = """
UPDATE theme SET state = %s, merged_into = %s, reason = %s, voices = NULL, workers = NULL,
    cleared = NULL,     version = %s WHERE agency = %s AND review = %s AND theme = %s
"""
CLEAR = "UPDATE theme SET cleared = %s WHERE agency = %s AND review = %s AND theme = %s"
"""What a theme says may be shown to the host, or may be no longer."""
MOVED = "UPDATE theme SET version = %s WHERE agency = %s AND review = %s AND theme = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the board up to date."""
    for envelope in envelopes:
        fact = envelope.fact
        for query, values in _changes(envelope, fact):
            await db.execute(query, values)


Change = tuple[str, tuple[object, ...]]


def _changes(envelope: Envelope, fact: Event) -> list[Change]:
    agency = envelope.agency
    match fact:
        case InterviewRecorded() as one:
            return [_heard(agency, one.review, one.session, "interview", one.team, one.on, 1)]
        case FocusGroupHeld() as one:
            people = len(one.participants)
            return [_heard(agency, one.review, one.group, "group", None, one.on, people)]
        case ThemeProposed():
            return _proposed(envelope, fact)
        case ThemeCoded() as one:
            codes = json.dumps([each.model_dump() for each in one.codes])
            where = (agency, one.review, one.theme, one.round, one.reviewer)
            return [(CODE, (*where, codes))]
        case _:
            return _moved(envelope, fact)


def _heard(agency: str, review: str, session: str, *what: object) -> Change:
    kind, team, on_day, people = what
    of_its_kind = (agency, review, kind, team)
    return HEARD, (agency, review, session, kind, team, on_day, people, *of_its_kind)


def _proposed(envelope: Envelope, one: ThemeProposed) -> list[Change]:
    what = (one.heading, one.scope, one.scope == "system-wide", one.side, one.practice)
    groups = json.dumps({each.group: each.people for each in one.groups})
    said = (one.drafted_in, one.by, one.statement.model_dump_json(), list(one.sessions), groups)
    where = (envelope.agency, one.review, one.theme)
    changes: list[Change] = [(PROPOSE, (*where, *what, *said, envelope.version))]
    if one.by:
        people = {each.group: each.people for each in one.groups}
        codes = [
            {"session": each, "said": "heard", "people": people.get(each)} for each in one.sessions
        ]
        changes.append((CODE, (*where, 1, one.by, json.dumps(codes))))
    return changes


def _moved(envelope: Envelope, fact: Event) -> list[Change]:
    match fact:
        case ThemeCodesRevealed() as one:
            where = (envelope.agency, one.review, one.theme)
            seen = (*where, one.round, one.coders, one.missing)
            return [(REVEALED, (envelope.version, *where)), (REVEAL, seen)]
        case ThemeAgreed() as one:
            where = (envelope.agency, one.review, one.theme)
            counted = (one.voices, one.workers, one.dissents, list(one.sessions))
            groups = json.dumps({each.group: each.people for each in one.groups})
            return [(AGREE, (*counted, groups, envelope.version, *where))]
        case ThemeReopened() as one:
            where = (envelope.agency, one.review, one.theme)
            said = one.statement.model_dump_json() if one.statement else None
            anew = (one.round, one.reason.model_dump_json(), said)
            return [(REOPEN, (*anew, envelope.version, *where))]
        case ThemeWithdrawn() | ThemeMerged():
            where = (envelope.agency, fact.review, fact.theme)
            into = fact.into if isinstance(fact, ThemeMerged) else None
            state = "merged" if into else "withdrawn"
            why = (state, into, fact.reason.model_dump_json())
            return [(CLOSE, (*why, envelope.version, *where))]
        case _:
            return _said(envelope, fact)


def _said(envelope: Envelope, fact: Event) -> list[Change]:
    """What is said of a theme beside its course; each moves its version."""
    match fact:
        case ThemeDissented() as one:
            where = (envelope.agency, one.review, one.theme)
            text = one.text.model_dump_json()
            change: Change = (DISSENT, (*where, one.round, one.reviewer, text))
        case ThemeAligned() as one:
            where = (envelope.agency, one.review, one.theme)
            change = (ALIGN, (*where, one.item or "", one.relation))
        case ThemeRuleOverridden() as one:
            where = (envelope.agency, one.review, one.theme)
            change = (PAST, (*where, one.rule, one.reason.model_dump_json(), *where))
        case ThemeCleared() as one:
            where = (envelope.agency, one.review, one.theme)
            return [(CLEAR, (one.statement.model_dump_json(), *where))]
        case ClearanceWithdrawn(kind="theme") as one:
            return [(CLEAR, (None, envelope.agency, one.review, one.what))]
        case _:
            return []
    return [change, (MOVED, (envelope.version, *where))]


THEME_BOARD = Reader(
    name="theme-board",
    tables=TABLES,
    facts=(
        InterviewRecorded,
        FocusGroupHeld,
        ThemeProposed,
        ThemeCoded,
        ThemeCodesRevealed,
        ThemeAgreed,
        ThemeDissented,
        ThemeReopened,
        ThemeWithdrawn,
        ThemeMerged,
        ThemeAligned,
        ThemeRuleOverridden,
        ThemeCleared,
        ClearanceWithdrawn,
    ),
    apply=apply,
)
