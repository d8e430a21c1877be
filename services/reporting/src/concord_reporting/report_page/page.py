"""The report's outline and the chain of dates, as a page and as data."""

from __future__ import annotations

from typing import Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import AtDesk, Desk
from concord_kernel.web.pages import render
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from concord_reporting.report_page.standing import Standing, standings

router = APIRouter(tags=["report"])

REPORT = "SELECT * FROM report WHERE agency = %s AND review = %s"
SUBMITTED = "SELECT document, on_day FROM submitted WHERE agency = %s AND review = %s"
HEADINGS = "SELECT heading, scope, themes FROM heading WHERE agency = %s AND review = %s"


@router.get("/api/v1/{agency}/reviews/{review}/dates")
async def dates(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """Every due date with its reason, and how it stands; ``at`` waits for that position."""
    found = await _report(desk, review, at)
    return {
        "edition": found["edition"].id,
        "current": found["current"],
        "dates": [
            one.due.model_dump(mode="json") | {"went_in": one.went_in, "days_late": one.days_late}
            for one in found["dates"]
        ],
    }


@router.get("/api/v1/{agency}/reviews/{review}/outline")
async def outline(review: Identifier, desk: AtDesk, at: int = 0) -> dict[str, Any]:
    """The report's sections and headings, with how many agreed themes stand under each."""
    found = await _report(desk, review, at)
    return {
        "edition": found["edition"].id,
        "current": found["current"],
        "sections": found["sections"],
        "headings": found["headings"],
    }


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def page(review: Identifier, request: Request, desk: AtDesk, at: int = 0) -> HTMLResponse:
    """Report and dates."""
    found = await _report(desk, review, at)
    return render(request, "reporting/report.html", **desk.seen, **found, review=review)


async def _report(desk: Desk, review: str, at: int) -> dict[str, Any]:
    current = await desk.caught_up("report-page", at)
    rows = await desk.rows("report-page", REPORT, desk.agency, review)
    if not rows:
        raise HTTPException(404, "door.not-found")
    report = rows[0]
    edition = await desk.office.adopted(report["edition_digest"])
    return {
        "current": current,
        "report": report,
        "edition": edition,
        "synthetic": report["synthetic"],
        "dates": await _dates(desk, report, edition),
        "sections": _entries(edition, "report.sections"),
        "headings": await _headings(desk, review, edition),
    }


async def _dates(desk: Desk, report: dict[str, Any], edition: Any) -> list[Standing]:
    if report["last_day"] is None:
        return []
    rows = await desk.rows("report-page", SUBMITTED, desk.agency, report["review"])
    submitted = {row["document"]: row["on_day"] for row in rows}
    days = (report["first_day"], report["last_day"], report["draft_received"])
    return list(standings(edition, *days, submitted))


async def _headings(desk: Desk, review: str, edition: Any) -> list[dict[str, Any]]:
    rows = await desk.rows("report-page", HEADINGS, desk.agency, review)
    themes = {(row["heading"], row["scope"]): row["themes"] for row in rows}
    return [
        heading | {scope: themes.get((heading["code"], scope), 0) for scope in SCOPES}
        for heading in _entries(edition, "report.headings")
    ]


SCOPES = ("focus-area", "system-wide")


def _entries(edition: Any, name: str) -> list[dict[str, Any]]:
    found = next((one for one in edition.lists if one.id == name), None)
    return [{"code": one.code, "label": one.label} for one in found.entries] if found else []
