"""Rows of who leads: people, their parts, who told ties, peer counties with the host's reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    LeaderAdded,
    PartEnded,
    PartTaken,
    PeerCountyChosen,
    PeerCountyDropped,
)
from concord_contracts.facts.people import TiesDeclared
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE leader (
    agency text, review text, person text, home text NOT NULL,
    PRIMARY KEY (agency, review, person)
);
CREATE TABLE part (
    agency text, review text, part text, kind text, person text, duties text[] NOT NULL,
    PRIMARY KEY (agency, review, part, kind, person)
);
CREATE TABLE tied (
    agency text, review text, person text, PRIMARY KEY (agency, review, person)
);
CREATE TABLE peer (
    agency text, review text, county text, reasons text[] NOT NULL, contiguous boolean NOT NULL,
    high_performing boolean NOT NULL, together boolean NOT NULL, said text NOT NULL,
    is_confirmed boolean NOT NULL, PRIMARY KEY (agency, review, county)
);
"""

ADD = "INSERT INTO leader VALUES (%s, %s, %s, %s)"
TAKE = """
INSERT INTO part VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, part, kind, person) DO UPDATE SET duties = excluded.duties
"""
END = """
DELETE FROM part WHERE agency = %s AND review = %s AND part = %s AND kind = %s AND person = %s
"""
TELL = "INSERT INTO tied VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
"""Whoever tells ties, a reviewer too: the same person may lead."""
CHOOSE = "INSERT INTO peer VALUES (%s, %s, %s, %s, %s, %s, %s, %s, false)"
DROP = "DELETE FROM peer WHERE agency = %s AND review = %s AND county = %s"
CONFIRM = "UPDATE peer SET is_confirmed = %s WHERE agency = %s AND review = %s"


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        if statement := _leading(envelope) or _peers(envelope):
            await db.execute(*statement)


def _leading(envelope: Envelope) -> tuple[str, tuple[object, ...]] | None:
    agency = envelope.agency
    match envelope.fact:
        case LeaderAdded(review=review, person=person, home=home):
            return ADD, (agency, review, person, home)
        case PartTaken() as taken:
            what = (taken.part, taken.kind, taken.person, list(taken.duties))
            return TAKE, (agency, taken.review, *what)
        case PartEnded() as ended:
            return END, (agency, ended.review, ended.part, ended.kind, ended.person)
        case TiesDeclared(review=review, reviewer=person):
            return TELL, (agency, review, person)
        case _:
            return None


def _peers(envelope: Envelope) -> tuple[str, tuple[object, ...]] | None:
    """What the co-chairs confirm are the counties that stand when they agree."""
    agency = envelope.agency
    match envelope.fact:
        case PeerCountyChosen() as one:
            why = (list(one.reasons), one.contiguous, one.high_performing, one.together)
            return CHOOSE, (agency, one.review, one.county, *why, one.text.model_dump_json())
        case PeerCountyDropped(review=review, county=county):
            return DROP, (agency, review, county)
        case AgreementResolved(review=review, topic="peer-counties"):
            return CONFIRM, (True, agency, review)
        case AgreementDrafted(review=review, topic="peer-counties"):
            return CONFIRM, (False, agency, review)
        case _:
            return None


WHO_LEADS = Reader(
    name="who-leads",
    tables=TABLES,
    facts=(
        LeaderAdded,
        PartTaken,
        PartEnded,
        TiesDeclared,
        PeerCountyChosen,
        PeerCountyDropped,
        AgreementDrafted,
        AgreementResolved,
    ),
    apply=apply,
)
