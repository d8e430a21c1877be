"""Making versions of the report, commenting, approving and handing in, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.report import Figure
from concord_contracts.terms import Code, Identifier
from concord_kernel import clock
from concord_kernel.vault import NameIn, TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_reporting.versions.commands import (
    AnswerComment,
    ApproveReport,
    CommentOnDraft,
    DoStep,
    MakeDraft,
    NameDirector,
    ReturnDraft,
    UndoStep,
    Version,
)
from concord_reporting.versions.decide import VERSIONS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/report", tags=["report"])

THEMES = "SELECT theme FROM theme WHERE agency = %s AND review = %s AND cleared IS NOT NULL"
ADVICE = "SELECT recommendation FROM recommendation WHERE agency = %s AND review = %s"
FIGURES = """
SELECT what, among, number FROM figure WHERE agency = %s AND review = %s ORDER BY what, among
"""
WEEK = "SELECT last_day FROM report WHERE agency = %s AND review = %s AND last_day IS NOT NULL"
OF_THE_WEEK = ("interviews", "interviews-as", "focus-groups", "focus-group-people")
"""Counts of what goes on inside the on-site days, which nobody of the county hears before their
end."""


class CommentIn(TypedForm):
    """A comment on a version, or on one part of it."""

    part: Code | None = None
    text: TextIn


class AnswerIn(TypedForm):
    """What was done about a comment."""

    text: TextIn


class ReturnIn(TypedForm):
    """The day on which a version was given back, and whether it is complete."""

    on: date
    complete: bool = False
    overrides: tuple[OverrideIn, ...] = ()


class DirectorIn(TypedForm):
    """Who the director is: the account, and the name that is printed."""

    person: Identifier
    name: NameIn


class ApprovalIn(TypedForm):
    """Rules that the director goes past, each with a reason."""

    overrides: tuple[OverrideIn, ...] = ()


class StepIn(TypedForm):
    """The day on which a step was done."""

    on: date


@router.post("/versions", status_code=201)
async def make_version(review: Identifier, desk: Annotated[Desk, may("write-report")]) -> Done:
    """Make a version from everything that is cleared and recorded by now."""
    where = (desk.agency, review)
    themes = await desk.rows("report-draft", THEMES, *where)
    advice = await desk.rows("recommendation-list", ADVICE, *where)
    command = MakeDraft(
        review=review,
        themes=tuple(one["theme"] for one in themes),
        recommendations=tuple(one["recommendation"] for one in advice),
        figures=await _figures(desk, review),
    )
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(VERSIONS, command, context)


@router.post("/versions/{version}/comments", status_code=201)
async def comment_on_version(
    review: Identifier,
    version: Version,
    body: CommentIn,
    desk: Annotated[Desk, may("comment-on-report")],
) -> Done:
    """Comment on a version for the state."""
    context = desk.context()
    comment = context.new_id("comment")
    text = await desk.keep("comment", body.text, about=f"report-{review}")
    command = CommentOnDraft(
        review=review, version=version, comment=comment, part=body.part, text=text
    )
    return await desk.do(VERSIONS, command, context, made=comment)


@router.post("/comments/{comment}/answer", status_code=201)
async def answer_comment(
    review: Identifier,
    comment: Identifier,
    body: AnswerIn,
    desk: Annotated[Desk, may("write-report")],
) -> Done:
    """Say what was done about a comment."""
    text = await desk.keep("answer", body.text, about=f"report-{review}")
    command = AnswerComment(review=review, comment=comment, text=text)
    return await desk.do(VERSIONS, command, desk.context())


@router.post("/versions/{version}/return", status_code=201)
async def return_version(
    review: Identifier,
    version: Version,
    body: ReturnIn,
    desk: Annotated[Desk, may("comment-on-report")],
) -> Done:
    """Give a version back to the county."""
    overrides = await desk.overrides(body.overrides, about=f"report-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = ReturnDraft(review=review, version=version, on=body.on, complete=body.complete)
    return await desk.do(VERSIONS, command, context)


@router.post("/director", status_code=201)
async def name_director(
    review: Identifier, body: DirectorIn, desk: Annotated[Desk, may("write-report")]
) -> Done:
    """Record whose approval the report needs."""
    name = await desk.keep("name", body.name, about=f"report-{review}")
    command = NameDirector(review=review, person=body.person, name=name)
    return await desk.do(VERSIONS, command, desk.context())


@router.post("/versions/{version}/approval", status_code=201)
async def approve_version(
    review: Identifier,
    version: Version,
    body: ApprovalIn,
    desk: Annotated[Desk, may("approve-report")],
) -> Done:
    """Approve a version for submission, as the director."""
    overrides = await desk.overrides(body.overrides, about=f"report-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    return await desk.do(VERSIONS, ApproveReport(review=review, version=version), context)


@router.post("/submission/{step}", status_code=201)
async def do_step(
    review: Identifier, step: Code, body: StepIn, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record that a step of handing the report in was done."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(VERSIONS, DoStep(review=review, step=step, on=body.on), context)


@router.post("/submission/{step}/undoing", status_code=201)
async def undo_step(
    review: Identifier, step: Code, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record that a step was ticked by mistake."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(VERSIONS, UndoStep(review=review, step=step), context)


async def _figures(desk: Desk, review: str) -> tuple[Figure, ...]:
    """What was counted; of the on-site days only when they are over."""
    week = await desk.rows("report-draft", WEEK, desk.agency, review)
    told = bool(week) and clock.is_over(week[0]["last_day"])
    rows = await desk.rows("report-draft", FIGURES, desk.agency, review)
    return tuple(
        Figure(**one | {"among": one["among"] or None})
        for one in rows
        if told or one["what"] not in OF_THE_WEEK
    )
