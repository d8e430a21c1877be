"""Rows of the team list: reviewers, signed and prepared, numbered teams, members with roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    FormerEmployeeAccepted,
    HostStaffTrained,
    ReviewerInvited,
    ReviewerKnowledgeNoted,
    ReviewerPartNoted,
    TeamFormed,
    TeamsCompleted,
    TeamSizeSet,
    TiesDeclared,
    TrainingReported,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE reviewer (
    agency text, review text, reviewer text, home text NOT NULL, signed_on date,
    is_former boolean NOT NULL, accepted_on date, trained_by text, trained_on date,
    reported_on date, ties_told boolean NOT NULL DEFAULT false, represents text, knowledge text[],
    days int,
    PRIMARY KEY (agency, review, reviewer)
);
CREATE INDEX by_home ON reviewer (agency, review, home, reviewer);
CREATE TABLE tie (
    agency text, review text, reviewer text, kind text, case_id text,
    PRIMARY KEY (agency, review, reviewer, kind, case_id)
);
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

COMPOSITION = """
CREATE TABLE composition (
    agency text, review text, least int, most int, teams text[], kinds text[], knowledge text[],
    PRIMARY KEY (agency, review)
);
"""
"""What was decided and said of all teams of a review."""

SIZE = """
INSERT INTO composition (agency, review, least, most) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET least = excluded.least, most = excluded.most
"""
COMPLETE = """
INSERT INTO composition (agency, review, teams, kinds, knowledge) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET teams = excluded.teams, kinds = excluded.kinds,
    knowledge = excluded.knowledge
"""
STAY = """
UPDATE reviewer SET days = coalesce(%s, days), represents = coalesce(%s, represents)
WHERE agency = %s AND review = %s AND reviewer = %s
"""
INVITE = """
INSERT INTO reviewer (agency, review, reviewer, home, is_former, represents, knowledge)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
KNOW = """
UPDATE reviewer SET knowledge = %s WHERE agency = %s AND review = %s AND reviewer = %s
"""
SIGN = """
UPDATE reviewer SET signed_on = %s WHERE agency = %s AND review = %s AND reviewer = %s
"""
ACCEPT = """
UPDATE reviewer SET accepted_on = %s WHERE agency = %s AND review = %s AND reviewer = %s
"""
TRAIN = """
UPDATE reviewer SET trained_by = %s, trained_on = %s, reported_on = NULL
WHERE agency = %s AND review = %s AND reviewer = %s
"""
REPORT = """
UPDATE reviewer SET reported_on = %s WHERE agency = %s AND review = %s AND reviewer = %s
"""
TOLD = """
UPDATE reviewer SET ties_told = true WHERE agency = %s AND review = %s AND reviewer = %s
"""
UNTIE = "DELETE FROM tie WHERE agency = %s AND review = %s AND reviewer = %s"
TIE = "INSERT INTO tie VALUES (%s, %s, %s, %s, %s)"
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
        case ReviewerInvited(review=review, reviewer=reviewer, home=home) as invited:
            known = None if invited.knowledge is None else list(invited.knowledge)
            who = (invited.formerly_of_host, invited.represents, known)
            await db.execute(INVITE, (agency, review, reviewer, home, *who))
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
            await _prepare(db, envelope)


async def _prepare(db: Connection, envelope: Envelope) -> None:
    """What was done before somebody may sit on a team."""
    agency = envelope.agency
    match envelope.fact:
        case ReviewerKnowledgeNoted(review=review, reviewer=reviewer, knowledge=knowledge):
            await db.execute(KNOW, (list(knowledge), agency, review, reviewer))
        case FormerEmployeeAccepted(review=review, reviewer=reviewer, on=on):
            await db.execute(ACCEPT, (on, agency, review, reviewer))
        case HostStaffTrained(review=review, reviewer=reviewer, by=by, on=on):
            await db.execute(TRAIN, (by, on, agency, review, reviewer))
        case TrainingReported(review=review, reviewer=reviewer, on=on):
            await db.execute(REPORT, (on, agency, review, reviewer))
        case TiesDeclared(review=review, reviewer=reviewer, ties=ties):
            await db.execute(TOLD, (agency, review, reviewer))
            await db.execute(UNTIE, (agency, review, reviewer))
            for one in ties:
                await db.execute(TIE, (agency, review, reviewer, one.kind, one.case))
        case _:
            await _compose(db, envelope)


async def _compose(db: Connection, envelope: Envelope) -> None:
    """What holds for the teams together, and for how long a reviewer is there."""
    agency = envelope.agency
    match envelope.fact:
        case ReviewerPartNoted(review=review, reviewer=reviewer) as part:
            await db.execute(STAY, (part.days, part.represents, agency, review, reviewer))
        case TeamSizeSet(review=review, least=least, most=most):
            await db.execute(SIZE, (agency, review, least, most))
        case TeamsCompleted(review=review, teams=teams) as said:
            lacking = (list(said.kinds), list(said.knowledge))
            await db.execute(COMPLETE, (agency, review, list(teams), *lacking))
        case _:
            pass


TEAM_LIST = Reader(
    name="team-list",
    tables=TABLES + COMPOSITION,
    facts=(
        ReviewerInvited,
        ReviewerKnowledgeNoted,
        FormerEmployeeAccepted,
        ConfidentialitySigned,
        ConfidentialityWithdrawn,
        HostStaffTrained,
        TrainingReported,
        TiesDeclared,
        TeamFormed,
        ReviewerPartNoted,
        TeamSizeSet,
        TeamsCompleted,
    ),
    apply=apply,
)
