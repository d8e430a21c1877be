"""A tool's way from a draft to what holds, over HTTP and as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.facts.tool import ToolPublished
from concord_contracts.questions import Tool, kept_tool
from concord_contracts.terms import Code, Identifier
from concord_kernel import clock
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from concord_review.listed import labels
from concord_review.tools.commands import (
    ApproveTool,
    CommentOnTool,
    DecideComments,
    DraftTool,
    OpenComments,
    PublishTool,
    ToolCommand,
    TryTool,
)
from concord_review.tools.decide import HOURS, INTERVIEW, KINDS, TESTED, TOOLS
from concord_review.tools.state import OneTool

if TYPE_CHECKING:
    from concord_contracts.event import Envelope
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/tools", tags=["tools"])
pages = APIRouter(prefix="/{agency}/reviews/{review}/tools", include_in_schema=False)


class DecisionIn(BaseModel):
    """Whether staff may comment."""

    allowed: bool


class CommentIn(TypedForm):
    """A suggestion, kept without a name."""

    text: TextIn


class TrialIn(TypedForm):
    """When a draft was tried out, and what was learned."""

    on: date
    learned: TextIn


class ApprovalIn(TypedForm):
    """Approval of the draft as it stands, and advice that is gone past."""

    overrides: tuple[OverrideIn, ...] = ()


@router.post("", status_code=201)
async def draft_tool(
    review: Identifier,
    body: Tool,
    desk: Annotated[Desk, may("publish-tool")],
    *,
    kind: Code = INTERVIEW,
    literature: bool = False,
) -> Done:
    """Put a tool in the place of the draft before; what was published stays as it is."""
    digest = await desk.office.ledger.keep_edition(body.canonical())
    command = DraftTool(
        review=review,
        kind=kind,
        tool=body.id,
        digest=digest,
        questions=len(body.questions),
        literature=literature,
        synthetic=body.synthetic,
    )
    return await _do(desk, command, made=body.id)


@router.post("/{kind}/comments-decision", status_code=201)
async def decide_comments(
    review: Identifier, kind: Code, body: DecisionIn, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Decide whether staff may comment on the draft."""
    return await _do(desk, DecideComments(review=review, kind=kind, allowed=body.allowed))


@router.post("/{kind}/comment-window", status_code=201)
async def open_comments(
    review: Identifier, kind: Code, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Let staff comment on the draft from now on, for as long as the rules suggest."""
    return await _do(desk, OpenComments(review=review, kind=kind))


@router.post("/{kind}/comments", status_code=201)
async def comment_on_tool(
    review: Identifier, kind: Code, body: CommentIn, desk: Annotated[Desk, may("comment-on-tool")]
) -> Done:
    """Suggest something about the draft while its window is open."""
    text = await desk.keep("comment", body.text, about=f"tools-{review}")
    return await _do(desk, CommentOnTool(review=review, kind=kind, text=text))


@router.post("/{kind}/trials", status_code=201)
async def try_tool(
    review: Identifier, kind: Code, body: TrialIn, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Record a mock interview with the draft, or a test of another tool."""
    learned = await desk.keep("learned", body.learned, about=f"tools-{review}")
    return await _do(desk, TryTool(review=review, kind=kind, on=body.on, learned=learned))


@router.post("/{kind}/approval", status_code=201)
async def approve_tool(
    review: Identifier, kind: Code, body: ApprovalIn, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Approve the draft as it stands; advice against it can be gone past with a reason."""
    return await _do(desk, ApproveTool(review=review, kind=kind), body.overrides)


@router.post("/{kind}/publication", status_code=201)
async def publish_tool(
    review: Identifier, kind: Code, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Publish the approved draft; interviews whose form has begun keep their questions."""
    return await _do(desk, PublishTool(review=review, kind=kind))


async def _do(
    desk: Desk, command: ToolCommand, overrides: tuple[OverrideIn, ...] = (), made: str = ""
) -> Done:
    given = await desk.overrides(overrides, about=f"tools-{command.review}")
    context = desk.context(await desk.office.edition_of(desk.agency, command.review), given)
    return await desk.do(TOOLS, command, context, made=made)


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of tool as a page shows it.

    Attributes:
        stands: How far it has come.
        draft: The questions that are being worked on.
        holds: The questions that hold.
        since: When they were published.
        comments: What staff suggested of the draft.
        learned: What was learned when it was tried, with the day.
        is_open: Whether staff may comment now.
        next: The step that comes next.
        must_try: Whether the edition asks for it to be tried out.
    """

    kind: str
    label: str
    stands: OneTool
    draft: Tool | None
    holds: Tool | None
    since: datetime | None
    comments: Sequence[str]
    learned: Sequence[tuple[Any, str]]
    is_open: bool
    next: str
    must_try: bool


@pages.get("")
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("publish-tool")]
) -> HTMLResponse:
    """Each tool with how far it has come, and what comes next."""
    here = await place(desk, review)
    edition = here["edition"]
    history = await _history(desk, review)
    tools = [await _shown(desk, edition, kind, history) for kind in kinds_of(edition)]
    hours = next((one.value for one in edition.parameters if one.id == HOURS), None)
    return render(
        request,
        "review/tools.html",
        **here,
        tools=tools,
        hours=hours,
        today=clock.now().date(),
        interview=next(one for one in tools if one.kind == INTERVIEW),
    )


@pages.get("/comments")
async def comments_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("comment-on-tool")]
) -> HTMLResponse:
    """The drafts that are open for comments, each with its questions."""
    here = await place(desk, review)
    edition = here["edition"]
    history = await _history(desk, review)
    tools = [await _shown(desk, edition, kind, history) for kind in kinds_of(edition)]
    return render(
        request,
        "review/tool_comments.html",
        **here,
        tools=[one for one in tools if one.is_open],
    )


def kinds_of(edition: Edition) -> dict[str, str]:
    """The kinds of tools by their labels; the interview's alone where a source names none."""
    return labels(edition, KINDS) or {INTERVIEW: "Interview"}


async def _history(desk: Desk, review: str) -> Sequence[Envelope]:
    return await desk.office.ledger.read(desk.agency, [f"tools-{review}"])


async def _shown(desk: Desk, edition: Edition, kind: str, history: Sequence[Envelope]) -> Shown:
    stands = TOOLS.fold(one.fact for one in history).of(kind)
    is_open = stands.is_open(clock.now())
    own = [one.digest for one in stands.comments]
    said = await desk.narratives([one.text for one in stands.comments])
    draft = stands.draft.digest if stands.draft else ""
    learned = await desk.narratives([one.learned for one in stands.trials])
    must_try = any(
        one.id == TESTED and isinstance(one.value, tuple) and kind in one.value
        for one in edition.parameters
    )
    return Shown(
        kind=kind,
        label=kinds_of(edition)[kind],
        stands=stands,
        draft=await _tool(desk, draft),
        holds=await _tool(desk, stands.published.digest if stands.published else ""),
        since=_since(kind, history),
        comments=[text for text, digest in zip(said, own, strict=True) if digest == draft],
        learned=list(zip([one.on for one in stands.trials], learned, strict=True)),
        is_open=is_open,
        next=_next(stands, is_open=is_open, must_try=must_try),
        must_try=must_try,
    )


def _next(stands: OneTool, *, is_open: bool, must_try: bool) -> str:
    """The step that comes next: draft, decide, open, wait, try, approve, publish, or nothing."""
    waits_for_window = stands.may_comment and stands.until is None
    steps = (
        ("draft", stands.draft is None),
        ("done", stands.is_published),
        ("publish", stands.is_approved),
        ("decide", stands.may_comment is None),
        ("open", waits_for_window),
        ("wait", is_open),
        ("try", must_try and not stands.is_tried),
        ("approve", True),
    )
    return next(name for name, is_it in steps if is_it)


async def _tool(desk: Desk, digest: str) -> Tool | None:
    if not digest:
        return None
    return kept_tool(await desk.office.ledger.edition(digest))


def _since(kind: str, history: Sequence[Envelope]) -> datetime | None:
    published = [
        one.at
        for one in history
        if isinstance(fact := one.fact, ToolPublished) and fact.kind == kind
    ]
    return published[-1] if published else None
