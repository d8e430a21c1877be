"""A session's form as data: its answers, how far the team's forms are, the key of its drafts."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any

from concord_contracts.answering import unanswered
from concord_contracts.terms import Identifier
from concord_kernel.web.answers import PAGED, SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.drafts import HOURS, UNSENT_HOURS, draft_key
from concord_kernel.web.may import may
from concord_kernel.web.paging import OnePage, Order
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AwareDatetime, BaseModel

from concord_review.answer_sheet.sheet import former_sheet_of, sheet_of, texts_of

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["answers"])

READER = "answer-sheet"
FORMS = """
SELECT session, version, complete FROM form JOIN asked USING (agency, review, session)
JOIN answering USING (agency, team)
WHERE agency = %s AND review = %s AND reviewer = %s
"""
BY_SESSION = Order({"session": Identifier})


class AnswersOut(BaseModel):
    """A form's answers as they stand.

    Attributes:
        tool: What its tool is called.
        version: What ``If-Match`` names when answers are saved.
        complete: Whether the team said that it is done.
        answers: Coded answers by question.
        texts: Typed answers by question; that they are read is recorded first.
        unanswered: Required questions that are shown and have no answer.
    """

    tool: str
    version: int
    complete: bool
    answers: dict[str, str | int | list[str]]
    texts: dict[str, str]
    unanswered: list[str]


class FormOut(BaseModel):
    """How far one form is."""

    session: str
    version: int
    complete: bool


class FormsOut(BaseModel):
    """A page of forms that were begun."""

    current: bool
    forms: list[FormOut]
    next: str | None


class DraftKeyOut(BaseModel):
    """What a browser keeps drafts of this form under.

    Attributes:
        key: Thirty-two bytes in base64.
        until: When the sitting ends; the browser forgets the key then.
        hours: How long a draft is kept of which everything was sent.
        unsent_hours: How long one is kept that holds what was not sent yet.
    """

    key: str
    until: AwareDatetime
    hours: int
    unsent_hours: int


@router.get("/sessions/{session}/answers", response_model=AnswersOut, responses=SHOWN | {410: {}})
async def get_answers(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("answer-tool")],
) -> Response:
    """The answers of a form of one's own team; reading typed answers is recorded first.

    Raises:
        HTTPException: 404, the review has no tool, or this is not one's own team's.
    """
    sheet = await sheet_of(desk, review, session)
    if sheet.tool is None:
        raise HTTPException(404, "door.not-found")
    seen = sheet.answers.seen_by(sheet.tool)
    coded: dict[str, Any] = {code: seen[code] for code in sheet.answers.coded}
    answer = AnswersOut(
        tool=sheet.tool.id,
        version=sheet.version,
        complete=sheet.is_complete,
        answers=coded,
        texts=await texts_of(desk, sheet),
        unanswered=[*unanswered(sheet.tool, seen)],
    )
    return shown(request, answer, sheet.version)


@router.get("/forms", responses=PAGED)
async def list_my_forms(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("answer-tool")],
    page: OnePage,
    at: int = 0,
) -> FormsOut:
    """The forms of one's own team that were begun, and which of them are finished."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    who = (desk.agency, review, desk.person.actor)
    listed = await BY_SESSION.page(desk, READER, FORMS, who, page)
    response.headers.update(listed.link(request))
    found = [FormOut(**one) for one in listed.rows]
    return FormsOut(current=current, forms=found, next=listed.next)


@router.get("/sessions/{session}/draft-key")
async def get_draft_key(
    review: Identifier, session: Identifier, desk: Annotated[Desk, may("answer-tool")]
) -> DraftKeyOut:
    """The key of one's own drafts of this form, for who may fill it in or might before."""
    try:
        await sheet_of(desk, review, session)
    except HTTPException:
        await former_sheet_of(desk, review, session)
    key = draft_key(desk.office, desk.person.actor, desk.agency, review, session)
    said = {"hours": HOURS, "unsent_hours": UNSENT_HOURS}
    until = desk.asker.session.until
    return DraftKeyOut(key=b64encode(key).decode(), until=until, **said)
