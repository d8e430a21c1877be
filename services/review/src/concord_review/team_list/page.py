"""Reviewers and teams, as a page and as data."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["people"])

REVIEWERS = """
SELECT reviewer, home, signed_on FROM reviewer
WHERE agency = %s AND review = %s ORDER BY home, reviewer
"""
MEMBERS = """
SELECT team, reviewer, roles FROM member
WHERE agency = %s AND review = %s ORDER BY team, reviewer
"""


@router.get("/api/v1/{agency}/reviews/{review}/teams")
async def teams(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """Reviewers with their signatures, and teams with their members."""
    return await _people(desk, review, at)


@router.get("/{agency}/reviews/{review}/teams", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """Reviewers and teams."""
    found = await _people(desk, review, at)
    names = await desk.directory([one["reviewer"] for one in found["reviewers"]], "name")
    roles = (await desk.office.edition_of(desk.agency, review)).codes("team.roles")
    return render(
        request,
        "review/teams.html",
        **desk.seen,
        **found,
        review=review,
        names=names,
        roles=roles,
    )


async def _people(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("team-list", at)
    reviewers = await desk.rows("team-list", REVIEWERS, desk.agency, review)
    members = await desk.rows("team-list", MEMBERS, desk.agency, review)
    grouped = groupby(members, key=itemgetter("team"))
    listed = [{"team": team, "members": list(some)} for team, some in grouped]
    return {"current": current, "reviewers": reviewers, "teams": listed}
