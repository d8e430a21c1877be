"""Which steps wait for whom in the schedule: pure, from one look at the rows.

Whoever plans the week is asked to book, to name rooms, to release and to approve notices; a
reviewer is led to the packet of the week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.web import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_kernel.web.next_steps import NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(next_steps.Asking):
    """Somebody who asks what is next in a schedule.

    Attributes:
        me: Whom facts name for this person.
        untold: How many people are to be told of the last release and are not yet.
        has_frames: Whether the rules have number and time frames of interviews decided.
    """

    me: str
    untold: int = 0
    has_frames: bool = False


def every_step(of: Asking) -> Iterator[NextStep]:
    """Everything that waits for somebody in the schedule, while the event week is not over."""
    last = of.row.get("last_day")
    if not of.row or (last is not None and last < of.today):
        return
    if of.can("plan-schedule"):
        yield from _planning(of)
    if of.row["release"] and of.row["is_booked"] and of.can("see-people"):
        yield from of.step("open-packet", f"/packets/{of.me}")


def _planning(of: Asking) -> Iterator[NextStep]:
    row, begins = of.row, of.row["first_day"]
    if begins is None:
        yield from of.step("set-week", "#plan")
        return
    if of.has_frames:
        yield from of.step("decide-frames", "#time-frames", not row["is_framed"], begins)
    yield from of.step("approve-notices", "/releases", of.untold)
    yield from of.step("add-sites", "/sites#add-site", not row["rooms"], begins)
    yield from of.step("name-duties", "/sites", row["places_without_duties"], begins)
    yield from of.step("book-interviews", "#plan", row["unbooked"], begins)
    yield from of.step("name-rooms", "", row["unroomed"] if row["rooms"] else 0, begins)
    if row["booked"] and not row["release"]:
        yield from of.step("release-first", "#plan", 1, begins)
    elif row["release"]:
        yield from of.step("release-again", "#plan", row["changed"], begins)
