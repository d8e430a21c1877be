"""Where every review stands that somebody may see: a page of its own, and a part of the first one.

Few reviews are shown each with what waits for this person; many as a table, the most urgent first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_kernel.web.asker import everywhere
from concord_kernel.web.may import SignedIn
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.home.data import House, Wanted, home, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_kernel.web.asker import Asker

    from concord_review.home.data import HomeOut

router = APIRouter(tags=["home"], include_in_schema=False)

FEW: Final = 3
"""So many reviews are shown each with its next steps."""

ACTIONS: Final = ("see-schedule", "see-report", "see-interviews", "replay", "see-access")


@router.get("/home")
async def page(request: Request, session: SignedIn, house: House, wanted: Wanted) -> HTMLResponse:
    """Your reviews."""
    found, askers = await home(house, await everywhere(house, session), wanted)
    return render(
        request,
        "review/home.html",
        found=found,
        county=wanted.county,
        may=_may(found, askers) if found.total <= FEW else {},
        agencies=len(askers),
        opens=[name for name, one in askers.items() if one.allows("open-review").is_allowed],
    )


def _may(found: HomeOut, askers: Mapping[str, Asker]) -> dict[str, list[str]]:
    """Review to what this person may do in it, of what the page leads to."""
    return {
        one.review: [
            action
            for action in ACTIONS
            if within(askers[one.agency], one.review).allows(action).is_allowed
        ]
        for one in found.reviews
    }
