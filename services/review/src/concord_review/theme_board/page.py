"""The theme board, as a page and as data.

Whoever is of the host county sees agreed themes under their headings and no session; statements
are for the review's own people until a named person clears them.
"""

from __future__ import annotations

from typing import Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["themes"])

INSIDE = ("reviewer", "consultant")
"""Roles that may read what themes say and rest on before they are cleared."""

THEMES = """
SELECT theme, heading, scope, statement, sessions, voices FROM theme
WHERE agency = %s AND review = %s ORDER BY heading, theme
"""
SESSIONS = """
SELECT session, team, on_day FROM session WHERE agency = %s AND review = %s ORDER BY on_day, session
"""


@router.get("/api/v1/{agency}/reviews/{review}/themes")
async def themes(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """Themes; statements and sessions only for the review's own people."""
    return await _board(desk, review, at)


@router.get("/{agency}/reviews/{review}/themes", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """The theme board."""
    found = await _board(desk, review, at)
    edition = await desk.office.edition_of(desk.agency, review)
    headings = {one.code: one.label for one in edition.catalogue("report.headings").entries}
    enough = edition.number("theme.voices")
    return render(
        request,
        "review/themes.html",
        **desk.seen,
        **found,
        review=review,
        headings=headings,
        enough=enough,
    )


async def _board(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("theme-board", at)
    found = await desk.rows("theme-board", THEMES, desk.agency, review)
    if not desk.person.has(*INSIDE):
        agreed = [_for_the_host(one) for one in found if one["voices"]]
        return {"current": current, "inside": False, "themes": agreed, "sessions": []}
    sessions = await desk.rows("theme-board", SESSIONS, desk.agency, review)
    said = await desk.narratives([TextRef.model_validate_json(one["statement"]) for one in found])
    listed = [one | {"statement": text} for one, text in zip(found, said, strict=True)]
    return {"current": current, "inside": True, "themes": listed, "sessions": sessions}


def _for_the_host(theme: dict[str, Any]) -> dict[str, Any]:
    return {name: theme[name] for name in ("theme", "heading", "scope")}
