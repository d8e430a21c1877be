"""The theme board and one theme, as pages.

Whoever is of the host county sees agreed themes under their headings and no session; statements
are for the review's own people until a named person clears them. Nobody sees another's codes
before they are revealed: both pages show what ``data`` gives them, and nothing else.
"""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from concord_review.theme_board.agreement import alpha
from concord_review.theme_board.data import (
    ALL_SESSIONS,
    CODERS,
    READER,
    is_inside,
    is_there,
    one_theme,
    themes,
)

router = APIRouter(tags=["themes"])

TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s"
MINE = "SELECT team FROM member WHERE agency = %s AND review = %s AND reviewer = %s"
ITEMS = """
SELECT item, citation FROM item WHERE agency = %s AND review = %s AND NOT is_withdrawn
ORDER BY nth LIMIT 200
"""


@router.get("/{agency}/reviews/{review}/themes", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-themes")], at: int = 0
) -> HTMLResponse:
    """The theme board: of the focus area first, strengths before areas needing improvement."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    found = (await themes(desk, review, WHOLE)).rows
    edition: Edition = here["edition"]
    headings = _headings(edition)
    order = {code: nth for nth, code in enumerate(headings)}
    found.sort(key=lambda one: order.get(one["heading"], len(order)))
    compared = [
        (unit["heard"], unit["not_heard"]) for one in found for unit in one.get("units") or ()
    ]
    return render(
        request,
        "review/themes.html",
        **here,
        **await _sessions(desk, review),
        current=current,
        inside=is_inside(desk),
        themes=found,
        headings=headings,
        enough=edition.number("theme.voices"),
        agreement=alpha(compared),
        is_no_statistic=not edition.flag("sample.statistically-valid"),
        limits=_limits(edition),
    )


@router.get("/{agency}/reviews/{review}/themes/{theme}", include_in_schema=False)
async def theme_page(
    review: Identifier,
    theme: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-themes")],
    at: int = 0,
) -> Response:
    """One theme: how it is coded, revealed and agreed, and the ways back.

    Where the theme was proposed a moment ago and has not come to the rows, the board says so.

    Raises:
        HTTPException: 404, who asks is of the host county, or there is no such theme.
    """
    here = await place(desk, review)
    if not is_inside(desk):
        raise HTTPException(404, "door.not-found")
    current = await desk.caught_up(READER, at)
    if not current and not await is_there(desk, review, theme):
        return RedirectResponse(f"/review/{desk.agency}/reviews/{review}/themes?at={at}", 303)
    one = await one_theme(desk, review, theme)
    others = (await themes(desk, review, WHOLE)).rows
    edition: Edition = here["edition"]
    return render(
        request,
        "review/theme.html",
        **here,
        **await _sessions(desk, review),
        current=current,
        one=one,
        others=[each for each in others if each["theme"] != theme],
        headings=_headings(edition),
        enough=edition.number("theme.voices"),
        is_coder=await _is_coder(desk, review),
        items=await _items(desk, review),
        limits=_limits(edition),
    )


def _headings(edition: Edition) -> dict[str, str]:
    return {one.code: one.label for one in edition.catalogue("report.headings").entries}


def _limits(edition: Edition) -> tuple[float, float]:
    """From where on agreement is good, and from where on tentative."""
    names = ("theme.agreement-good", "theme.agreement-tentative")
    good, tentative = (edition.number(name) / 1000 for name in names)
    return good, tentative


async def _sessions(desk: Desk, review: str) -> dict[str, Any]:
    """What there is to code, with the teams' numbers and one's own team."""
    if not is_inside(desk):
        return {"sessions": [], "teams": {}, "my_teams": []}
    where = (desk.agency, review)
    teams = await desk.rows("team-list", TEAMS, *where)
    mine = await desk.rows("team-list", MINE, *where, desk.person.actor)
    return {
        "sessions": await desk.rows(READER, ALL_SESSIONS, *where),
        "teams": {one["team"]: one["number"] for one in teams},
        "my_teams": [one["team"] for one in mine],
    }


async def _is_coder(desk: Desk, review: str) -> bool:
    coders = await desk.rows("team-list", CODERS, desk.agency, review, desk.agency)
    return desk.can("code-theme") and desk.person.actor in {one["reviewer"] for one in coders}


async def _items(desk: Desk, review: str) -> dict[str, str]:
    """The review's literature by its id, as it is cited."""
    rows = await desk.rows("literature-list", ITEMS, desk.agency, review)
    refs = [TextRef.model_validate_json(one["citation"]) for one in rows]
    said = await desk.narratives(refs)
    return {one["item"]: text for one, text in zip(rows, said, strict=True)}
