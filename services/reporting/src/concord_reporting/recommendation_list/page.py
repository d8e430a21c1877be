"""Recommendations and what became of each, as a page and as a workbook."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from concord_reporting.paper.sheet import workbook
from concord_reporting.recommendation_list.data import READER, follow_up, recommendations

if TYPE_CHECKING:
    from concord_reporting.recommendation_list.data import RecommendationOut

router = APIRouter(tags=["recommendations"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "Recommendation",
    "Kind",
    "Concerns",
    "Goes to",
    "Answers for it",
    "Answer by",
    "What becomes of it",
    "In words",
    "Stands in",
)
LISTS = (
    "recommendation.kinds",
    "recommendation.routes",
    "recommendation.answers",
    "recommendation.documents",
    "sharing.audiences",
    "sharing.matters",
    "reflections.invited",
)


@router.get("/{agency}/reviews/{review}/recommendations", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> HTMLResponse:
    """What was recommended, and what becomes of it."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    found = {
        "recommendations": await recommendations(desk, review),
        "lists": _lists(here["edition"]),
        "current": current,
    }
    after = await follow_up(desk, review)
    return render(request, "reporting/recommendations.html", **here | found | after)


@router.get(
    "/api/v1/{agency}/reviews/{review}/recommendations.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
async def sheet(review: Identifier, desk: Annotated[Desk, may("see-report")]) -> Response:
    """Cleared recommendations and what becomes of each, as a workbook."""
    here = await place(desk, review)
    lists = _lists(here["edition"])
    found = [one for one in await recommendations(desk, review) if one.cleared]
    rows = [_row(one, lists) for one in found]
    days = [answer.on_day for one in found for answer in one.answers]
    last = max(days, default=here["edition"].since)
    at = datetime(last.year, last.month, last.day, tzinfo=UTC)
    body = await asyncio.to_thread(workbook, "Recommendations", COLUMNS, rows, at)
    kept = {"Content-Disposition": 'attachment; filename="recommendations.xlsx"'}
    return Response(body, media_type=XLSX, headers=kept)


def _row(one: RecommendationOut, lists: dict[str, dict[str, str]]) -> tuple[str, ...]:
    last = one.answers[-1] if one.answers else None
    standings = lists["recommendation.answers"]
    documents = lists["recommendation.documents"]
    stands = (
        f"{documents.get(each.document, each.document)}: {each.place}" for each in one.carried
    )
    return (
        one.text,
        lists["recommendation.kinds"].get(one.kind, one.kind),
        one.scope,
        lists["recommendation.routes"].get(one.route, one.route),
        one.owner,
        one.by_when.isoformat() if one.by_when else "",
        standings.get(last.standing, last.standing) if last else "",
        last.text if last else "",
        "; ".join(stands),
    )


def _lists(edition: Any) -> dict[str, dict[str, str]]:
    """The edition's lists by code; an empty one where it has none."""
    found = {one.id: {each.code: each.label for each in one.entries} for one in edition.lists}
    return {name: found.get(name, {}) for name in LISTS}
