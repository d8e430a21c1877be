"""Saving answers and finishing a form, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from concord_contracts.answering import misfit
from concord_contracts.facts.tool import Chosen, Dated, Numbered, Written
from concord_contracts.questions import COUNTED, TYPED, Kind, Name, Tool, kept_tool
from concord_contracts.rules import Edition
from concord_contracts.terms import Code, Identifier
from concord_kernel.decider import Refused
from concord_kernel.vault import NoteIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.problem import Rejected
from concord_kernel.web.versions import tag
from fastapi import APIRouter, HTTPException, Response
from pydantic import Field, StrictInt, StrictStr, StringConstraints

from concord_review.answers.commands import AnsweringCommand, CompleteAnswers, SaveAnswers
from concord_review.answers.decide import ANSWERS, Form

router = APIRouter(
    prefix="/api/v1/{agency}/reviews/{review}/sessions/{session}/answers", tags=["answers"]
)

CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody raw notes are; typed answers are in the same."""

Words = Annotated[StrictStr, StringConstraints(max_length=60)]
Coded = Words | StrictInt | Annotated[list[Code], Field(max_length=60)] | None
"""A choice's code or a day, a whole number, chosen codes; null takes an answer back."""


class AnswersIn(TypedForm):
    """Answers that changed, by question.

    Attributes:
        answers: Coded ones; null takes back whatever was answered.
        texts: Typed ones; they go to the vault and nowhere else.
    """

    answers: Annotated[Mapping[Name, Coded], Field(max_length=500)] = {}
    texts: Annotated[Mapping[Name, NoteIn], Field(max_length=100)] = {}


class Saved(Done):
    """What a command on answers was answered; ``version`` is the next one's ``If-Match``."""

    version: int


@router.put("", responses={428: {}})
async def save_answers(
    review: Identifier,
    session: Identifier,
    body: AnswersIn,
    response: Response,
    desk: Annotated[Desk, may("answer-tool")],
) -> Saved:
    """Save answers that changed; ``If-Match`` names the version they were changed on.

    Raises:
        HTTPException: 428, no version is named.
        Rejected: an answer does not fit its question.
    """
    if desk.expects is None:
        raise HTTPException(428, "answers.name-the-version")
    edition = await desk.office.edition_of(desk.agency, review)
    form, tool = await _form(desk, review, session)
    coded = _fitting(body, tool)
    command = SaveAnswers(
        review=review,
        session=session,
        team=form.booking(session).team,
        reviewer=desk.person.actor,
        tool=tool,
        texts=await _kept(desk, body, session, edition),
        **coded,
    )
    return await _done(desk, command, edition, response)


@router.post("/completion", status_code=201)
async def complete_answers(
    review: Identifier,
    session: Identifier,
    response: Response,
    desk: Annotated[Desk, may("answer-tool")],
) -> Saved:
    """Finish the form; refused with the list of what is required and unanswered."""
    edition = await desk.office.edition_of(desk.agency, review)
    form, tool = await _form(desk, review, session)
    command = CompleteAnswers(
        review=review,
        session=session,
        team=form.booking(session).team,
        reviewer=desk.person.actor,
        tool=tool,
    )
    return await _done(desk, command, edition, response)


async def _form(desk: Desk, review: str, session: str) -> tuple[Form, Tool]:
    """The form as it stands, and the tool that holds for it.

    Raises:
        Refused: the review has no tool.
    """
    streams = [f"answers-{session}", f"schedule-{review}", f"tools-{review}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    form = ANSWERS.fold(one.fact for one in history)
    form.booking(session)
    if not form.tool:
        raise Refused("answers.no-tool")
    return form, kept_tool(await desk.office.ledger.edition(form.tool))


def _fitting(body: AnswersIn, tool: Tool) -> dict[str, Any]:
    """The coded answers by their kinds.

    Raises:
        Rejected: one does not fit its question.
    """
    wrong = [*_misfits(body, tool)]
    if wrong:
        raise Rejected("answers.not-fitting", wrong)
    cleared = tuple(code for code, value in body.answers.items() if value is None)
    chosen, numbers, days = [], [], []
    for code, value in body.answers.items():
        question = tool.question(code)
        if question is None or value is None:
            continue
        if question.kind in COUNTED:
            numbers.append(Numbered(question=code, number=value))
        elif question.kind is Kind.DATE:
            days.append(Dated(question=code, day=date.fromisoformat(str(value))))
        else:
            codes = value if isinstance(value, list) else [value]
            chosen.append(Chosen(question=code, codes=codes))
    return {"cleared": cleared, "chosen": chosen, "numbers": numbers, "days": days}


def _misfits(body: AnswersIn, tool: Tool) -> Iterator[dict[str, str]]:
    for code, value in body.answers.items():
        question = tool.question(code)
        rule = misfit(question, value) if value is not None or question is None else ""
        if rule:
            yield _at("answers", code, rule, tool)
    for code in body.texts:
        question = tool.question(code)
        if question is None or question.kind not in TYPED or code in body.answers:
            yield _at("texts", code, "answer.not-typed", tool)


def _at(part: str, code: str, rule: str, tool: Tool) -> dict[str, str]:
    """A place; a question that the tool does not know is not named, since somebody made it up."""
    return {"pointer": f"/body/{part}/{code if tool.question(code) else '*'}", "rule": rule}


async def _kept(desk: Desk, body: AnswersIn, session: str, edition: Edition) -> tuple[Written, ...]:
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    return tuple([
        Written(
            question=code,
            text=await desk.keep(f"answer-{code}", text, about=session, custodian=custodian),
        )
        for code, text in body.texts.items()
    ])


async def _done(
    desk: Desk, command: AnsweringCommand, edition: Edition, response: Response
) -> Saved:
    done, version = await desk.save(ANSWERS, command, desk.context(edition))
    response.headers["ETag"] = tag(version)
    return Saved(version=version, **done.model_dump())
