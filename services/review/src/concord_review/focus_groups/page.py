"""Planning, leading and recording focus groups, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from concord_contracts.facts.focus_group import GroupStaff
from concord_contracts.facts.tool import Written
from concord_contracts.terms import Code, Identifier, WallTime
from concord_kernel.vault import NameIn, NoteIn, TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.versions import tag
from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, Field

from concord_review.focus_groups.commands import (
    ArrangeFocusGroup,
    CancelFocusGroup,
    HoldFocusGroup,
    PlanFocusGroup,
    SaveGroupNotes,
    StaffFocusGroup,
)
from concord_review.focus_groups.decide import GROUP
from concord_review.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/focus-groups", tags=["focus groups"])

CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody raw notes are."""

NOTES = "notes"
"""What a group's notes are called among its texts."""

People = Annotated[int, Field(ge=1, le=1000)]


class GroupIn(TypedForm):
    """A focus group as it is planned.

    Attributes:
        place: Where.
        questions: The questions that guide the conversation.
        case: Never: it is refused, since a group is about the focus area.
    """

    stakeholders: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    people: People
    on: date
    starts: WallTime
    question_minutes: Annotated[int, Field(gt=0, le=600)]
    reviews_themes: bool = True
    place: NameIn | None = None
    questions: TextIn | None = None
    case: Identifier | None = None
    overrides: tuple[OverrideIn, ...] = ()


class StaffIn(TypedForm):
    """Somebody who leads a group or attends it.

    Attributes:
        person: The Concord number, for somebody with an account.
        ties: Power over a participant: responsibility for personnel or for a contract.
    """

    name: NameIn
    role: Code
    person: Identifier | None = None
    of_host: bool = False
    neutral: bool = False
    ties: tuple[Code, ...] = ()


class AllStaffIn(TypedForm):
    """Everybody who leads a group or attends it without taking part."""

    staff: Annotated[tuple[StaffIn, ...], Field(min_length=1, max_length=12)]


class ArrangementIn(TypedForm):
    """The day on which something was arranged, or found not to be needed."""

    on: date
    needed: bool = True
    overrides: tuple[OverrideIn, ...] = ()


class HeldIn(TypedForm):
    """How a group was held: how many people spoke, and what they were told."""

    on: date
    minutes: Annotated[int, Field(gt=0, le=600)]
    people: People
    addressed: tuple[Code, ...] = ()
    overrides: tuple[OverrideIn, ...] = ()


class NotesIn(TypedForm):
    """Notes that changed; they go to the vault and nowhere else.

    Attributes:
        answers: Null takes a text back.
        texts: What was written.
    """

    answers: Annotated[Mapping[Code, None], Field(max_length=20)] = {}
    texts: Annotated[Mapping[Code, NoteIn], Field(max_length=20)] = {}


class Saved(Done):
    """What saving was answered; ``version`` is the next one's ``If-Match``."""

    version: int


class NothingIn(BaseModel):
    """A wish that says all there is to say."""


@router.post("", status_code=201)
async def plan_focus_group(
    review: Identifier, body: GroupIn, desk: Annotated[Desk, may("plan-review")]
) -> Done:
    """Plan a focus group."""
    group = desk.context().new_id("group")
    return await _plan(desk, review, group, body)


@router.post("/{group}/plan", status_code=201)
async def plan_focus_group_anew(
    review: Identifier,
    group: Identifier,
    body: GroupIn,
    desk: Annotated[Desk, may("plan-review")],
) -> Done:
    """Plan a group anew."""
    return await _plan(desk, review, group, body)


@router.post("/{group}/staff", status_code=201)
async def staff_focus_group(
    review: Identifier,
    group: Identifier,
    body: AllStaffIn,
    desk: Annotated[Desk, may("plan-review")],
) -> Done:
    """Name who leads a group, who records and who attends."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    staff = []
    for nth, one in enumerate(body.staff):
        person = one.person or context.new_id("staff", nth)
        name = await desk.keep(f"name-{nth}", one.name, about=person)
        said = one.model_dump(exclude={"name", "person"})
        staff.append(GroupStaff(person=person, name=name, **said))
    command = StaffFocusGroup(review=review, group=group, staff=tuple(staff))
    return await desk.do(GROUP, command, context)


@router.post("/{group}/arrangements/{arrangement}", status_code=201)
async def arrange_focus_group(
    review: Identifier,
    group: Identifier,
    arrangement: Code,
    body: ArrangementIn,
    desk: Annotated[Desk, may("plan-review")],
) -> Done:
    """Record that something is arranged, or not needed."""
    overrides = await desk.overrides(body.overrides, about=group)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = ArrangeFocusGroup(
        review=review, group=group, arrangement=arrangement, on=body.on, needed=body.needed
    )
    return await desk.do(GROUP, command, context)


@router.post("/{group}/cancellation", status_code=201)
async def cancel_focus_group(
    review: Identifier,
    group: Identifier,
    desk: Annotated[Desk, may("plan-review")],
    body: NothingIn | None = None,
) -> Done:
    """Record that a group will not be held."""
    del body
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(GROUP, CancelFocusGroup(review=review, group=group), context)


@router.post("/{group}/holding", status_code=201)
async def hold_focus_group(
    review: Identifier,
    group: Identifier,
    body: HeldIn,
    desk: Annotated[Desk, may("lead-focus-group")],
) -> Done:
    """Record that a group was held; each person who spoke becomes a voice without a name."""
    _must_not_be_of_the_host(desk)
    overrides = await desk.overrides(body.overrides, about=group)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    said = body.model_dump(exclude={"overrides"})
    return await desk.do(GROUP, HoldFocusGroup(review=review, group=group, **said), context)


@router.put("/{group}/notes", responses={428: {}})
async def save_group_notes(
    review: Identifier,
    group: Identifier,
    body: NotesIn,
    response: Response,
    desk: Annotated[Desk, may("lead-focus-group")],
) -> Saved:
    """Save a group's notes that changed; ``If-Match`` names the version they were changed on.

    Raises:
        HTTPException: 428, no version is named; 404, the group has no such part.
    """
    _must_not_be_of_the_host(desk)
    if desk.expects is None:
        raise HTTPException(428, "answers.name-the-version")
    if {*body.answers, *body.texts} - {NOTES}:
        raise HTTPException(404, "door.not-found")
    edition = await desk.office.edition_of(desk.agency, review)
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    texts = [
        Written(
            question=code,
            text=await desk.keep(f"note-{code}", text, about=group, custodian=custodian),
        )
        for code, text in body.texts.items()
    ]
    command = SaveGroupNotes(
        review=review, group=group, texts=tuple(texts), cleared=tuple(body.answers)
    )
    done, version = await desk.save(GROUP, command, desk.context(edition))
    response.headers["ETag"] = tag(version)
    return Saved(version=version, **done.model_dump())


async def _plan(desk: Desk, review: str, group: str, body: GroupIn) -> Done:
    overrides = await desk.overrides(body.overrides, about=group)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    names = await look(desk, context, review, {"questions": body.questions})
    place = await desk.keep("place", body.place, about=group) if body.place else None
    asked = await desk.keep("questions", body.questions, about=group) if body.questions else None
    said = body.model_dump(exclude={"place", "questions", "overrides"})
    command = PlanFocusGroup(
        review=review, group=group, place=place, questions=asked, names=names, **said
    )
    return await desk.do(GROUP, command, context, made=group)


def _must_not_be_of_the_host(desk: Desk) -> None:
    """Nobody of the host agency writes or reads what was said in a group.

    Raises:
        HTTPException: 404, this is somebody of the host.
    """
    if desk.person.home == desk.agency:
        raise HTTPException(404, "door.not-found")
