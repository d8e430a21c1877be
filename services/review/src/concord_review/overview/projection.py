"""Rows of the overview: one a review, with how far it has come. Counts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_contracts.facts.sample import FrameImported, SampleDrawn
from concord_contracts.facts.schedule import ScheduleReleased
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE review (
    agency text, review text, edition text NOT NULL, edition_digest text NOT NULL,
    synthetic boolean NOT NULL, opened_at timestamptz NOT NULL, focus_area text,
    candidates int NOT NULL DEFAULT 0, frame text, cases int NOT NULL DEFAULT 0,
    backups int NOT NULL DEFAULT 0, teams int NOT NULL DEFAULT 0,
    release int NOT NULL DEFAULT 0, last_day date, interviews int NOT NULL DEFAULT 0,
    proposed int NOT NULL DEFAULT 0, agreed int NOT NULL DEFAULT 0,
    version int NOT NULL, PRIMARY KEY (agency, review)
);
CREATE INDEX newest ON review (agency, opened_at, review);
CREATE TABLE agreed (
    agency text, review text, theme text, PRIMARY KEY (agency, review, theme)
);
"""

OPEN = """
INSERT INTO review (agency, review, edition, edition_digest, synthetic, opened_at, version)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
STAND = "UPDATE review SET version = %s WHERE agency = %s AND review = %s"
WHERE = "WHERE agency = %s AND review = %s"
AGREE = "INSERT INTO agreed VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
NO_LONGER = "DELETE FROM agreed WHERE agency = %s AND review = %s AND theme = %s"
COUNT = """
UPDATE review SET agreed = (
    SELECT count(*) FROM agreed WHERE agreed.agency = review.agency
    AND agreed.review = review.review
) WHERE agency = %s AND review = %s
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the overview up to date."""
    for envelope in envelopes:
        fact = envelope.fact
        if isinstance(fact, ReviewOpened):
            what = (fact.review, fact.edition, fact.edition_digest, fact.synthetic)
            await db.execute(OPEN, (envelope.agency, *what, envelope.at, envelope.version))
        elif isinstance(fact, ThemeAgreed | ThemeReopened | ThemeWithdrawn | ThemeMerged):
            where = (envelope.agency, fact.review)
            query = AGREE if isinstance(fact, ThemeAgreed) else NO_LONGER
            await db.execute(query, (*where, fact.theme))
            await db.execute(COUNT, where)
        elif change := _change(fact):
            review, assignments, values = change
            query = f"UPDATE review SET {assignments} {WHERE}"  # ruff: ignore[hardcoded-sql-expression] -- fixed text below
            await db.execute(query.encode(), (*values, envelope.agency, review))
            if envelope.stream == f"review-{review}":
                await db.execute(STAND, (envelope.version, envelope.agency, review))


def _change(fact: Event) -> tuple[str, str, tuple[object, ...]] | None:
    match fact:
        case FocusAreaChosen(review=review, focus_area=focus_area):
            return review, "focus_area = %s", (focus_area,)
        case FrameImported(review=review, frame=frame, candidates=candidates):
            return review, "frame = %s, candidates = %s", (frame, candidates)
        case SampleDrawn(review=review, strata=strata, backups=backups):
            return review, "cases = %s, backups = %s", (sum(x.selected for x in strata), backups)
        case ScheduleReleased(review=review, release=release, last_day=last_day):
            return review, "release = %s, last_day = %s", (release, last_day)
        case _:
            return _count(fact)


def _count(fact: Event) -> tuple[str, str, tuple[object, ...]] | None:
    match fact:
        case TeamFormed(review=review):
            return review, "teams = teams + 1", ()
        case InterviewRecorded(review=review):
            return review, "interviews = interviews + 1", ()
        case ThemeProposed(review=review):
            return review, "proposed = proposed + 1", ()
        case _:
            return None


OVERVIEW = Reader(
    name="review-overview",
    tables=TABLES,
    facts=(
        ReviewOpened,
        FocusAreaChosen,
        FrameImported,
        SampleDrawn,
        TeamFormed,
        ScheduleReleased,
        InterviewRecorded,
        ThemeProposed,
        ThemeAgreed,
        ThemeReopened,
        ThemeWithdrawn,
        ThemeMerged,
    ),
    apply=apply,
)
