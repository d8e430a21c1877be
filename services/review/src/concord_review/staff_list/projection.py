"""Rows of the list of interviewees: who carries which case of the sample, roles, preparation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.sample import (
    CaseEliminated,
    CaseMoved,
    CaseReplaced,
    CaseSelected,
    IntervieweeListed,
    IntervieweePreparationWithdrawn,
    IntervieweePrepared,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE carried (
    agency text, review text, case_id text, worker text NOT NULL, stratum text NOT NULL,
    standing text NOT NULL, PRIMARY KEY (agency, review, case_id)
);
CREATE INDEX by_worker ON carried (agency, review, worker);
CREATE TABLE interviewee (
    agency text, review text, worker text, role text, is_named boolean NOT NULL DEFAULT false,
    prepared_on date, PRIMARY KEY (agency, review, worker)
);
"""

CARRY = "INSERT INTO carried VALUES (%s, %s, %s, %s, %s, %s)"
KNOW = "INSERT INTO interviewee (agency, review, worker) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
STAND = "UPDATE carried SET standing = %s WHERE agency = %s AND review = %s AND case_id = %s"
LIST = """
INSERT INTO interviewee (agency, review, worker, role, is_named) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, worker) DO UPDATE
SET role = excluded.role, is_named = interviewee.is_named OR excluded.is_named
"""
PREPARE = """
UPDATE interviewee SET prepared_on = %s WHERE agency = %s AND review = %s AND worker = %s
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        await _sample(db, envelope)
        await _people(db, envelope)


async def _sample(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case CaseSelected() as one:
            place = (one.worker, one.stratum, one.standing)
            await db.execute(CARRY, (agency, one.review, one.case, *place))
            await db.execute(KNOW, (agency, one.review, one.worker))
        case CaseMoved() as one:
            await db.execute(STAND, (one.standing, agency, one.review, one.case))
        case CaseEliminated() as one:
            await db.execute(STAND, ("eliminated", agency, one.review, one.case))
        case CaseReplaced() as one:
            await db.execute(STAND, ("replaced", agency, one.review, one.case))
            await db.execute(STAND, ("selected", agency, one.review, one.by))
        case _:
            pass


async def _people(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case IntervieweeListed() as one:
            said = (one.role, one.name is not None)
            await db.execute(LIST, (agency, one.review, one.worker, *said))
        case IntervieweePrepared() as one:
            await db.execute(PREPARE, (one.on, agency, one.review, one.worker))
        case IntervieweePreparationWithdrawn() as one:
            await db.execute(PREPARE, (None, agency, one.review, one.worker))
        case _:
            pass


STAFF_LIST = Reader(
    name="staff-list",
    tables=TABLES,
    facts=(
        CaseSelected,
        CaseMoved,
        CaseEliminated,
        CaseReplaced,
        IntervieweeListed,
        IntervieweePrepared,
        IntervieweePreparationWithdrawn,
    ),
    apply=apply,
)
