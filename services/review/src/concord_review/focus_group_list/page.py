"""Focus groups as pages: the plan, one group, its agenda with a timer, its notes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from concord_review.focus_group_list.data import (
    READER,
    group_of,
    groups,
    is_inside,
    staff_of,
)
from concord_review.focus_group_list.sheet import (
    LEADING,
    former_notes_of,
    notes_of,
    texts_of,
)
from concord_review.listed import INVITING, entries

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(
    prefix="/{agency}/reviews/{review}/focus-groups",
    tags=["focus groups"],
    include_in_schema=False,
)

PARTS = "focus-group.parts"


@router.get("")
async def plan_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-schedule")],
    asked: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """The focus groups of a review, and a form to plan one."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await groups(desk, review, asked)
    return render(
        request,
        "review/focus_groups.html",
        **here,
        current=current,
        groups=listed.rows,
        next=listed.next,
        staff=await staff_of(desk, review),
        stakeholders=_labels(here["edition"], "focus-group.stakeholders"),
        inside=is_inside(desk),
    )


@router.get("/{group}")
async def group_page(
    review: Identifier,
    group: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-schedule")],
    at: int = 0,
) -> HTMLResponse:
    """One group: when, with whom, who leads, what is arranged, and that it was held.

    Raises:
        HTTPException: 404, there is no such group.
    """
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    found = await group_of(desk, review, group)
    if found is None:
        raise HTTPException(404, "door.not-found")
    edition = here["edition"]
    return render(
        request,
        "review/focus_group.html",
        **here,
        current=current,
        group=found,
        call_on=found["on_day"] - timedelta(days=edition.number("focus-group.reminder-call-days")),
        leads=_leads(desk, found),
        inside=is_inside(desk),
        **_lists(edition),
    )


@router.get("/{group}/agenda")
async def agenda_page(
    review: Identifier,
    group: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-schedule")],
) -> HTMLResponse:
    """The agenda of a group, with a timer for each part.

    Raises:
        HTTPException: 404, there is no such group.
    """
    here = await place(desk, review)
    found = await group_of(desk, review, group)
    if found is None:
        raise HTTPException(404, "door.not-found")
    edition = here["edition"]
    parts = _parts(edition, found)
    return render(request, "review/agenda.html", **here, group=found, parts=parts)


@router.get("/{group}/form")
async def notes_page(
    review: Identifier,
    group: Identifier,
    request: Request,
    desk: Annotated[Desk, may("lead-focus-group")],
    *,
    blank: bool = False,
) -> HTMLResponse:
    """A group's notes to write, in letters large enough to project them."""
    here = await place(desk, review)
    try:
        notes = await notes_of(desk, review, group)
    except HTTPException:
        return await _kept(request, desk, here, group)
    return render(
        request,
        "review/group_notes.html",
        **here,
        group_id=group,
        plan=notes.plan,
        answers={} if blank else await texts_of(desk, group, notes),
        version="" if blank else notes.version,
        complete=False,
    )


async def _kept(request: Request, desk: Desk, here: dict[str, Any], group: str) -> HTMLResponse:
    """What is left of notes when a group is cancelled or led by others: what the browser keeps."""
    review = here["review"]
    plan = await former_notes_of(desk, review, group)
    key = f"/review/api/v1/{desk.agency}/reviews/{review}/focus-groups/{group}/draft-key"
    return render(request, "review/group_kept.html", **here, plan=plan, key=key)


def _labels(edition: Edition, name: str) -> dict[str, str]:
    return {one.code: one.label for one in edition.catalogue(name).entries}


def _lists(edition: Edition) -> dict[str, Any]:
    return {
        "stakeholders": _labels(edition, "focus-group.stakeholders"),
        "attendance": _labels(edition, "focus-group.attendance"),
        "arrangements": [
            *edition.catalogue("focus-group.arrangements").entries,
            *entries(edition, INVITING),
        ],
        "to_say": _labels(edition, "focus-group.to-be-said"),
    }


def _leads(desk: Desk, group: dict[str, Any]) -> bool:
    """Whether who asks writes this group's notes."""
    mine = [one for one in group["staff"] if one["person"] == desk.person.actor]
    return is_inside(desk) and any(one["role"] in LEADING for one in mine)


def _parts(edition: Edition, group: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of the agenda that this group has, each with its minutes."""
    labels = _labels(edition, PARTS)
    minutes = {
        code: edition.number(f"focus-group.{code}-minutes")
        for code in labels
        if code != "questions"
    } | {"questions": group["question_minutes"]}
    left_out = set() if group["reviews_themes"] else {"themes"}
    return [
        {"code": code, "label": label, "minutes": minutes[code]}
        for code, label in labels.items()
        if code not in left_out
    ]
