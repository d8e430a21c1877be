"""Attaching literature, linking it, and holding themes against it, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from concord_contracts.facts.tool import ToolPublished
from concord_contracts.questions import kept_tool
from concord_contracts.terms import Code, Identifier
from concord_kernel.context import Context
from concord_kernel.decider import Refused
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, Field

from concord_review.literature.commands import (
    AddLiterature,
    AlignTheme,
    LinkLiterature,
    NoteGap,
    Relation,
    UnlinkLiterature,
    WithdrawGap,
    WithdrawLiterature,
)
from concord_review.literature.decide import LITERATURE
from concord_review.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["literature"])


class ItemIn(TypedForm):
    """An item of research: what it is, how strong its evidence is, where it is from, what it says.

    Attributes:
        citation: Who published it, where and when; it may hold authors' names.
        summary: What it says on the focus area.
    """

    kind: Code
    level: Code
    citation: TextIn
    summary: TextIn
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    overrides: tuple[OverrideIn, ...] = ()


class UseIn(BaseModel):
    """What an item is used for; of a question, as `tool/question`."""

    use: Code
    question: Annotated[str, Field(max_length=81, pattern="^[a-z0-9-]+/[a-z0-9.-]+$")] | None = None


class AlignmentIn(BaseModel):
    """What an item says of a theme; without an item, that nobody knows of research on it."""

    relation: Relation
    item: Identifier | None = None


class GapIn(TypedForm):
    """How practice differs from what an item advises, and where it goes from here."""

    theme: Identifier
    item: Identifier
    statement: TextIn
    topic: bool = False
    strategy: bool = False
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/literature", status_code=201)
async def add_literature(
    review: Identifier, body: ItemIn, desk: Annotated[Desk, may("keep-literature")]
) -> Done:
    """Attach an item of research; its summary is looked through before it is kept."""
    context = await _context(desk, review, body.overrides)
    item = context.new_id("item")
    names = await look(desk, context, review, {"summary": body.summary})
    command = AddLiterature(
        review=review,
        item=item,
        kind=body.kind,
        level=body.level,
        citation=await desk.keep("citation", body.citation, about=item),
        summary=await desk.keep("summary", body.summary, about=item),
        year=body.year,
        names=names,
    )
    return await desk.do(LITERATURE, command, context, made=item)


@router.post("/literature/{item}/uses", status_code=201)
async def link_literature(
    review: Identifier,
    item: Identifier,
    body: UseIn,
    desk: Annotated[Desk, may("keep-literature")],
) -> Done:
    """Say what an item is used for."""
    tool, _, question = (body.question or "").partition("/")
    if tool:
        await _must_be_asked(desk, review, tool, question)
    command = LinkLiterature(
        review=review, item=item, use=body.use, tool=tool or None, question=question or None
    )
    return await desk.do(LITERATURE, command, await _context(desk, review))


@router.post("/literature/{item}/uses/end", status_code=201)
async def unlink_literature(
    review: Identifier,
    item: Identifier,
    body: UseIn,
    desk: Annotated[Desk, may("keep-literature")],
) -> Done:
    """Take back what an item is used for."""
    tool, _, question = (body.question or "").partition("/")
    command = UnlinkLiterature(
        review=review, item=item, use=body.use, tool=tool or None, question=question or None
    )
    return await desk.do(LITERATURE, command, await _context(desk, review))


@router.post("/literature/{item}/withdrawal", status_code=201)
async def withdraw_literature(
    review: Identifier, item: Identifier, desk: Annotated[Desk, may("keep-literature")]
) -> Done:
    """Take an item out."""
    command = WithdrawLiterature(review=review, item=item)
    return await desk.do(LITERATURE, command, await _context(desk, review))


@router.post("/themes/{theme}/alignment", status_code=201)
async def align_theme(
    review: Identifier,
    theme: Identifier,
    body: AlignmentIn,
    desk: Annotated[Desk, may("align-themes")],
) -> Done:
    """Hold a theme against an item of the literature."""
    command = AlignTheme(review=review, theme=theme, **body.model_dump())
    return await desk.do(LITERATURE, command, await _context(desk, review))


@router.post("/practice-gaps", status_code=201)
async def note_gap(
    review: Identifier, body: GapIn, desk: Annotated[Desk, may("align-themes")]
) -> Done:
    """Note that practice differs from what research advises."""
    context = await _context(desk, review, body.overrides)
    gap = context.new_id("gap")
    return await _noted(desk, review, gap, body, context)


@router.put("/practice-gaps/{gap}")
async def note_gap_anew(
    review: Identifier, gap: Identifier, body: GapIn, desk: Annotated[Desk, may("align-themes")]
) -> Done:
    """Note a gap anew: other words, or where it goes from here."""
    context = await _context(desk, review, body.overrides)
    return await _noted(desk, review, gap, body, context)


@router.post("/practice-gaps/{gap}/withdrawal", status_code=201)
async def withdraw_gap(
    review: Identifier, gap: Identifier, desk: Annotated[Desk, may("align-themes")]
) -> Done:
    """Take a gap back."""
    command = WithdrawGap(review=review, gap=gap)
    return await desk.do(LITERATURE, command, await _context(desk, review))


async def _noted(desk: Desk, review: str, gap: str, body: GapIn, context: Context) -> Done:
    names = await look(desk, context, review, {"statement": body.statement})
    command = NoteGap(
        review=review,
        gap=gap,
        theme=body.theme,
        item=body.item,
        statement=await desk.keep("gap", body.statement, about=gap),
        topic=body.topic,
        strategy=body.strategy,
        names=names,
    )
    return await desk.do(LITERATURE, command, context, made=gap)


async def _context(desk: Desk, review: str, overrides: Sequence[OverrideIn] = ()) -> Context:
    edition = await desk.office.edition_of(desk.agency, review)
    return desk.context(edition, await desk.overrides(overrides, about=f"literature-{review}"))


async def _must_be_asked(desk: Desk, review: str, tool: str, question: str) -> None:
    """Whether a published tool asks a question.

    Raises:
        Refused: it does not.
    """
    for envelope in await desk.office.ledger.read(desk.agency, [f"tools-{review}"]):
        if isinstance(fact := envelope.fact, ToolPublished) and fact.tool == tool:
            found = kept_tool(await desk.office.ledger.edition(fact.digest))
            if found.question(question) is not None:
                return
    raise Refused("literature.name-the-question")
