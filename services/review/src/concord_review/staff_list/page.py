"""The staff who are to be interviewed, as a page."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.staff_list.data import READER, interviewees

router = APIRouter(tags=["sample"])

ROLES = "interview.interviewees"


@router.get("/{agency}/reviews/{review}/staff", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-cases")],
    asked: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """Whoever is to be interviewed, role by role, and who of them is prepared."""
    here = await place(desk, review)
    edition = here["edition"]
    current = await desk.caught_up(READER, at)
    listed = await interviewees(desk, review, edition, asked)
    names = await desk.directory([one["worker"] for one in listed.rows], "worker-name")
    wanted = [one for one in listed.rows if one["selected"] or not one["backups"]]
    return render(
        request,
        "review/staff.html",
        **here,
        current=current,
        wanted=sorted(wanted, key=itemgetter("role")),
        standing_by=[one for one in listed.rows if one not in wanted],
        names=names,
        next=listed.next,
        by_role=Counter(one["role"] for one in wanted),
        prepared=sum(one["prepared_on"] is not None for one in wanted),
        roles=[one for each in edition.parameters if each.id == ROLES for one in each.value],
        rules={one.id: one for one in edition.parameters if one.id.startswith("interview.")},
    )
