"""Rows of who looked: a row a look, newest last; codes and ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.access import Denied, Shown
from concord_contracts.facts.vault import TextRead

from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE look (
    agency text, position bigint, at timestamptz NOT NULL, person text NOT NULL,
    home text NOT NULL, action text NOT NULL, review text NOT NULL, about text NOT NULL,
    was_shown boolean NOT NULL, policies text[] NOT NULL,
    PRIMARY KEY (agency, position)
);
CREATE INDEX look_of_person ON look (agency, person, position);
CREATE INDEX look_of_review ON look (agency, review, position);
"""

LOOK = "INSERT INTO look VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    async with db.cursor() as cursor:
        await cursor.executemany(LOOK, [_row(envelope) for envelope in envelopes])


def _row(envelope: Envelope) -> tuple[object, ...]:
    place = (envelope.agency, envelope.position, envelope.at)
    match envelope.fact:
        case Shown() | Denied() as fact:
            who = (fact.person, fact.home, fact.action, fact.review or "", "")
            return (*place, *who, isinstance(fact, Shown), list(fact.policies))
        case TextRead() as fact:
            return (*place, fact.reader, fact.home, "read-notes", "", fact.about, True, [])
        case other:
            raise TypeError(other.NAME)


ACCESS_LIST = Reader(
    name="access-list",
    tables=TABLES,
    facts=(Shown, Denied, TextRead),
    apply=apply,
)
