"""Rows of recommendations and of what follows the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.recommendation import (
    RecommendationAnswered,
    RecommendationCarried,
    RecommendationCleared,
    RecommendationMade,
    RecommendationOwned,
    RecommendationWithdrawn,
)
from concord_contracts.facts.report import FindingsShared, ReflectionsHeld
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

    Statement = tuple[str, tuple[object, ...]]

TABLES = """
CREATE TABLE recommendation (
    agency text, review text, recommendation text, kind text NOT NULL, scope text NOT NULL,
    route text NOT NULL, text text NOT NULL, theme text, cleared text,
    owner text, by_when date, closed boolean NOT NULL DEFAULT false, version int NOT NULL,
    PRIMARY KEY (agency, review, recommendation)
);
CREATE TABLE answer (
    agency text, review text, recommendation text, nth int, standing text NOT NULL,
    on_day date NOT NULL, text text NOT NULL, PRIMARY KEY (agency, review, recommendation, nth)
);
CREATE TABLE carried (
    agency text, review text, recommendation text, document text, place text NOT NULL,
    PRIMARY KEY (agency, review, recommendation, document)
);
CREATE TABLE sharing (
    agency text, review text, sharing text, audience text NOT NULL, what text[] NOT NULL,
    on_day date NOT NULL, note text, PRIMARY KEY (agency, review, sharing)
);
CREATE TABLE reflections (
    agency text, review text, on_day date NOT NULL, combined boolean NOT NULL,
    invited text[] NOT NULL, presented boolean NOT NULL, worked_well text NOT NULL,
    otherwise text NOT NULL, next_steps text NOT NULL, PRIMARY KEY (agency, review)
);
"""
MAKE = """
INSERT INTO recommendation
    (agency, review, recommendation, kind, scope, route, text, theme, version)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, recommendation) DO UPDATE SET kind = excluded.kind,
    scope = excluded.scope, route = excluded.route, text = excluded.text,
    theme = excluded.theme, cleared = NULL
"""
CLEAR = """
UPDATE recommendation SET cleared = %s
WHERE agency = %s AND review = %s AND recommendation = %s
"""
WITHDRAW = "DELETE FROM recommendation WHERE agency = %s AND review = %s AND recommendation = %s"
OWN = """
UPDATE recommendation SET owner = %s, by_when = %s
WHERE agency = %s AND review = %s AND recommendation = %s
"""
CLOSE = """
UPDATE recommendation SET closed = %s
WHERE agency = %s AND review = %s AND recommendation = %s
"""
ANSWER = "INSERT INTO answer VALUES (%s, %s, %s, %s, %s, %s, %s)"
CARRY = """
INSERT INTO carried VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, recommendation, document) DO UPDATE SET place = excluded.place
"""
SHARE = "INSERT INTO sharing VALUES (%s, %s, %s, %s, %s, %s, %s)"
REFLECT = """
INSERT INTO reflections VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET on_day = excluded.on_day,
    combined = excluded.combined, invited = excluded.invited, presented = excluded.presented,
    worked_well = excluded.worked_well, otherwise = excluded.otherwise,
    next_steps = excluded.next_steps
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        for statement in _statements(envelope):
            await db.execute(*statement)


def _statements(envelope: Envelope) -> Iterator[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case RecommendationMade() as one:
            stands = (one.kind, one.scope, one.route, one.text.model_dump_json(), one.theme)
            yield MAKE, (agency, one.review, one.recommendation, *stands, envelope.version)
        case RecommendationCleared() as one:
            yield CLEAR, (one.text.model_dump_json(), agency, one.review, one.recommendation)
        case RecommendationWithdrawn() as one:
            yield WITHDRAW, (agency, one.review, one.recommendation)
        case RecommendationOwned() as one:
            owned = (one.owner.model_dump_json(), one.by_when)
            yield OWN, (*owned, agency, one.review, one.recommendation)
        case _:
            yield from _followed(envelope)


def _followed(envelope: Envelope) -> Iterator[Statement]:
    agency = envelope.agency
    match envelope.fact:
        case RecommendationAnswered() as one:
            where = (agency, one.review, one.recommendation)
            said = (envelope.version, one.standing, one.on, one.text.model_dump_json())
            yield CLOSE, (one.closes, *where)
            yield ANSWER, (*where, *said)
        case RecommendationCarried() as one:
            where = (agency, one.review, one.recommendation)
            yield CARRY, (*where, one.document, one.where.model_dump_json())
        case FindingsShared() as one:
            note = one.note.model_dump_json() if one.note else None
            shared = (one.sharing, one.audience, list(one.what), one.on, note)
            yield SHARE, (agency, one.review, *shared)
        case ReflectionsHeld() as one:
            held = (one.on, one.combined, list(one.invited), one.presented)
            texts = [
                text.model_dump_json() for text in (one.worked_well, one.otherwise, one.next_steps)
            ]
            yield REFLECT, (agency, one.review, *held, *texts)
        case _:
            return


RECOMMENDATION_LIST = Reader(
    name="recommendation-list",
    tables=TABLES,
    facts=(
        RecommendationMade,
        RecommendationCleared,
        RecommendationWithdrawn,
        RecommendationOwned,
        RecommendationAnswered,
        RecommendationCarried,
        FindingsShared,
        ReflectionsHeld,
    ),
    apply=apply,
)
