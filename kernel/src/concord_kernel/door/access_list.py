"""Rows of who looked: a row a look; codes and ids only.

Beside it a row a week for what the agency itself is told of people from elsewhere: who worked on
which interview, when and in what order is nothing for the county that is reviewed.
"""

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
CREATE INDEX look_of_home ON look (agency, home, at);
CREATE TABLE week_of_looks (
    agency text, at timestamptz, person text, home text NOT NULL, action text, review text,
    was_shown boolean, PRIMARY KEY (agency, at, person, action, review, was_shown)
);
"""

LOOK = "INSERT INTO look VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
WEEK = """
INSERT INTO week_of_looks VALUES (%s, date_trunc('week', %s, 'UTC'), %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    rows = [_row(envelope) for envelope in envelopes]
    async with db.cursor() as cursor:
        await cursor.executemany(LOOK, rows)
        await cursor.executemany(WEEK, [_of_a_week(row) for row in rows])


def _of_a_week(row: tuple[object, ...]) -> tuple[object, ...]:
    agency, _position, at, person, home, action, review, _about, was_shown, _policies = row
    return agency, at, person, home, action, review, was_shown


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
