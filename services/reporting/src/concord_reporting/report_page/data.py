"""The report's outline and the chain of dates, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from concord_contracts.chain import DueDate
from concord_contracts.terms import Identifier
from concord_kernel.web.answers import SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from concord_reporting.report_page.standing import Standing, standings

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["report"])

READER = "report-page"
REPORT = "SELECT * FROM report WHERE agency = %s AND review = %s"
SUBMITTED = "SELECT document, on_day FROM submitted WHERE agency = %s AND review = %s"
RECORDED = "SELECT document, on_day FROM recorded WHERE agency = %s AND review = %s"
HEADINGS = """
SELECT heading, scope, side, count(*)::int AS themes FROM theme
WHERE agency = %s AND review = %s GROUP BY heading, scope, side
"""
CHOSEN = "SELECT part FROM chosen WHERE agency = %s AND review = %s"
SCOPES = ("focus-area", "system-wide")
SIDES = {"strength": "strengths", "improvement": "improvements"}
FIRST = "report.first-headings"
NOTHING_YET: Final[dict[str, Any]] = {
    "focus_area": None,
    "last_day": None,
    "draft_received": None,
    "cases": 0,
    "teams": 0,
    "interviews": 0,
    "version": 0,
}
"""What is known of a review that the reader has not come to yet."""


class DateOut(DueDate):
    """A due date with its reason, and what is recorded of it.

    Attributes:
        went_in: When the document went in, if it did.
        days_late: Days after the due date on which it went in; zero or less is in time.
    """

    went_in: date | None
    days_late: int | None


class DatesOut(BaseModel):
    """Every due date that follows from the on-site days.

    Attributes:
        version: Of the report; commands on it may expect it in ``If-Match``.
    """

    edition: str
    current: bool
    version: int
    dates: list[DateOut]


class SectionOut(BaseModel):
    """A section of the report."""

    code: str
    label: str


class HeadingOut(SectionOut):
    """A heading, and how many agreed themes stand under it; that with the strengths is the first.

    For the agency's own people there is no number before the event week is over.

    Attributes:
        focus_area: Themes on the focus area.
        system_wide: The others.
        strengths: Of both, those that are strengths: they stand first under the heading.
        improvements: Of both, areas needing improvement.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    focus_area: Annotated[int | None, Field(alias="focus-area")]
    system_wide: Annotated[int | None, Field(alias="system-wide")]
    strengths: int | None
    improvements: int | None


class OutlineOut(BaseModel):
    """The report's sections and headings; counts only.

    Attributes:
        as_necessary: Parts that stand in it because the review chose to examine them.
    """

    edition: str
    current: bool
    version: int
    sections: list[SectionOut]
    headings: list[HeadingOut]
    as_necessary: list[SectionOut]


@router.get("/dates", response_model=DatesOut, responses=SHOWN | {409: {}})
async def get_dates(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> Response:
    """Every due date with its reason, and how it stands; ``at`` waits for that position."""
    found = await report(desk, review, at)
    dates = [
        DateOut(**one.due.model_dump(), went_in=one.went_in, days_late=one.days_late)
        for one in found["dates"]
    ]
    version = found["report"]["version"]
    answer = DatesOut(
        edition=found["edition"].id, current=found["current"], version=version, dates=dates
    )
    return shown(request, answer, version)


@router.get("/outline", response_model=OutlineOut, responses=SHOWN | {409: {}})
async def get_outline(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> Response:
    """The report's sections and headings, with how many agreed themes stand under each."""
    found = await report(desk, review, at)
    version = found["report"]["version"]
    answer = OutlineOut(
        edition=found["edition"].id,
        current=found["current"],
        version=version,
        sections=found["sections"],
        headings=found["headings"],
        as_necessary=found["as_necessary"],
    )
    return shown(request, answer, version)


async def report(desk: Desk, review: str, at: int) -> dict[str, Any]:
    """The report with its outline and its dates.

    Raises:
        HTTPException: 404, there is no such review.
    """
    opened = await opening(desk, review)
    current = await desk.caught_up(READER, at)
    rows = await desk.rows(READER, REPORT, desk.agency, review)
    found = rows[0] if rows else NOTHING_YET
    edition = await desk.office.adopted(opened.edition_digest)
    is_told = desk.sees_inside(found["last_day"])
    return {
        "current": current and bool(rows),
        "report": found if is_told else found | {"interviews": None},
        "edition": edition,
        "dates": await _dates(desk, found, edition),
        "sections": _entries(edition, "report.sections"),
        "as_necessary": await _as_necessary(desk, review, edition),
        "headings": await _headings(desk, review, edition, is_told=is_told),
    }


async def _dates(desk: Desk, found: Mapping[str, Any], edition: Any) -> list[Standing]:
    if found["last_day"] is None:
        return []
    rows = await desk.rows(READER, SUBMITTED, desk.agency, found["review"])
    submitted = {row["document"]: row["on_day"] for row in rows}
    days = (found["first_day"], found["last_day"], found["draft_received"])
    moved = await desk.rows(READER, RECORDED, desk.agency, found["review"])
    recorded = {row["document"]: row["on_day"] for row in moved}
    return list(standings(edition, *days, submitted, recorded))


async def _as_necessary(desk: Desk, review: str, edition: Any) -> list[dict[str, Any]]:
    rows = await desk.rows(READER, CHOSEN, desk.agency, review)
    chosen = {row["part"] for row in rows}
    parts = _entries(edition, "report.parts-as-necessary")
    return [one for one in parts if one["code"] in chosen]


async def _headings(
    desk: Desk, review: str, edition: Any, *, is_told: bool
) -> list[dict[str, Any]]:
    """Headings with their counts of agreed themes; none is told of a week that goes on."""
    rows = await desk.rows(READER, HEADINGS, desk.agency, review) if is_told else []
    themes: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for mark in (row["scope"], SIDES.get(row["side"], "")):
            themes[row["heading"], mark] += row["themes"]
    marks = (*SCOPES, *SIDES.values())
    known = {one.id: one.value for one in edition.parameters}
    first = known.get(FIRST, ())
    return [
        heading | {mark: themes[heading["code"], mark] if is_told else None for mark in marks}
        for heading in sorted(
            _entries(edition, "report.headings"),
            key=lambda one: bool(first) and one["code"] not in first,
        )
    ]


def _entries(edition: Any, name: str) -> list[dict[str, Any]]:
    found = next((one for one in edition.lists if one.id == name), None)
    return [{"code": one.code, "label": one.label} for one in found.entries] if found else []
