"""The theme board, as a page.

Whoever is of the host county sees agreed themes under their headings and no session; statements
are for the review's own people until a named person clears them.
"""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE, OnePage, Page
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.theme_board.data import is_inside, sessions, themes

router = APIRouter(tags=["themes"])

TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s"


@router.get("/{agency}/reviews/{review}/themes", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-themes")],
    asked: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """The theme board."""
    here = await place(desk, review)
    found = await _board(desk, review, asked, at)
    edition = here["edition"]
    headings = {one.code: one.label for one in edition.catalogue("report.headings").entries}
    enough = edition.number("theme.voices")
    teams = await desk.rows("team-list", TEAMS, desk.agency, review)
    return render(
        request,
        "review/themes.html",
        **here,
        **found,
        headings=headings,
        enough=enough,
        teams={one["team"]: one["number"] for one in teams},
    )


async def _board(desk: Desk, review: str, asked: Page, at: int) -> dict[str, Any]:
    current = await desk.caught_up("theme-board", at)
    found = await themes(desk, review, asked)
    heard = await sessions(desk, review, WHOLE)
    return {
        "current": current,
        "inside": is_inside(desk),
        "themes": found.rows,
        "sessions": heard.rows,
        "next": found.next,
    }
