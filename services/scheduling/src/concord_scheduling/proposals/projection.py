"""Rows of plans that were accepted, and of those that were taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.proposal import PlanAccepted, PlanUndone
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE plan (
    agency text, review text, plan text, accepted_at timestamptz NOT NULL,
    booked int NOT NULL, moved int NOT NULL,
    undone_at timestamptz, cancelled int NOT NULL DEFAULT 0, returned int NOT NULL DEFAULT 0,
    stayed int NOT NULL DEFAULT 0,
    PRIMARY KEY (agency, review, plan)
);
CREATE INDEX newest ON plan (agency, review, accepted_at, plan);
"""

ACCEPT = "INSERT INTO plan VALUES (%s, %s, %s, %s, %s, %s)"
UNDO = """
UPDATE plan SET undone_at = %s, cancelled = %s, returned = %s, stayed = %s
WHERE agency = %s AND review = %s AND plan = %s
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list of plans up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency, at = envelope.agency, envelope.at
    match envelope.fact:
        case PlanAccepted() as fact:
            many = (len(fact.booked), len(fact.moved))
            await db.execute(ACCEPT, (agency, fact.review, fact.plan, at, *many))
        case PlanUndone() as fact:
            parts = (len(fact.cancelled), len(fact.moved), len(fact.left))
            await db.execute(UNDO, (at, *parts, agency, fact.review, fact.plan))
        case _:
            pass


PROPOSALS = Reader(
    name="proposals",
    tables=TABLES,
    facts=(PlanAccepted, PlanUndone),
    apply=apply,
)
