"""Rows of the replay: which positions of the agency's log belong to which review. Nothing else.

What happened is read from the ledger itself; these rows only spare the search through the facts of
all other reviews.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_contracts.catalog import FACTS
from concord_contracts.facts.vault import TextErased, TextRead
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Envelope, Event
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE step (
    agency text, review text, position bigint, name text NOT NULL,
    PRIMARY KEY (agency, review, position)
);
CREATE TABLE thing (
    agency text, thing text, review text NOT NULL,
    PRIMARY KEY (agency, thing)
);
"""

OF_A_REVIEW: Final = tuple(
    fact
    for fact in FACTS.values()
    if (field := fact.model_fields.get("review")) is not None and field.is_required()
)
"""Facts that name the review they belong to."""

OF_A_TEXT: Final = (TextRead, TextErased)
"""Facts that name a thing of a review, in which a text was written."""

THINGS: Final = ("reviewer", "session", "theme")
"""Fields that name a thing of a review."""

STEP = "INSERT INTO step VALUES (%s, %s, %s, %s)"
THING = "INSERT INTO thing VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
STEP_OF_A_THING = """
INSERT INTO step SELECT DISTINCT agency, review, %s::bigint, %s FROM thing
WHERE agency = %s AND thing = ANY(%s)
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the positions up to date."""
    async with db.cursor() as cursor:
        for envelope in envelopes:
            fact = envelope.fact
            where = (envelope.position, envelope.name)
            if isinstance(fact, OF_A_TEXT):
                things = list({fact.about} if isinstance(fact, TextRead) else {fact.subject})
                await cursor.execute(STEP_OF_A_THING, (*where, envelope.agency, things))
            else:
                review: str = fact.review  # type: ignore[attr-defined]  # of a review
                await cursor.execute(STEP, (envelope.agency, review, *where))
                things = list(_things(envelope, fact))
                await cursor.executemany(THING, [(envelope.agency, one, review) for one in things])


def _things(envelope: Envelope, fact: Event) -> Iterator[str]:
    yield envelope.stream
    for field in THINGS:
        if isinstance(named := getattr(fact, field, None), str):
            yield named


REPLAY = Reader(
    name="replay",
    tables=TABLES,
    facts=(*OF_A_REVIEW, *OF_A_TEXT),
    apply=apply,
)
