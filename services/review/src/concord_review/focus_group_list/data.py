"""Focus groups as data; whether one was held, and with how many, for the inside only."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, time
from typing import Annotated, Any

from concord_contracts.terms import Identifier, TextRef, WallTime
from concord_kernel.web.answers import PAGED, SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.drafts import HOURS, UNSENT_HOURS, draft_key
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AwareDatetime, BaseModel

from concord_review.focus_group_list.sheet import former_notes_of, notes_of, texts_of

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/focus-groups", tags=["focus groups"])

READER = "focus-group-list"
GROUPS = """
SELECT focus_group, on_day, starts, people, minutes, question_minutes, reviews_themes,
stakeholders, place, questions, voices FROM focus_group WHERE agency = %s AND review = %s
"""
ONE = f"{GROUPS} AND focus_group = %s"
STAFF = """
SELECT focus_group, person, name, role, of_host FROM staff
WHERE agency = %s AND review = %s ORDER BY focus_group, nth
"""
ARRANGED = """
SELECT focus_group, arrangement, on_day, needed FROM arranged WHERE agency = %s AND review = %s
"""
BY_DAY = Order({"on_day": date, "starts": time, "focus_group": Identifier})
INSIDE = ("reviewer", "consultant")


class GroupOut(BaseModel):
    """A focus group.

    Attributes:
        voices: How many people were heard; none before it was held, and none for the host.
    """

    focus_group: str
    on_day: date
    starts: WallTime
    people: int
    minutes: int
    question_minutes: int
    reviews_themes: bool
    stakeholders: list[str]
    voices: int | None


class GroupsOut(BaseModel):
    """A page of focus groups."""

    current: bool
    groups: list[GroupOut]
    next: str | None


class NotesOut(BaseModel):
    """A group's notes as they stand, in the shape of a form's answers.

    Attributes:
        version: What ``If-Match`` names when they are saved.
        answers: None: everything here is written.
        texts: What is written; that it is read is recorded first.
    """

    version: int
    answers: dict[str, str]
    texts: dict[str, str]


class NotesKeyOut(BaseModel):
    """What a browser keeps drafts of these notes under."""

    key: str
    until: AwareDatetime
    hours: int
    unsent_hours: int


@router.get("", responses=PAGED)
async def list_focus_groups(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-schedule")],
    page: OnePage,
    at: int = 0,
) -> GroupsOut:
    """The focus groups of a review, by day and time."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await groups(desk, review, page)
    response.headers.update(listed.link(request))
    found = [GroupOut(**{name: one[name] for name in GroupOut.model_fields}) for one in listed.rows]
    return GroupsOut(current=current, groups=found, next=listed.next)


@router.get("/{group}/notes", response_model=NotesOut, responses=SHOWN | {410: {}})
async def get_group_notes(
    review: Identifier,
    group: Identifier,
    request: Request,
    desk: Annotated[Desk, may("lead-focus-group")],
) -> Response:
    """A group's notes, for who leads or records it; reading them is recorded first."""
    notes = await notes_of(desk, review, group)
    texts = await texts_of(desk, group, notes)
    answer = NotesOut(version=notes.version, answers={}, texts=texts)
    return shown(request, answer, notes.version)


@router.get("/{group}/draft-key")
async def get_notes_key(
    review: Identifier, group: Identifier, desk: Annotated[Desk, may("lead-focus-group")]
) -> NotesKeyOut:
    """The key of one's own drafts of these notes, for who may write them or might before."""
    try:
        await notes_of(desk, review, group)
    except HTTPException:
        await former_notes_of(desk, review, group)
    key = draft_key(desk.office, desk.person.actor, desk.agency, review, group)
    return NotesKeyOut(
        key=b64encode(key).decode(),
        until=desk.asker.session.until,
        hours=HOURS,
        unsent_hours=UNSENT_HOURS,
    )


def is_inside(desk: Desk) -> bool:
    """Whether somebody is of the review's own people, and not of the host."""
    return desk.person.home != desk.agency and desk.person.has(*INSIDE)


async def groups(desk: Desk, review: str, page: Page) -> Listed:
    """One page of groups, as far as who asks may see them."""
    listed = await BY_DAY.page(desk, READER, GROUPS, (desk.agency, review), page)
    return Listed([_as_seen(desk, one) for one in listed.rows], listed.next)


async def group_of(desk: Desk, review: str, group: str) -> dict[str, Any] | None:
    """One group with its staff, what is arranged, its place and its questions."""
    where = (desk.agency, review)
    rows = await desk.rows(READER, ONE, *where, group)
    if not rows:
        return None
    staff = await staff_of(desk, review)
    arranged = await desk.rows(READER, ARRANGED, *where)
    found = _as_seen(desk, rows[0])
    texts = await _texts(desk, rows[0])
    mine = {one["arrangement"]: one for one in arranged if one["focus_group"] == group}
    return found | texts | {"staff": staff.get(group, []), "arranged": mine}


async def staff_of(desk: Desk, review: str) -> dict[str, list[dict[str, Any]]]:
    """Who leads and attends each group; names for who may see people."""
    rows = await desk.rows(READER, STAFF, desk.agency, review)
    refs = [TextRef.model_validate_json(one["name"]) for one in rows]
    names = await desk.vault.read_directory(desk.agency, refs) if desk.can("see-people") else {}
    found: dict[str, list[dict[str, Any]]] = {}
    for one, ref in zip(rows, refs, strict=True):
        name = names[ref.id].show() if ref.id in names else ""
        found.setdefault(one["focus_group"], []).append(one | {"name": name})
    return found


async def _texts(desk: Desk, row: dict[str, Any]) -> dict[str, str]:
    place, questions = "", ""
    if row["place"]:
        ref = TextRef.model_validate_json(row["place"])
        place = (await desk.vault.read_directory(desk.agency, [ref]))[ref.id].show()
    if row["questions"]:
        (questions,) = await desk.narratives([TextRef.model_validate_json(row["questions"])])
    return {"place": place, "questions": questions}


def _as_seen(desk: Desk, one: dict[str, Any]) -> dict[str, Any]:
    return one if is_inside(desk) else one | {"voices": None}
