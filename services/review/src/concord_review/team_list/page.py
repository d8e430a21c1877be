"""Reviewers and teams, as a page."""

from __future__ import annotations

from typing import Annotated, Any

from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.team_list.data import reviewers, teams

router = APIRouter(tags=["people"])


@router.get("/{agency}/reviews/{review}/teams", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-people")], at: int = 0
) -> HTMLResponse:
    """Reviewers and teams."""
    here = await place(desk, review)
    found = await _people(desk, review, at)
    names = await desk.directory([one["reviewer"] for one in found["reviewers"]], "name")
    agencies = desk.jurisdiction.agencies if desk.jurisdiction else {}
    return render(
        request,
        "review/teams.html",
        **here,
        **found,
        names=names,
        agencies=agencies,
        sizes=_sizes(here["edition"]),
    )


def _sizes(edition: Edition) -> list[list[tuple[str, ...]]]:
    """Teams that can be formed: of each, its places with the roles that each of them holds."""
    needed, both = edition.codes("team.roles"), edition.codes("team.second-of-two-roles")
    three: list[tuple[str, ...]] = [(role,) for role in needed]
    alone = [(role,) for role in needed if role not in both]
    four = [*three, edition.codes("team.fourth-member-roles")]
    return [three, [*alone, both], four]


async def _people(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("team-list", at)
    asked = await reviewers(desk, review, WHOLE)
    formed = await teams(desk, review, WHOLE)
    return {"current": current, "reviewers": asked.rows, "teams": formed.rows}
