"""Quick cards, as pages to be printed: what a role does in the event week, and what its rules are.

The words of the rules stand in the edition, as the lists ``card.<role>``; an edition that has no
such list has no such card. A card names nobody and no case: it may lie about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from concord_contracts.terms import Code, Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

if TYPE_CHECKING:
    from concord_contracts.closed_lists import Catalogue
    from concord_contracts.rules import Edition

router = APIRouter(
    prefix="/{agency}/reviews/{review}/cards", tags=["people"], include_in_schema=False
)

LIST: Final = "card."
ROLES: Final = (
    "interviewer",
    "timekeeper",
    "recorder",
    "note-taker",
    "facilitator",
    "site-host",
    "coordinator",
    "co-chair",
)
"""Roles with a card, in the order in which cards are printed."""


@router.get("")
async def cards_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-schedule")]
) -> HTMLResponse:
    """Every card."""
    here = await place(desk, review)
    return render(request, "review/cards.html", **here, cards=_cards(here["edition"]), one="")


@router.get("/{role}")
async def card_page(
    review: Identifier, role: Code, request: Request, desk: Annotated[Desk, may("see-schedule")]
) -> HTMLResponse:
    """One card.

    Raises:
        HTTPException: 404, the rules of the review have no card of that role.
    """
    here = await place(desk, review)
    found = {each: said for each, said in _cards(here["edition"]).items() if each == role}
    if not found:
        raise HTTPException(404, "door.not-found")
    return render(request, "review/cards.html", **here, cards=found, one=role)


def _cards(edition: Edition) -> dict[str, Catalogue]:
    """Role to what the rules say on its card."""
    said = {each.id: each for each in edition.lists}
    return {role: said[LIST + role] for role in ROLES if LIST + role in said}
