"""Releases with what they changed, as data; who is to be told is for who plans the week."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, NamedTuple

from concord_contracts.bookings import NONE, Bookings, difference
from concord_contracts.facts.schedule import InterviewBooked
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

from concord_scheduling.outbox.told import Notice, waiting

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["notices"])

READER = "outbox"
RELEASES = """
SELECT number, at, title, interviews, added, moved, removed FROM release
WHERE agency = %s AND review = %s ORDER BY number
"""
GIVEN_OUT = "SELECT number, booking FROM given_out WHERE agency = %s AND review = %s"
TOLD = "SELECT person, number, at FROM told WHERE agency = %s AND review = %s ORDER BY at, person"
HELD_BACK = """
SELECT person FROM held_back WHERE agency = %s AND review = %s
AND number = (SELECT max(number) FROM release WHERE agency = %s AND review = %s)
"""


class ReleaseOut(BaseModel):
    """A release and what it has that the one before had not; sessions."""

    release: int
    at: datetime
    interviews: int
    added: list[str]
    moved: list[str]
    removed: list[str]


class NoticeOut(BaseModel):
    """Somebody whose own interviews changed since they were told last."""

    person: str
    is_worker: bool
    interviews: list[str]
    is_held_back: bool


class ReleasesOut(BaseModel):
    """Every release; ``waiting`` is empty for who does not plan the week."""

    current: bool
    releases: list[ReleaseOut]
    waiting: list[NoticeOut]


class Given(NamedTuple):
    """What was given out and who was told.

    Attributes:
        rows: Each release's row, in order.
        releases: Release to its bookings.
        told: Rows of who was told.
        waiting: Who is still to be told.
    """

    rows: list[dict[str, Any]]
    releases: dict[int, Bookings]
    told: list[dict[str, Any]]
    waiting: list[Notice]


@router.get("/releases")
async def list_releases(
    review: Identifier, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> ReleasesOut:
    """Every release with its difference to the one before, and who is still to be told."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    found = await given(desk, review)
    releases = [
        ReleaseOut(
            release=row["number"],
            at=row["at"],
            interviews=row["interviews"],
            **_difference(found.releases, row["number"]),
        )
        for row in found.rows
    ]
    return ReleasesOut(
        current=current, releases=releases, waiting=[_out(one) for one in found.waiting]
    )


async def given(desk: Desk, review: str) -> Given:
    """Everything that was given out, and, for who plans the week, who was told."""
    where = (desk.agency, review)
    rows = await desk.rows(READER, RELEASES, *where)
    releases: dict[int, Bookings] = {row["number"]: NONE for row in rows}
    for row in await desk.rows(READER, GIVEN_OUT, *where):
        booking = InterviewBooked.of(row["booking"])
        releases[row["number"]] = {**releases[row["number"]], booking.session: booking}
    if not desk.can("plan-schedule"):
        return Given(rows, releases, [], [])
    told = await desk.rows(READER, TOLD, *where)
    held_back = await desk.rows(READER, HELD_BACK, *where, *where)
    last_told = {row["person"]: row["number"] for row in told}
    back = frozenset(row["person"] for row in held_back)
    return Given(rows, releases, told, waiting(releases, last_told, back))


def _difference(releases: dict[int, Bookings], number: int) -> dict[str, list[str]]:
    found = difference(releases.get(number - 1, NONE), releases[number])
    return {name: list(sessions) for name, sessions in found._asdict().items()}


def _out(one: Notice) -> NoticeOut:
    sessions = [each.session for it in one.changes if (each := it.now or it.before)]
    return NoticeOut(
        person=one.person,
        is_worker=one.is_worker,
        interviews=sessions,
        is_held_back=one.is_held_back,
    )
