"""Who leads a review and which counties come as peers, as data; names stay in the vault."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["leading"])

READER = "who-leads"
LEADERS = """
SELECT person, home, tied.person IS NOT NULL AS ties_told
FROM leader LEFT JOIN tied USING (agency, review, person)
WHERE agency = %s AND review = %s ORDER BY person LIMIT 200
"""
PARTS = """
SELECT part, kind, person, duties FROM part WHERE agency = %s AND review = %s
ORDER BY part, kind, person LIMIT 1000
"""
PEERS = """
SELECT county, reasons, contiguous, high_performing, together, said, is_confirmed FROM peer
WHERE agency = %s AND review = %s ORDER BY county LIMIT 200
"""


class PartOut(BaseModel):
    """A part in leading the review, for whom, and what a supporting person does."""

    part: str
    kind: str
    duties: list[str]


class LeaderOut(BaseModel):
    """Somebody who leads, the agency that person comes from, and every part.

    Attributes:
        ties_told: People of the host: whether they told their ties to cases and workers.
    """

    person: str
    home: str
    parts: list[PartOut]
    ties_told: bool


class LeadersOut(BaseModel):
    """Everybody who leads a review."""

    current: bool
    leaders: list[LeaderOut]


class PeerCountyOut(BaseModel):
    """A county that comes as a peer, and why.

    Attributes:
        said: The reasons in words.
        is_confirmed: Whether the co-chairs agreed on the peer counties with this one among them.
    """

    county: str
    reasons: list[str]
    contiguous: bool
    high_performing: bool
    together: bool
    said: str
    is_confirmed: bool


class PeerCountiesOut(BaseModel):
    """The peer counties of a review."""

    current: bool
    peer_counties: list[PeerCountyOut]


@router.get("/leaders")
async def list_leaders(
    review: Identifier, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> LeadersOut:
    """Everybody who leads the review, with every part."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return LeadersOut(current=current, leaders=await leaders(desk, review))


@router.get("/peer-counties")
async def list_peer_counties(
    review: Identifier, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> PeerCountiesOut:
    """The counties that come as peers, with the host's reasons."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return PeerCountiesOut(current=current, peer_counties=await peer_counties(desk, review))


async def leaders(desk: Desk, review: str) -> list[dict[str, Any]]:
    """Everybody who leads, each with all parts."""
    people = await desk.rows(READER, LEADERS, desk.agency, review)
    parts = await desk.rows(READER, PARTS, desk.agency, review)
    return [
        one
        | {
            "parts": [
                {"part": part["part"], "kind": part["kind"], "duties": part["duties"]}
                for part in parts
                if part["person"] == one["person"]
            ]
        }
        for one in people
    ]


async def peer_counties(desk: Desk, review: str) -> list[dict[str, Any]]:
    """The peer counties, with their reasons in words."""
    rows = await desk.rows(READER, PEERS, desk.agency, review)
    said = await desk.narratives([TextRef.model_validate_json(one["said"]) for one in rows])
    return [one | {"said": text} for one, text in zip(rows, said, strict=True)]
