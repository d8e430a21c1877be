"""Rows of the team list: reviewers with their signature, numbered teams, members with roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    ReviewerInvited,
    TeamFormed,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE reviewer (
    agency text, review text, reviewer text, home text NOT NULL, signed_on date,
    PRIMARY KEY (agency, review, reviewer)
);
CREATE INDEX by_home ON reviewer (agency, review, home, reviewer);
CREATE TABLE team (
    agency text, review text, team text, number int NOT NULL,
    PRIMARY KEY (agency, review, team)
);
CREATE INDEX as_formed ON team (agency, review, number, team);
CREATE TABLE member (
    agency text, review text, team text, reviewer text, roles text[] NOT NULL,
    PRIMARY KEY (agency, review, team, reviewer)
);
"""

INVITE = "INSERT INTO reviewer VALUES (%s, %s, %s, %s, NULL)"
SIGN = """
UPDATE reviewer SET signed_on = %s WHERE agency = %s AND review = %s AND reviewer = %s
"""
TEAM = """
INSERT INTO team SELECT %s, %s, %s, count(*) + 1 FROM team WHERE agency = %s AND review = %s
"""
"""Teams are called by the order in which they were formed: team 1, team 2."""
MEMBER = "INSERT INTO member VALUES (%s, %s, %s, %s, %s)"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the list up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case ReviewerInvited(review=review, reviewer=reviewer, home=home):
            await db.execute(INVITE, (agency, review, reviewer, home))
        case ConfidentialitySigned(review=review, reviewer=reviewer, on=on):
            await db.execute(SIGN, (on, agency, review, reviewer))
        case ConfidentialityWithdrawn(review=review, reviewer=reviewer):
            await db.execute(SIGN, (None, agency, review, reviewer))
        case TeamFormed(review=review, team=team, members=members):
            await db.execute(TEAM, (agency, review, team, agency, review))
            rows = [(agency, review, team, one.reviewer, list(one.roles)) for one in members]
            async with db.cursor() as cursor:
                await cursor.executemany(MEMBER, rows)
        case _:
            pass


TEAM_LIST = Reader(
    name="team-list",
    tables=TABLES,
    facts=(ReviewerInvited, ConfidentialitySigned, ConfidentialityWithdrawn, TeamFormed),
    apply=apply,
)
