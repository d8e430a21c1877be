"""Rows of the literature: items, their uses, questions that are asked, themes, and gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.literature import (
    LiteratureAdded,
    LiteratureLinked,
    LiteratureUnlinked,
    LiteratureWithdrawn,
)
from concord_contracts.facts.theme import (
    PracticeGapNoted,
    PracticeGapWithdrawn,
    ThemeAgreed,
    ThemeAligned,
    ThemeMerged,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE item (
    agency text, review text, item text, nth int NOT NULL, kind text NOT NULL, level text NOT NULL,
    year int, citation text NOT NULL, summary text NOT NULL, is_withdrawn boolean NOT NULL,
    PRIMARY KEY (agency, review, item)
);
CREATE INDEX as_added ON item (agency, review, nth, item);
CREATE TABLE use (
    agency text, review text, item text, use text, tool text, question text,
    PRIMARY KEY (agency, review, item, use, tool, question)
);
CREATE TABLE tool (
    agency text, review text, tool text, digest text NOT NULL, PRIMARY KEY (agency, review, tool)
);
CREATE TABLE theme (
    agency text, review text, theme text, is_agreed boolean NOT NULL,
    PRIMARY KEY (agency, review, theme)
);
CREATE TABLE alignment (
    agency text, review text, theme text, item text, relation text NOT NULL,
    PRIMARY KEY (agency, review, theme, item)
);
CREATE TABLE gap (
    agency text, review text, gap text, theme text NOT NULL, item text NOT NULL,
    statement text NOT NULL, topic boolean NOT NULL, strategy boolean NOT NULL,
    PRIMARY KEY (agency, review, gap)
);
"""

ADD = """
INSERT INTO item SELECT %s, %s, %s, count(*) + 1, %s, %s, %s, %s, %s, false FROM item
WHERE agency = %s AND review = %s
"""
TAKE_OUT = "UPDATE item SET is_withdrawn = true WHERE agency = %s AND review = %s AND item = %s"
LINK = "INSERT INTO use VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
UNLINK = """
DELETE FROM use WHERE agency = %s AND review = %s AND item = %s AND use = %s AND tool = %s
AND question = %s
"""
TOOL = """
INSERT INTO tool VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, tool) DO UPDATE SET digest = EXCLUDED.digest
"""
THEME = """
INSERT INTO theme VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review, theme) DO UPDATE SET is_agreed = EXCLUDED.is_agreed
"""
ALIGN = """
INSERT INTO alignment VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, theme, item) DO UPDATE SET relation = EXCLUDED.relation
"""
GAP = """
INSERT INTO gap VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, gap) DO UPDATE SET theme = EXCLUDED.theme, item = EXCLUDED.item,
    statement = EXCLUDED.statement, topic = EXCLUDED.topic, strategy = EXCLUDED.strategy
"""
NO_GAP = "DELETE FROM gap WHERE agency = %s AND review = %s AND gap = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        if change := _change(envelope.agency, envelope.fact):
            query, values = change
            await db.execute(query, values)


Change = tuple[str, tuple[object, ...]]


def _change(agency: str, fact: Event) -> Change | None:
    match fact:
        case LiteratureAdded() as one:
            what = (one.kind, one.level, one.year)
            said = (one.citation.model_dump_json(), one.summary.model_dump_json())
            return ADD, (agency, one.review, one.item, *what, *said, agency, one.review)
        case LiteratureWithdrawn() as one:
            return TAKE_OUT, (agency, one.review, one.item)
        case LiteratureLinked() | LiteratureUnlinked():
            query = LINK if isinstance(fact, LiteratureLinked) else UNLINK
            asks = (fact.tool or "", fact.question or "")
            return query, (agency, fact.review, fact.item, fact.use, *asks)
        case ToolPublished() as one:
            return TOOL, (agency, one.review, one.tool, one.digest)
        case _:
            return _of_themes(agency, fact)


def _of_themes(agency: str, fact: Event) -> Change | None:
    match fact:
        case ThemeAgreed() | ThemeReopened() | ThemeWithdrawn() | ThemeMerged():
            return THEME, (agency, fact.review, fact.theme, isinstance(fact, ThemeAgreed))
        case ThemeAligned() as one:
            return ALIGN, (agency, one.review, one.theme, one.item or "", one.relation)
        case PracticeGapNoted() as one:
            where = (agency, one.review, one.gap, one.theme, one.item)
            return GAP, (*where, one.statement.model_dump_json(), one.topic, one.strategy)
        case PracticeGapWithdrawn() as one:
            return NO_GAP, (agency, one.review, one.gap)
        case _:
            return None


LITERATURE_LIST = Reader(
    name="literature-list",
    tables=TABLES,
    facts=(
        LiteratureAdded,
        LiteratureLinked,
        LiteratureUnlinked,
        LiteratureWithdrawn,
        ToolPublished,
        ThemeAgreed,
        ThemeReopened,
        ThemeWithdrawn,
        ThemeMerged,
        ThemeAligned,
        PracticeGapNoted,
        PracticeGapWithdrawn,
    ),
    apply=apply,
)
