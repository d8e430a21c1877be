"""Rows of the theme board: a row a theme, and the recorded sessions that themes may rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.theme import ThemeAgreed, ThemeProposed
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE theme (
    agency text, review text, theme text, heading text NOT NULL, scope text NOT NULL,
    statement text NOT NULL, sessions text[] NOT NULL, voices int,
    version int NOT NULL, PRIMARY KEY (agency, review, theme)
);
CREATE INDEX by_heading ON theme (agency, review, heading, theme);
CREATE TABLE session (
    agency text, review text, session text, team text NOT NULL, on_day date NOT NULL,
    number int NOT NULL, PRIMARY KEY (agency, review, session)
);
CREATE INDEX by_day ON session (agency, review, on_day, session);
"""

HEARD = """
INSERT INTO session SELECT %s, %s, %s, %s, %s, count(*) + 1 FROM session
WHERE agency = %s AND review = %s AND team = %s
"""
"""Interviews are called by the order in which their team recorded them."""
PROPOSE = "INSERT INTO theme VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, %s)"
AGREE = (
    "UPDATE theme SET voices = %s, version = %s WHERE agency = %s AND review = %s AND theme = %s"
)


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the board up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case InterviewRecorded() as heard:
            where = (heard.session, heard.team, heard.on)
            of_the_team = (agency, heard.review, heard.team)
            await db.execute(HEARD, (agency, heard.review, *where, *of_the_team))
        case ThemeProposed() as proposed:
            what = (proposed.review, proposed.theme, proposed.heading, proposed.scope)
            said = proposed.statement.model_dump_json()
            rests_on = (list(proposed.sessions), envelope.version)
            await db.execute(PROPOSE, (agency, *what, said, *rests_on))
        case ThemeAgreed() as agreed:
            stands = (agreed.voices, envelope.version)
            await db.execute(AGREE, (*stands, agency, agreed.review, agreed.theme))
        case _:
            pass


THEME_BOARD = Reader(
    name="theme-board",
    tables=TABLES,
    facts=(InterviewRecorded, ThemeProposed, ThemeAgreed),
    apply=apply,
)
