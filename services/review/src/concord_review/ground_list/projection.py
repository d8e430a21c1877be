"""Rows of the grounds: documents, scope, other counties' experience, allocation and costs.

Which tasks are closed is kept beside: a document that a county does not have is set aside there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.plan import (
    AllocationStated,
    CostDropped,
    CostPlanned,
    DocumentAttached,
    DocumentDetached,
    ExperienceNoted,
    ExperienceWithdrawn,
    ScopeDecided,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

    Statement = tuple[str, tuple[object, ...]]

TABLES = """
CREATE TABLE document (
    agency text, review text, document text, kind text NOT NULL, first_day date NOT NULL,
    last_day date, what text NOT NULL, place text NOT NULL,
    PRIMARY KEY (agency, review, document)
);
CREATE TABLE scope (
    agency text, review text, part text, included boolean NOT NULL, on_day date NOT NULL,
    reason text NOT NULL, PRIMARY KEY (agency, review, part)
);
CREATE TABLE experience (
    agency text, review text, experience text, county text NOT NULL, year int,
    told_by text NOT NULL, on_day date NOT NULL, said text NOT NULL,
    PRIMARY KEY (agency, review, experience)
);
CREATE TABLE allocation (
    agency text, review text, cents bigint NOT NULL, source text NOT NULL,
    PRIMARY KEY (agency, review)
);
CREATE TABLE cost (
    agency text, review text, cost text, kind text NOT NULL, people int NOT NULL,
    times int NOT NULL, cents bigint NOT NULL, said text NOT NULL,
    PRIMARY KEY (agency, review, cost)
);
CREATE TABLE closed (
    agency text, review text, task text, PRIMARY KEY (agency, review, task)
);
"""

ATTACH = "INSERT INTO document VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
DETACH = "DELETE FROM document WHERE agency = %s AND review = %s AND document = %s"
SCOPE = """
INSERT INTO scope VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, part) DO UPDATE SET included = excluded.included,
    on_day = excluded.on_day, reason = excluded.reason
"""
LEARN = "INSERT INTO experience VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
UNLEARN = "DELETE FROM experience WHERE agency = %s AND review = %s AND experience = %s"
ALLOCATE = """
INSERT INTO allocation VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET cents = excluded.cents, source = excluded.source
"""
SPEND = "INSERT INTO cost VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
CLOSE = "INSERT INTO closed VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
REOPEN = "DELETE FROM closed WHERE agency = %s AND review = %s AND task = %s"
SAVE = "DELETE FROM cost WHERE agency = %s AND review = %s AND cost = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        agency, fact = envelope.agency, envelope.fact
        if statement := _of_the_choice(agency, fact) or _of_means(agency, fact):
            await db.execute(*statement)


def _of_the_choice(agency: str, fact: Event) -> Statement | None:
    match fact:
        case DocumentAttached() as one:
            said = (one.what.model_dump_json(), one.where.model_dump_json())
            when = (one.kind, one.first, one.last)
            return ATTACH, (agency, one.review, one.document, *when, *said)
        case DocumentDetached() as one:
            return DETACH, (agency, one.review, one.document)
        case ScopeDecided() as one:
            what = (one.part, one.included, one.on, one.reason.model_dump_json())
            return SCOPE, (agency, one.review, *what)
        case ExperienceNoted() as one:
            told = (one.county, one.year, one.told_by, one.on, one.text.model_dump_json())
            return LEARN, (agency, one.review, one.experience, *told)
        case ExperienceWithdrawn() as one:
            return UNLEARN, (agency, one.review, one.experience)
        case _:
            return None


def _of_means(agency: str, fact: Event) -> Statement | None:
    match fact:
        case AllocationStated() as one:
            return ALLOCATE, (agency, one.review, one.cents, one.source.model_dump_json())
        case CostPlanned() as one:
            counted = (one.kind, one.people, one.times, one.cents, one.text.model_dump_json())
            return SPEND, (agency, one.review, one.cost, *counted)
        case CostDropped() as one:
            return SAVE, (agency, one.review, one.cost)
        case TaskDone() | TaskWaived():
            return CLOSE, (agency, fact.review, fact.task)
        case TaskReopened() as one:
            return REOPEN, (agency, one.review, one.task)
        case _:
            return None


GROUND_LIST = Reader(
    name="ground-list",
    tables=TABLES,
    facts=(
        DocumentAttached,
        DocumentDetached,
        ScopeDecided,
        ExperienceNoted,
        ExperienceWithdrawn,
        AllocationStated,
        CostPlanned,
        CostDropped,
        TaskDone,
        TaskWaived,
        TaskReopened,
    ),
    apply=apply,
)
