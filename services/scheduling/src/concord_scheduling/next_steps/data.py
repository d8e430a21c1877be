"""What is next in the schedule of a review, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.next_steps import NextStep, NextStepsOut, in_order
from concord_kernel.web.place import opening
from fastapi import APIRouter

from concord_scheduling.next_steps.known import READER, known
from concord_scheduling.next_steps.steps import Asking, every_step
from concord_scheduling.outbox.data import given
from concord_scheduling.timetable import DECIDED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["next"])


@router.get("/next")
async def get_next_in_schedule(
    review: Identifier, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> NextStepsOut:
    """What waits for whoever asks in the schedule; ``at`` waits for that position."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    row = await known(desk, review)
    return NextStepsOut(current=current, steps=await next_steps(desk, review, row), coming=None)


async def next_steps(desk: Desk, review: str, row: Mapping[str, Any]) -> list[NextStep]:
    """What waits for whoever asks, the most urgent first."""
    today = clock.now().date()
    asking = Asking(
        row=row,
        today=today,
        can=desk.can,
        me=desk.person.actor,
        here=f"/scheduling/{desk.agency}/reviews/{review}",
        untold=await _untold(desk, review, row),
        has_frames=await _has_frames(desk, review),
    )
    return in_order(every_step(asking), today)


async def _has_frames(desk: Desk, review: str) -> bool:
    """Whether the rules of the review have number and time frames of interviews decided."""
    edition = await desk.office.edition_of(desk.agency, review)
    return any(one.id == DECIDED for one in edition.parameters)


async def _untold(desk: Desk, review: str, row: Mapping[str, Any]) -> int:
    """How many notices wait to be approved or held back."""
    if not row.get("release") or not desk.can("plan-schedule"):
        return 0
    return sum(not one.is_held_back for one in (await given(desk, review)).waiting)
