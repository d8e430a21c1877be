"""What is next in the report, as a page that stands for itself and as a part of others."""

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

from concord_reporting.next_steps.data import next_steps
from concord_reporting.next_steps.known import READER, known

router = APIRouter(tags=["next"])


@router.get("/{agency}/reviews/{review}/next", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> HTMLResponse:
    """What waits for whoever asks in the report, and how far it is."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    row = await known(desk, review)
    found = await next_steps(desk, review, here["edition"], row, current=current)
    return render(
        request,
        "reporting/next.html",
        **here,
        next_steps=found.steps,
        coming=found.coming,
        report=row,
        today=clock.now().date(),
        has_report=any(one.id == "report.sections" for one in here["edition"].lists),
        current=current,
    )
