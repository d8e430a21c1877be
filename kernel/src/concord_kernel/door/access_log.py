"""Who looked at what was sensitive in an agency, or in one review: a page, data, and a CSV file.

People of the agency itself are told of people from elsewhere only who did what in which week: the
second at which a peer read the notes of which interview would tell who was heard, and when.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.terms import Code, Identifier
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import AwareDatetime, BaseModel

from concord_kernel.access import ACTIONS
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import MOST, Listed, OnePage, Order, Page

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

router = APIRouter(tags=["who looked"])

LIST: Final = "access-list"
NEWEST_FIRST: Final = Order({"position": int}, descending=True)

LOOKS: Final = """
SELECT position, at, false AS is_week, person, home, action, review, about, was_shown, policies
FROM look WHERE agency = %s AND (%s = '' OR review = %s) AND (%s = '' OR person = %s)
"""

AT_HOME: Final = Order(
    {"at": AwareDatetime, "person": str, "action": str, "review": str, "was_shown": bool},
    descending=True,
)
LOOKS_AT_HOME: Final = """
SELECT * FROM (
    SELECT agency, NULL::bigint AS position, at, false AS is_week, person, home, action, review,
        about, was_shown, policies
    FROM look WHERE agency = %s AND home = agency
    UNION
    SELECT agency, NULL, at, true, person, home, action, review, '', was_shown, '{}'
    FROM week_of_looks WHERE agency = %s AND home <> agency
) told WHERE (%s = '' OR review = %s) AND (%s = '' OR person = %s)
"""
"""One's own people in full; people from elsewhere by week, and nothing of which interview."""

MOST_IN_A_FILE: Final = 100_000
"""Rows of a file; whoever needs older ones asks for a review or a person."""

COLUMNS: Final = ("position", "at", "person", "home", "action", "review", "about", "was_shown")
COLUMNS_AT_HOME: Final = ("at", "is_week", *COLUMNS[2:])


class Look(BaseModel):
    """One look, or one refusal.

    Attributes:
        position: Where the fact stands in the agency's log; none for the agency's own people.
        at: When it was recorded, before anything was shown; the Monday, where only the week is
            told.
        is_week: Whether only the week is told: of people from elsewhere, to the agency itself.
        person: The pseudonymous id of the account.
        home: The agency the person belongs to.
        action: What was asked for.
        review: Of which review; empty: of the agency.
        about: The interview whose note was read; empty for everything else.
        was_shown: Whether it was shown; else the person was told that there is nothing.
        policies: The policies that decided.
    """

    position: int | None
    at: AwareDatetime
    is_week: bool
    person: str
    home: str
    action: Code
    review: str
    about: str
    was_shown: bool
    policies: list[str]


class Looks(BaseModel):
    """A page of the list, the newest look first."""

    looks: list[Look]
    next: str | None


class Filter(BaseModel):
    """Of which looks only; the review may be fixed by the path."""

    person: str
    review: str
    is_fixed: bool = False


async def _asked(
    person: Annotated[Identifier | None, Query()] = None,
    of: Annotated[Identifier | None, Query(description="Of this review only.")] = None,
) -> Filter:
    return Filter(person=person or "", review=of or "")


async def _asked_of_review(review: Identifier, person: Identifier | None = None) -> Filter:
    return Filter(person=person or "", review=review, is_fixed=True)


Asked = Annotated[Filter, Depends(_asked)]
AskedOfReview = Annotated[Filter, Depends(_asked_of_review)]
MaySee = Annotated[Desk, may("see-access")]


@router.get("/api/v1/{agency}/access", responses=PAGED)
async def looks(
    request: Request, desk: MaySee, answer: Response, asked: Asked, page: OnePage
) -> Looks:
    """Who looked in the agency, the newest first."""
    return await _answered(request, desk, answer, asked, page)


@router.get("/api/v1/{agency}/reviews/{review}/access", responses=PAGED)
async def review_looks(
    request: Request, desk: MaySee, answer: Response, asked: AskedOfReview, page: OnePage
) -> Looks:
    """Who looked at one review, the newest first."""
    return await _answered(request, desk, answer, asked, page)


@router.get("/{agency}/access", include_in_schema=False)
async def agency_page(request: Request, desk: MaySee, asked: Asked, page: OnePage) -> HTMLResponse:
    """Who looked in the agency."""
    return await _page(request, desk, asked, page)


@router.get("/{agency}/reviews/{review}/access", include_in_schema=False)
async def review_page(
    request: Request, desk: MaySee, asked: AskedOfReview, page: OnePage
) -> HTMLResponse:
    """Who looked at one review."""
    return await _page(request, desk, asked, page)


@router.get("/{agency}/access.csv", include_in_schema=False)
async def agency_file(desk: MaySee, asked: Asked) -> StreamingResponse:
    """Who looked in the agency, as a file."""
    return _file(desk, asked)


@router.get("/{agency}/reviews/{review}/access.csv", include_in_schema=False)
async def review_file(desk: MaySee, asked: AskedOfReview) -> StreamingResponse:
    """Who looked at one review, as a file."""
    return _file(desk, asked)


async def _listed(desk: Desk, asked: Filter, page: Page) -> Listed:
    of = (asked.review, asked.review, asked.person, asked.person)
    if desk.person.home == desk.agency:
        at_home = (desk.agency, desk.agency, *of)
        return await AT_HOME.page(desk, LIST, LOOKS_AT_HOME, at_home, page)
    return await NEWEST_FIRST.page(desk, LIST, LOOKS, (desk.agency, *of), page)


async def _answered(
    request: Request, desk: Desk, answer: Response, asked: Filter, page: Page
) -> Looks:
    found = await _listed(desk, asked, page)
    answer.headers.update(found.link(request))
    return Looks(looks=[Look(**one) for one in found.rows], next=found.next)


async def _page(request: Request, desk: Desk, asked: Filter, page: Page) -> HTMLResponse:
    found = await _listed(desk, asked, page)
    more = request.url.include_query_params(after=found.next).query if found.next else ""
    return render(
        request,
        "door/access.html",
        **desk.seen,
        review=asked.review if asked.is_fixed else "",
        asked=asked,
        looks=found.rows,
        next=more,
        means={name: one.means for name, one in ACTIONS.items()},
    )


def _file(desk: Desk, asked: Filter) -> StreamingResponse:
    name = f"who-looked-{asked.review or desk.agency}.csv"
    return StreamingResponse(
        _lines(desk, asked),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _lines(desk: Desk, asked: Filter) -> AsyncGenerator[str]:
    """The file in pieces: ids and codes only, none of which a table program takes for a formula."""
    columns = COLUMNS_AT_HOME if desk.person.home == desk.agency else COLUMNS
    yield _csv([columns])
    page, sent = Page("", MOST), 0
    while sent < MOST_IN_A_FILE:
        found = await _listed(desk, asked, page)
        yield _csv([[_cell(row[name]) for name in columns] for row in found.rows])
        sent += len(found.rows)
        if found.next is None:
            return
        page = Page(found.next, MOST)


def _cell(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _csv(rows: Iterable[Iterable[str]]) -> str:
    lines = StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()
