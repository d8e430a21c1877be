"""Choosing peer counties, over HTTP."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import Field

from concord_review.peer_counties.commands import ChoosePeerCounty, DropPeerCounty
from concord_review.peer_counties.decide import PEERS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["leading"])


class PeerCountyIn(TypedForm):
    """A county that comes as a peer, and why.

    Attributes:
        together: Whether both run their reviews together, with shared logistics and planning.
        text: The reasons in words.
    """

    county: AgencyCode
    reasons: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    contiguous: bool = False
    high_performing: bool = False
    together: bool = False
    text: TextIn
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/peer-counties", status_code=201)
async def choose_peer_county(
    review: Identifier, body: PeerCountyIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Choose a county as a peer."""
    about = f"peers-{review}"
    overrides = await desk.overrides(body.overrides, about=about)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = ChoosePeerCounty(
        review=review,
        county=body.county,
        reasons=tuple(dict.fromkeys(body.reasons)),
        contiguous=body.contiguous,
        high_performing=body.high_performing,
        together=body.together,
        text=await desk.keep("reasons", body.text, about=about),
    )
    return await desk.do(PEERS, command, context)


@router.post("/peer-counties/{county}/removal", status_code=201)
async def drop_peer_county(
    review: Identifier, county: AgencyCode, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Choose a county no longer."""
    return await desk.do(PEERS, DropPeerCounty(review=review, county=county), desk.context())
