"""What is next in a review, as a page that stands for itself and as a part of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.next_steps.data import coming, next_steps
from concord_review.next_steps.known import READER, known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.rules import Edition

router = APIRouter(tags=["next"])


@router.get("/{agency}/reviews/{review}/next", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-review")], at: int = 0
) -> HTMLResponse:
    """What waits for whoever asks in the review itself."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    row = await known(desk, review)
    found = await waiting(desk, review, here["edition"], row)
    return render(request, "review/next.html", **here, **found, current=current)


async def waiting(
    desk: Desk, review: str, edition: Edition, row: Mapping[str, Any]
) -> dict[str, Any]:
    """What a page says of what is next: the steps, and the next date."""
    return {
        "next_steps": await next_steps(desk, review, edition, row),
        "coming": coming(edition, row),
    }
