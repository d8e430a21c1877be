"""Rows of who may enter an agency, and as what: roles of its own people, grants of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.access import GrantGiven, GrantWithdrawn, RoleEnded, RoleGiven

from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE role (
    agency text, person text, role text, review text NOT NULL, since timestamptz NOT NULL,
    PRIMARY KEY (agency, person, role, review)
);
CREATE TABLE given (
    agency text, id text, person text NOT NULL, home text NOT NULL, roles text[] NOT NULL,
    purpose text NOT NULL, review text NOT NULL, until timestamptz NOT NULL,
    since timestamptz NOT NULL, withdrawn_at timestamptz,
    PRIMARY KEY (agency, id)
);
"""

GIVE_ROLE = "INSERT INTO role VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
END_ROLE = "DELETE FROM role WHERE agency = %s AND person = %s AND role = %s AND review = %s"
GIVE = """
INSERT INTO given VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL) ON CONFLICT DO NOTHING
"""
WITHDRAW = "UPDATE given SET withdrawn_at = %s WHERE agency = %s AND id = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency, at = envelope.agency, envelope.at
    match envelope.fact:
        case RoleGiven(person=person, role=role, review=review):
            await db.execute(GIVE_ROLE, (agency, person, role, review or "", at))
        case RoleEnded(person=person, role=role, review=review):
            await db.execute(END_ROLE, (agency, person, role, review or ""))
        case GrantGiven() as given:
            place = (agency, given.grant, given.person, given.home, list(given.roles))
            rest = (given.purpose, given.review or "", given.until, at)
            await db.execute(GIVE, (*place, *rest))
        case GrantWithdrawn(grant=grant):
            await db.execute(WITHDRAW, (at, agency, grant))
        case _:
            pass


STANDING_LIST = Reader(
    name="standing-list",
    tables=TABLES,
    facts=(RoleGiven, RoleEnded, GrantGiven, GrantWithdrawn),
    apply=apply,
)
