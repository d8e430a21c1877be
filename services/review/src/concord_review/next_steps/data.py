"""What is next in a review, as data: the review service's part of it.

The schedule and the report say their own part, each at an address of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from concord_contracts.chain import FIRST_DAY, LAST_DAY, due_dates
from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.next_steps import Coming, NextStep, NextStepsOut, in_order
from concord_kernel.web.place import opening
from fastapi import APIRouter

from concord_review.agreement_list.data import due
from concord_review.next_steps.known import READER, known
from concord_review.next_steps.steps import Asking, every_step
from concord_review.plan_board.gathered import plan_of
from concord_review.plan_board.standing import milestones

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["next"])


@router.get("/next")
async def get_next_steps(
    review: Identifier, desk: Annotated[Desk, may("see-review")], at: int = 0
) -> NextStepsOut:
    """What waits for whoever asks in planning, sample, interviews and themes."""
    opened = await opening(desk, review)
    current = await desk.caught_up(READER, at)
    edition = await desk.office.adopted(opened.edition_digest)
    row = await known(desk, review)
    return NextStepsOut(
        current=current,
        steps=await next_steps(desk, review, edition, row),
        coming=coming(edition, row),
    )


async def next_steps(
    desk: Desk, review: str, edition: Edition, row: Mapping[str, Any]
) -> list[NextStep]:
    """What waits for whoever asks, the most urgent first."""
    today = clock.now().date()
    asking = Asking(
        row=row,
        edition=edition,
        today=today,
        can=desk.can,
        is_inside=_is_inside(desk, row),
        here=f"/review/{desk.agency}/reviews/{review}",
        agreements_by=due(edition, row.get("first_day"), row.get("first_interview")),
        late_dates=await _late_dates(desk, review, edition) if desk.can("work-on-plan") else NONE,
    )
    return in_order(every_step(asking), today)


NONE = (0, None)


def _is_inside(desk: Desk, row: Mapping[str, Any]) -> bool:
    """Whether somebody is of the review's own people, and may open what is inside it."""
    has_signed = row.get("i_signed", False) or not desk.person.has("reviewer")
    return desk.person.home != desk.agency and has_signed


async def _late_dates(desk: Desk, review: str, edition: Edition) -> tuple[int, date | None]:
    """How many dates of the plan are late, and the earliest of them.

    What was to be ready for the event week counts until the week is over.
    """
    plan = await plan_of(desk, review, edition)
    until = plan.known.last_day if plan.is_over else None
    dates = milestones(edition, plan.known, plan.today)
    late = [one.due.on for one in dates if one.state == "late"]
    late = [on for on in late if until is None or on > until]
    return len(late), min(late, default=None)


def coming(edition: Edition, row: Mapping[str, Any]) -> Coming | None:
    """The next date that follows from the event week, whether or not it is met already."""
    first, last = row.get("first_day"), row.get("last_day")
    anchors = {one.id for one in edition.anchors}
    if first is None or last is None or not {FIRST_DAY, LAST_DAY} <= anchors:
        return None
    today = clock.now().date()
    dates = [
        one for one in due_dates(edition, {FIRST_DAY: first, LAST_DAY: last}) if one.on >= today
    ]
    found = min(dates, key=lambda one: one.on, default=None)
    return Coming(label=found.label, on=found.on) if found else None
