"""Frames, strata and cases of a review, as data; long lists page by page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from concord_contracts.terms import Identifier
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

READER = "case-list"
FRAMES = """
SELECT frame, candidates FROM frame WHERE agency = %s AND review = %s ORDER BY frame LIMIT 200
"""
STRATA = """
SELECT stratum, wanted, in_frame, selected, wanted - selected AS short, seed, method
FROM stratum WHERE agency = %s AND review = %s ORDER BY stratum LIMIT 200
"""
CASES = """
SELECT case_id, worker, stratum, ordinal, standing FROM drawn WHERE agency = %s AND review = %s
"""
CANDIDATES = """
SELECT ordinal, case_id, worker, stratum, opened_on FROM candidate
WHERE agency = %s AND review = %s AND frame = %s
"""
Ordinal = Annotated[int, Field(ge=0, le=1_000_000)]
AS_DRAWN = Order({"ordinal": Ordinal})
AS_IMPORTED = Order({"ordinal": Ordinal})


class FrameOut(BaseModel):
    """A frame and how many cases could be drawn from it."""

    frame: str
    candidates: int


class StratumOut(BaseModel):
    """A stratum as it was drawn: what was wanted, what there was, what is missing."""

    stratum: str
    wanted: int
    in_frame: int
    selected: int
    short: int
    seed: str
    method: str


class CaseOut(BaseModel):
    """A drawn case; its number is in the vault."""

    case_id: str
    worker: str
    stratum: str
    ordinal: int
    standing: Literal["selected", "backup"]


class CasesOut(BaseModel):
    """Frames and strata of a review, and a page of its cases in drawing order."""

    current: bool
    frames: list[FrameOut]
    strata: list[StratumOut]
    cases: list[CaseOut]
    next: str | None


class CandidateOut(BaseModel):
    """A case of a frame, in the order of the file."""

    ordinal: int
    case_id: str
    worker: str
    stratum: str
    opened_on: date


class CandidatesOut(BaseModel):
    """A page of a frame."""

    current: bool
    candidates: list[CandidateOut]
    next: str | None


@router.get("/cases", responses=PAGED)
async def list_cases(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-cases")],
    page: OnePage,
    at: int = 0,
) -> CasesOut:
    """Frames, strata with quota and shortfall, cases in drawing order."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    found, listed = await drawn(desk, review, page)
    response.headers.update(listed.link(request))
    return CasesOut(current=current, cases=listed.rows, next=listed.next, **found)


@router.get("/frames/{frame}/candidates", responses=PAGED)
async def list_candidates(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- the path, the page and who asks
    review: Identifier,
    frame: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-cases")],
    page: OnePage,
    at: int = 0,
) -> CandidatesOut:
    """The cases of a frame, in the order of the file."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    where = (desk.agency, review, frame)
    listed = await AS_IMPORTED.page(desk, READER, CANDIDATES, where, page)
    response.headers.update(listed.link(request))
    return CandidatesOut(current=current, candidates=listed.rows, next=listed.next)


async def drawn(desk: Desk, review: str, page: Page) -> tuple[dict[str, Any], Listed]:
    """Frames and strata of a review, and one page of its cases."""
    frames = await desk.rows(READER, FRAMES, desk.agency, review)
    strata = await desk.rows(READER, STRATA, desk.agency, review)
    listed = await AS_DRAWN.page(desk, READER, CASES, (desk.agency, review), page)
    return {"frames": frames, "strata": strata}, listed
