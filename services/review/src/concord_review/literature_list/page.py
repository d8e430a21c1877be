"""The literature of a review, as a page: items, what rests on none of them, and gaps."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.questions import kept_tool
from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.literature_list.data import READER, gaps, is_inside, items

router = APIRouter(tags=["literature"])

TOOLS = "SELECT tool, digest FROM tool WHERE agency = %s AND review = %s ORDER BY tool LIMIT 20"
AGREED = "SELECT theme FROM theme WHERE agency = %s AND review = %s AND is_agreed ORDER BY theme"
ALIGNED = """
SELECT DISTINCT theme FROM alignment WHERE agency = %s AND review = %s AND relation <> 'none'
"""
SAID = "SELECT theme, statement FROM theme WHERE agency = %s AND review = %s AND theme = ANY(%s)"


@router.get("/{agency}/reviews/{review}/literature", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-literature")], at: int = 0
) -> HTMLResponse:
    """The literature of a review."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition: Edition = here["edition"]
    found = (await items(desk, review, WHOLE)).rows
    return render(
        request,
        "review/literature.html",
        **here,
        current=current,
        inside=is_inside(desk),
        items=found,
        gaps=(await gaps(desk, review, WHOLE)).rows,
        kinds=_labels(edition, "literature.kinds"),
        levels=_labels(edition, "literature.levels"),
        uses=_labels(edition, "literature.uses"),
        questions=await _questions(desk, review),
        **await _themes(desk, review),
    )


def _labels(edition: Edition, name: str) -> dict[str, str]:
    """The codes of a list of the rules; none where they have no such list."""
    if name not in {one.id for one in edition.lists}:
        return {}
    return {one.code: one.label for one in edition.catalogue(name).entries}


async def _questions(desk: Desk, review: str) -> dict[str, dict[str, str]]:
    """Each question that is published, as ``tool/question``, in the tool's languages."""
    found: dict[str, dict[str, str]] = {}
    for one in await desk.rows(READER, TOOLS, desk.agency, review):
        tool = kept_tool(await desk.office.ledger.edition(one["digest"]))
        for section in tool.sections:
            for question in section.questions:
                found[f"{one['tool']}/{question.code}"] = dict(question.label)
    return found


async def _themes(desk: Desk, review: str) -> dict[str, Any]:
    """What agreed themes say, and which are not held against the literature yet."""
    if not is_inside(desk):
        return {"themes": {}, "unaligned": []}
    where = (desk.agency, review)
    agreed = [one["theme"] for one in await desk.rows(READER, AGREED, *where)]
    aligned = {one["theme"] for one in await desk.rows(READER, ALIGNED, *where)}
    rows = await desk.rows("theme-board", SAID, *where, agreed)
    refs = [TextRef.model_validate_json(one["statement"]) for one in rows]
    said = await desk.narratives(refs)
    themes = {one["theme"]: text for one, text in zip(rows, said, strict=True)}
    return {"themes": themes, "unaligned": [one for one in themes if one not in aligned]}
