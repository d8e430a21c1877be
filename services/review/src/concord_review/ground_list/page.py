"""What the planning rests on, as a page."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.ground_list.data import READER, grounds
from concord_review.inputs import asked_for
from concord_review.listed import AS_NECESSARY, COSTS, PARTIES, entries, labels

router = APIRouter(tags=["planning"])


@router.get("/{agency}/reviews/{review}/grounds", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> HTMLResponse:
    """Documents, scope, other counties' experience, costs."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition = here["edition"]
    return render(
        request,
        "review/grounds.html",
        **here,
        **await grounds(desk, review, edition),
        current=current,
        today=clock.now().date(),
        kinds=asked_for(edition),
        parts=entries(edition, AS_NECESSARY),
        cost_kinds=labels(edition, COSTS),
        parties=labels(edition, PARTIES),
        agencies=desk.jurisdiction.agencies if desk.jurisdiction else {},
    )
