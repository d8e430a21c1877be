"""Reviewers and teams, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.listed import KINDS, labels, missing
from concord_review.team_list.data import composition, reviewers, teams
from concord_review.tied import NO_TIES, ties_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.rules import Edition

router = APIRouter(tags=["people"])

AGREED = """
SELECT resolved_on FROM agreement
WHERE agency = %s AND review = %s AND topic = 'interview-teams' AND resolved_on IS NOT NULL
"""
DAYS = ("onsite.reviewer-days-least", "onsite.reviewer-days-most")
PEERS = "SELECT county, high_performing FROM peer WHERE agency = %s AND review = %s LIMIT 200"


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
        represented=_represented(here["edition"], found["reviewers"]),
        subjects=labels(here["edition"], "reviewer.knowledge"),
        together=await composition(desk, review, here["edition"]),
        usual_size=_usual(here["edition"], "team.members-least", "team.members-most"),
        usual_days=_usual(here["edition"], *DAYS),
        **await _ties(desk, review, found["reviewers"]),
        **await _agreed(desk, review),
    )


async def _agreed(desk: Desk, review: str) -> dict[str, Any]:
    """Whether the make-up of the teams is agreed, and which counties come as peers."""
    agreed = await desk.rows("agreement-list", AGREED, desk.agency, review)
    peers = await desk.rows("who-leads", PEERS, desk.agency, review)
    return {
        "agreed_on": agreed[0]["resolved_on"] if agreed else None,
        "peers": {one["county"]: one["high_performing"] for one in peers},
    }


def _usual(edition: Edition, least: str, most: str) -> tuple[int, int] | None:
    """What is usual at least and at most; none where the edition does not say."""
    known = {one.id for one in edition.parameters}
    return (edition.number(least), edition.number(most)) if {least, most} <= known else None


def _represented(edition: Edition, reviewers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whom a team should include, and how many reviewers stand for each."""
    found = next((one for one in edition.lists if one.id == "team.representatives"), None)
    kinds = [one["represents"] for one in reviewers]
    wanted = missing(edition, KINDS, kinds)
    return [
        {
            "code": one.code,
            "label": one.label,
            "reviewers": kinds.count(one.code),
            "is_wanted": one.code in wanted,
        }
        for one in (found.entries if found else ())
    ]


async def _ties(desk: Desk, review: str, reviewers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Ties of the host's staff to the sample, where there is such staff."""
    is_there = any(one["home"] == desk.agency for one in reviewers)
    return await ties_of(desk, review) if is_there else NO_TIES


def _sizes(edition: Edition) -> list[list[tuple[str, ...]]]:
    """Teams that can be formed: of each, its places with the roles that each of them holds."""
    needed, both = edition.codes("team.roles"), edition.codes("team.second-of-two-roles")
    three: list[tuple[str, ...]] = [(role,) for role in needed]
    alone = [(role,) for role in needed if role not in both]
    fourth = edition.codes("team.fourth-member-roles")
    return [three, [*alone, both], *([[*three, fourth]] if fourth else [])]


async def _people(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("team-list", at)
    asked = await reviewers(desk, review, WHOLE)
    formed = await teams(desk, review, WHOLE)
    return {"current": current, "reviewers": asked.rows, "teams": formed.rows}
