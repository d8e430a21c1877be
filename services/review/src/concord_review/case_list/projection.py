"""Rows of the case list: strata as they were drawn, cases in drawing order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.sample import (
    PART_SIZE,
    CaseSelected,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE frame (
    agency text, review text, frame text, candidates int NOT NULL,
    PRIMARY KEY (agency, review, frame)
);
CREATE TABLE candidate (
    agency text, review text, frame text, ordinal int, case_id text NOT NULL,
    worker text NOT NULL, stratum text NOT NULL, opened_on date NOT NULL,
    PRIMARY KEY (agency, review, frame, ordinal)
);
CREATE TABLE stratum (
    agency text, review text, stratum text, wanted int NOT NULL, in_frame int NOT NULL,
    selected int NOT NULL, seed text NOT NULL, method text NOT NULL,
    PRIMARY KEY (agency, review, stratum)
);
CREATE TABLE drawn (
    agency text, review text, case_id text, worker text NOT NULL, stratum text NOT NULL,
    ordinal int NOT NULL, standing text NOT NULL,
    PRIMARY KEY (agency, review, case_id)
);
CREATE INDEX as_drawn ON drawn (agency, review, ordinal);
"""

FRAME = "INSERT INTO frame VALUES (%s, %s, %s, %s)"
PART = """
INSERT INTO candidate
SELECT %s, %s, %s, %s + nth, case_id, worker, stratum, opened_on
FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[])
    WITH ORDINALITY AS one (case_id, worker, stratum, opened_on, nth)
"""
STRATUM = "INSERT INTO stratum VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
CASE = "INSERT INTO drawn VALUES (%s, %s, %s, %s, %s, %s, %s)"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date; a draw of hundreds goes in as one batch."""
    strata: list[tuple[object, ...]] = []
    cases: list[tuple[object, ...]] = []
    for envelope in envelopes:
        match envelope.fact:
            case FramePartRecorded() as part:
                await db.execute(PART, _part(envelope.agency, part))
            case FrameImported() as whole:
                what = (whole.review, whole.frame, whole.candidates)
                await db.execute(FRAME, (envelope.agency, *what))
            case SampleDrawn() as drawn:
                strata += _strata(envelope.agency, drawn)
            case CaseSelected() as one:
                place = (one.stratum, one.order, one.standing)
                cases.append((envelope.agency, one.review, one.case, one.worker, *place))
            case _:
                pass
    async with db.cursor() as cursor:
        await cursor.executemany(STRATUM, strata)
        await cursor.executemany(CASE, cases)


def _part(agency: str, part: FramePartRecorded) -> tuple[object, ...]:
    """A part of a frame as columns: every part but the last one is full."""
    some = part.candidates
    before = (part.part - 1) * PART_SIZE
    columns = ([x.case for x in some], [x.worker for x in some], [x.stratum for x in some])
    days = [x.opened_on for x in some]
    return (agency, part.review, part.frame, before, *columns, days)


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
    facts=(FramePartRecorded, FrameImported, SampleDrawn, CaseSelected),
    apply=apply,
)
