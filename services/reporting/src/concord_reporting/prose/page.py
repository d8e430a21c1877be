"""Writing the report's text and clearing it, over HTTP."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter

from concord_reporting.prose.commands import (
    ClearProse,
    ClearTheme,
    TakeBackProse,
    TakeBackTheme,
    WriteProse,
)
from concord_reporting.prose.decide import PROSE
from concord_reporting.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/report", tags=["report"])


class PartIn(TypedForm):
    """What a part of the report says."""

    text: TextIn
    overrides: tuple[OverrideIn, ...] = ()


class ReadIn(TypedForm):
    """Which text was read before it is cleared."""

    text: Identifier
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/parts/{part}", status_code=201)
async def write_part(
    review: Identifier, part: Code, body: PartIn, desk: Annotated[Desk, may("write-report")]
) -> Done:
    """Write a part of the report; it is shown to nobody else until it is cleared."""
    about = f"report-{review}"
    overrides = await desk.overrides(body.overrides, about=about)
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    words, names = await look(desk, context, review, body.text)
    text = await desk.keep("text", body.text, about=about)
    command = WriteProse(review=review, part=part, text=text, words=words, names=names)
    return await desk.do(PROSE, command, context)


@router.post("/parts/{part}/clearance", status_code=201)
async def clear_part(
    review: Identifier, part: Code, body: ReadIn, desk: Annotated[Desk, may("clear-report")]
) -> Done:
    """Clear a part of the report, as it was read."""
    overrides = await desk.overrides(body.overrides, about=f"report-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = ClearProse(review=review, part=part, text=body.text)
    return await desk.do(PROSE, command, context)


@router.post("/parts/{part}/clearance/withdrawal", status_code=201)
async def take_back_part(
    review: Identifier, part: Code, desk: Annotated[Desk, may("clear-report")]
) -> Done:
    """Take a part's clearance back."""
    return await desk.do(PROSE, TakeBackProse(review=review, part=part), desk.context())


@router.post("/themes/{theme}/clearance", status_code=201)
async def clear_theme(
    review: Identifier, theme: Identifier, body: ReadIn, desk: Annotated[Desk, may("clear-theme")]
) -> Done:
    """Clear what an agreed theme says, for the agency that is reviewed."""
    command = ClearTheme(review=review, theme=theme, statement=body.text)
    return await desk.do(PROSE, command, desk.context())


@router.post("/themes/{theme}/clearance/withdrawal", status_code=201)
async def take_back_theme(
    review: Identifier, theme: Identifier, desk: Annotated[Desk, may("clear-theme")]
) -> Done:
    """Take a theme's clearance back."""
    return await desk.do(PROSE, TakeBackTheme(review=review, theme=theme), desk.context())
