"""What is next in the schedule, and today at the site: a page that is a part of others, too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_scheduling.next_steps.data import next_steps
from concord_scheduling.next_steps.known import READER, at_the_site, known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from concord_contracts.rules import Edition

router = APIRouter(tags=["next"])

EARLY = "interview.arrive-early-minutes"


@router.get("/{agency}/reviews/{review}/next", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> HTMLResponse:
    """What waits for whoever asks in the schedule; for who plans the week, today at the site."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    row = await known(desk, review)
    todays = await at_the_site(desk, review, row) if desk.can("plan-schedule") else []
    ids = sorted({one["room"] for one in todays if one["room"]})
    return render(
        request,
        "scheduling/next.html",
        **here,
        next_steps=await next_steps(desk, review, row),
        week=row,
        arriving=_arriving(todays, here["edition"]),
        rooms=await desk.directory(ids, "name") if ids else {},
        current=current,
    )


def _arriving(todays: Sequence[dict[str, Any]], edition: Edition) -> list[dict[str, Any]]:
    """The interviews of a day, each with the time at which whoever is interviewed arrives."""
    known = any(one.id == EARLY for one in edition.parameters)
    early = timedelta(minutes=edition.number(EARLY)) if known else timedelta()
    return [one | {"arrives": _before(one["starts"], early)} for one in todays]


def _before(starts: time, early: timedelta) -> time:
    day = datetime(2000, 1, 2)  # ruff: ignore[call-datetime-without-tzinfo] -- a time of day at the site; the day is any
    return (datetime.combine(day, starts) - early).time()
