"""The staff who are to be interviewed, as data; names stay in the vault."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import place
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

READER = "staff-list"
INTERVIEWEES = """
SELECT worker, role, prepared_on, selected, backups, stratum FROM (
    SELECT i.agency, i.review, i.worker, i.role, i.prepared_on, i.is_named,
        count(*) FILTER (WHERE c.standing = 'selected')::int AS selected,
        count(*) FILTER (WHERE c.standing = 'backup')::int AS backups,
        coalesce(min(c.stratum), '') AS stratum
    FROM interviewee i
    LEFT JOIN carried c ON c.agency = i.agency AND c.review = i.review AND c.worker = i.worker
    GROUP BY i.agency, i.review, i.worker, i.role, i.prepared_on, i.is_named
) AS listed
WHERE agency = %s AND review = %s AND (is_named OR selected + backups > 0)
"""
BY_ID = Order({"worker": Identifier})


class IntervieweeOut(BaseModel):
    """Somebody of the staff who is to be interviewed, or may be.

    Attributes:
        worker: Who; the name is in the vault.
        role: As what, as was said, or as the rules suppose of who carries such a case.
        selected: Selected cases that the worker carries.
        backups: Back-ups that the worker carries.
        prepared_on: The day since which the worker is prepared; none: not yet.
    """

    worker: str
    role: str
    selected: int
    backups: int
    prepared_on: date | None


class IntervieweesOut(BaseModel):
    """A page of interviewees."""

    current: bool
    interviewees: list[IntervieweeOut]
    next: str | None


@router.get("/staff", responses=PAGED)
async def list_staff(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-cases")],
    page: OnePage,
    at: int = 0,
) -> IntervieweesOut:
    """Whoever is to be interviewed, with role and preparation."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await interviewees(desk, review, here["edition"], page)
    response.headers.update(listed.link(request))
    return IntervieweesOut(current=current, interviewees=listed.rows, next=listed.next)


async def interviewees(desk: Desk, review: str, edition: Edition, page: Page) -> Listed:
    """One page of interviewees; who carries a case has the role that the rules suppose."""
    listed = await BY_ID.page(desk, READER, INTERVIEWEES, (desk.agency, review), page)
    rows = [one | {"role": one["role"] or _supposed(edition, one)} for one in listed.rows]
    return Listed(rows, listed.next)


def _supposed(edition: Edition, one: dict[str, Any]) -> str:
    """The role of who carries a case of a stratum; empty where the rules do not say."""
    name = f"interview.interviewee-of-{one['stratum'].partition('.')[0]}"
    found = [each.value for each in edition.parameters if each.id == name]
    return str(found[0]) if found else ""
