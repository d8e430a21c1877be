"""Proposing and agreeing themes, over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from concord_contracts.facts.theme import ThemeProposed
from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import Field

from concord_review.themes.commands import AgreeTheme, ProposeTheme
from concord_review.themes.decide import THEME

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/themes", tags=["themes"])


class ThemeIn(TypedForm):
    """A theme: under which heading, how wide, in whose words, heard where."""

    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextIn
    sessions: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]


@router.post("", status_code=201)
async def propose_theme(
    review: Identifier, body: ThemeIn, desk: Annotated[Desk, may("propose-theme")]
) -> Done:
    """Put a theme forward."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    theme = context.new_id("theme")
    statement = await desk.keep("statement", body.statement, about=theme)
    command = ProposeTheme(
        review=review,
        theme=theme,
        heading=body.heading,
        scope=body.scope,
        statement=statement,
        sessions=body.sessions,
        reviewer=desk.person.actor if desk.person.has("reviewer") else None,
    )
    return await desk.do(THEME, command, context, made=theme)


@router.post("/{theme}/agreement", status_code=201)
async def agree_theme(
    review: Identifier, theme: Identifier, desk: Annotated[Desk, may("agree-theme")]
) -> Done:
    """Agree a theme that enough distinct voices support."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    sessions = await _sessions(desk, review, theme)
    command = AgreeTheme(review=review, theme=theme, sessions=sessions)
    return await desk.do(THEME, command, context)


async def _sessions(desk: Desk, review: str, theme: str) -> tuple[str, ...]:
    for envelope in await desk.office.ledger.read(desk.agency, [f"theme-{theme}"]):
        if isinstance(fact := envelope.fact, ThemeProposed) and fact.review == review:
            return fact.sessions
    raise HTTPException(404, "door.not-found")
