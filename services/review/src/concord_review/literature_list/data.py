"""The literature of a review, as data; gaps between evidence and practice for its own people.

Items and what they are used for are the review's and the host's; what a theme has to do with one,
and where practice differs, follows from what was heard, and is for the review's own people.
"""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["literature"])

INSIDE = ("reviewer", "consultant")
"""Roles that may see what themes have to do with the literature."""

READER = "literature-list"
ITEMS = """
SELECT item, nth, kind, level, year, citation, summary FROM item
WHERE agency = %s AND review = %s AND NOT is_withdrawn
"""
USES = """
SELECT item, use, nullif(tool, '') AS tool, nullif(question, '') AS question FROM use
WHERE agency = %s AND review = %s ORDER BY use, tool, question LIMIT 2000
"""
GAPS = """
SELECT gap, theme, item, statement, topic, strategy FROM gap WHERE agency = %s AND review = %s
"""
AS_ADDED = Order({"nth": Annotated[int, Field(ge=0, le=1_000_000)], "item": Identifier})
BY_GAP = Order({"gap": Identifier})


class UseOut(BaseModel):
    """What an item is used for."""

    use: str
    tool: str | None
    question: str | None


class ItemOut(BaseModel):
    """An item of research."""

    item: str
    kind: str
    level: str
    year: int | None
    citation: str
    summary: str
    uses: list[UseOut]


class LiteratureOut(BaseModel):
    """A page of a review's literature."""

    current: bool
    items: list[ItemOut]
    next: str | None


class GapOut(BaseModel):
    """How practice differs from what an item advises, and where it goes from here."""

    gap: str
    theme: str
    item: str
    statement: str
    topic: bool
    strategy: bool


class GapsOut(BaseModel):
    """A page of gaps; none for the host county."""

    current: bool
    gaps: list[GapOut]
    next: str | None


@router.get("/literature", responses=PAGED)
async def list_literature(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-literature")],
    page: OnePage,
    at: int = 0,
) -> LiteratureOut:
    """The items of a review's literature, as they were attached."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await items(desk, review, page)
    response.headers.update(listed.link(request))
    return LiteratureOut(current=current, items=listed.rows, next=listed.next)


@router.get("/practice-gaps", responses=PAGED)
async def list_gaps(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-literature")],
    page: OnePage,
    at: int = 0,
) -> GapsOut:
    """Gaps between evidence and practice."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await gaps(desk, review, page)
    response.headers.update(listed.link(request))
    return GapsOut(current=current, gaps=listed.rows, next=listed.next)


def is_inside(desk: Desk) -> bool:
    """Whether somebody is of the review's own people, and not of the host county."""
    return desk.person.home != desk.agency and desk.person.has(*INSIDE)


async def items(desk: Desk, review: str, page: Page) -> Listed:
    """One page of items, each with what it says and what it is used for."""
    listed = await AS_ADDED.page(desk, READER, ITEMS, (desk.agency, review), page)
    uses = await desk.rows(READER, USES, desk.agency, review)
    cited = await _say(desk, listed.rows, "citation")
    said = await _say(desk, listed.rows, "summary")
    rows = [
        one
        | {"citation": citation, "summary": summary}
        | {"uses": [use for use in uses if use["item"] == one["item"]]}
        for one, citation, summary in zip(listed.rows, cited, said, strict=True)
    ]
    return Listed(rows, listed.next)


async def gaps(desk: Desk, review: str, page: Page) -> Listed:
    """One page of gaps; none for who is of the host county."""
    if not is_inside(desk):
        return Listed([], None)
    listed = await BY_GAP.page(desk, READER, GAPS, (desk.agency, review), page)
    said = await _say(desk, listed.rows, "statement")
    rows = [one | {"statement": text} for one, text in zip(listed.rows, said, strict=True)]
    return Listed(rows, listed.next)


async def _say(desk: Desk, rows: list[dict[str, Any]], name: str) -> list[str]:
    return await desk.narratives([TextRef.model_validate_json(one[name]) for one in rows])
