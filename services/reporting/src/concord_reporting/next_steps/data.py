"""What is next in the report of a review, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.next_steps import Coming, NextStepsOut, in_order
from concord_kernel.web.place import opening
from fastapi import APIRouter

from concord_reporting.next_steps.known import READER, RECORDED, known
from concord_reporting.next_steps.steps import Asking, every_step
from concord_reporting.report_page.standing import standings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from concord_contracts.rules import Edition

    from concord_reporting.report_page.standing import Standing

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["next"])

OWN = ("report.", "reflections.")
"""How the rules of the report's own dates, and of what follows it, begin."""


@router.get("/next")
async def get_next_in_report(
    review: Identifier, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> NextStepsOut:
    """What waits for whoever asks in the report; ``at`` waits for that position."""
    opened = await opening(desk, review)
    current = await desk.caught_up(READER, at)
    edition = await desk.office.adopted(opened.edition_digest)
    return await next_steps(desk, review, edition, await known(desk, review), current=current)


async def next_steps(
    desk: Desk, review: str, edition: Edition, row: Mapping[str, Any], *, current: bool
) -> NextStepsOut:
    """What waits for whoever asks, the most urgent first, and the next due date."""
    today = clock.now().date()
    every = await _dates(desk, review, edition, row)
    dates = [one for one in every if one.due.id.startswith(OWN)]
    asking = Asking(
        row=row,
        edition=edition,
        today=today,
        can=desk.can,
        here=f"/reporting/{desk.agency}/reviews/{review}",
        due={one.due.id: one.due.on for one in dates},
    )
    ahead = [one.due for one in dates if one.went_in is None and one.due.on >= today]
    first = min(ahead, key=lambda one: one.on, default=None)
    coming = Coming(label=first.label, on=first.on) if first else None
    return NextStepsOut(current=current, steps=in_order(every_step(asking), today), coming=coming)


async def _dates(
    desk: Desk, review: str, edition: Edition, row: Mapping[str, Any]
) -> Sequence[Standing]:
    """Every due date that follows from the on-site days, with what went in."""
    if row.get("last_day") is None or row.get("first_day") is None:
        return ()
    moved = await desk.rows(READER, RECORDED, desk.agency, review)
    recorded = {one["document"]: one["on_day"] for one in moved}
    days = (row["first_day"], row["last_day"], row["draft_received"])
    went_in = dict.fromkeys(row["handed_in"], row["last_day"])
    return standings(edition, *days, went_in, recorded)
