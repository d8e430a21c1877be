"""The report as it is being written, section by section, as a page; and its versions as files.

A version is printed from its fact, the texts that were cleared when it was made, and the adopted
rules: the same version gives the same file at any time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.facts.report import DraftMade
from concord_contracts.questions import Tool
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse

from concord_reporting.paper.blank import blank
from concord_reporting.paper.content import Source, paper, summary
from concord_reporting.paper.pdf import pdf
from concord_reporting.paper.word import word
from concord_reporting.report_draft.data import READER, draft, ref_of, said_by, standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from concord_contracts.closed_lists import Entry
    from concord_contracts.rules import Edition

    from concord_reporting.report_draft.data import DraftOut, PartOut, ThemeOut

router = APIRouter(tags=["report"])
files = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/report", tags=["report"])

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Number = Annotated[int, Path(ge=1, le=10_000)]
PARTS, HEADINGS = "report.parts", "report.headings"
AS_NECESSARY = "report.parts-as-necessary"
PLACES = (PARTS, AS_NECESSARY, HEADINGS)
FIRST = "report.first-headings"
CHOSEN = "SELECT part FROM chosen WHERE agency = %s AND review = %s"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part or a heading on the page.

    Attributes:
        code: Which.
        label: What it is called in the edition.
        note: What the edition says further of it.
        from_facts: Whether what is recorded tells it, so that nobody has to write it.
        is_heading: Whether agreed themes tell it.
        said: Its text, if there is one.
        themes: Agreed themes that stand under it.
    """

    code: str
    label: str
    note: str
    from_facts: bool
    is_heading: bool
    said: PartOut | None
    themes: Sequence[ThemeOut]

    @property
    def strengths(self) -> Sequence[ThemeOut]:
        """What stands first under a heading."""
        return [one for one in self.themes if one.side == "strength"]

    @property
    def improvements(self) -> Sequence[ThemeOut]:
        """What follows the strengths."""
        return [one for one in self.themes if one.side == "improvement"]

    @property
    def others(self) -> Sequence[ThemeOut]:
        """Themes of which nobody said on which side they are."""
        return [one for one in self.themes if one.side is None]


@dataclass(frozen=True, slots=True)
class Section:
    """A section on the page, with its pieces."""

    code: str
    label: str
    optional: bool
    pieces: Sequence[Piece]

    @property
    def left(self) -> int:
        """Pieces that somebody still has to write or clear."""
        return sum(
            not (one.from_facts or self.optional or (one.said and one.said.cleared))
            for one in self.pieces
        )


@router.get("/{agency}/reviews/{review}/draft", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-draft")], at: int = 0
) -> HTMLResponse:
    """The report, section by section."""
    here = await place(desk, review)
    found = await draft(desk, review, current=await desk.caught_up(READER, at))
    edition = here["edition"]
    stands = await standing(desk, review)
    chosen = await desk.rows("report-page", CHOSEN, desk.agency, review)
    return render(
        request,
        "reporting/draft.html",
        **here,
        **stands,
        draft=found,
        current=found.current,
        sections=_sections(edition, found, {one["part"] for one in chosen}),
        steps=_entries(edition, "report.submission"),
        counts=_codes(edition, "report.went-in-by"),
        words=_codes(edition, "report.words-of-an-audit"),
        labels=_labels(edition),
        approved=next((one for one in found.versions if one.approved), None),
    )


def _sections(edition: Edition, found: DraftOut, chosen: set[str]) -> list[Section]:
    optional = _codes(edition, "report.optional-sections")
    return [
        Section(
            one.code, one.label, one.code in optional, _pieces(edition, one.code, found, chosen)
        )
        for one in _entries(edition, "report.sections")
    ]


def _pieces(edition: Edition, section: str, found: DraftOut, chosen: set[str]) -> list[Piece]:
    said = {one.part: one for one in found.parts}
    told = _codes(edition, "report.parts-from-facts")
    return [
        Piece(
            code=one.code,
            label=one.label,
            note=one.detail,
            from_facts=name == HEADINGS or one.code in told,
            is_heading=name == HEADINGS,
            said=said.get(one.code),
            themes=[theme for theme in found.themes if theme.heading == one.code],
        )
        for name in PLACES
        for one in _in_the_reports_order(edition, name)
        if one.under == section and (name != AS_NECESSARY or one.code in chosen)
    ]


def _entries(edition: Edition, name: str) -> Sequence[Entry]:
    return next((one.entries for one in edition.lists if one.id == name), ())


def _in_the_reports_order(edition: Edition, name: str) -> Sequence[Entry]:
    """The lines of a list as the report has them: the headings with strengths before the others."""
    first = _codes(edition, FIRST) if name == HEADINGS else ()
    return sorted(_entries(edition, name), key=lambda one: bool(first) and one.code not in first)


def _codes(edition: Edition, name: str) -> Sequence[str]:
    return edition.codes(name) if any(one.id == name for one in edition.parameters) else ()


def _labels(edition: Edition) -> dict[str, Any]:
    return {one.code: one.label for name in PLACES for one in _entries(edition, name)}


ONE = """
SELECT version, manifest, made, approved, director_name FROM version
WHERE agency = %s AND review = %s AND version = %s
"""
APPROVED = """
SELECT version, manifest, made, approved, director_name FROM version
WHERE agency = %s AND review = %s AND approved IS NOT NULL ORDER BY approved DESC LIMIT 1
"""


@files.get(
    "/versions/{version}/report.pdf",
    response_class=Response,
    responses={200: {"content": {PDF: {}}}},
)
async def version_as_pdf(
    review: Identifier, version: Number, desk: Annotated[Desk, may("see-draft")]
) -> Response:
    """A version as one tagged PDF, in the order that the rules say."""
    source, at = await _source(desk, review, ONE, version)
    return _file(await asyncio.to_thread(lambda: pdf(paper(source), at)), PDF, f"v{version}.pdf")


@files.get(
    "/versions/{version}/report.docx",
    response_class=Response,
    responses={200: {"content": {DOCX: {}}}},
)
async def version_as_word(
    review: Identifier, version: Number, desk: Annotated[Desk, may("see-draft")]
) -> Response:
    """A version for a word processor."""
    source, at = await _source(desk, review, ONE, version)
    return _file(await asyncio.to_thread(lambda: word(paper(source), at)), DOCX, f"v{version}.docx")


@files.get(
    "/report.pdf",
    response_class=Response,
    responses={200: {"content": {PDF: {}}}},
)
async def approved_as_pdf(review: Identifier, desk: Annotated[Desk, may("see-report")]) -> Response:
    """The approved report as one tagged PDF."""
    source, at = await _source(desk, review, APPROVED)
    return _file(await asyncio.to_thread(lambda: pdf(paper(source), at)), PDF, "approved.pdf")


@files.get(
    "/summary.pdf",
    response_class=Response,
    responses={200: {"content": {PDF: {}}}},
)
async def summary_as_pdf(review: Identifier, desk: Annotated[Desk, may("see-report")]) -> Response:
    """The executive summary of the approved report alone, to be shared.

    Raises:
        HTTPException: 404, the approved report has none.
    """
    source, at = await _source(desk, review, APPROVED)
    alone = summary(source)
    if not any(one.blocks for one in alone.chapters):
        raise HTTPException(404, "door.not-found")
    return _file(await asyncio.to_thread(lambda: pdf(alone, at)), PDF, "summary.pdf")


async def _source(desk: Desk, review: str, query: str, *more: int) -> tuple[Source, datetime]:
    """What a version is printed from, and the time it is of.

    Raises:
        HTTPException: 404, there is no such version.
    """
    here = await place(desk, review)
    rows = await desk.rows(READER, query, desk.agency, review, *more)
    if not rows:
        raise HTTPException(404, "door.not-found")
    row = rows[0]
    made = DraftMade.of(row["manifest"])
    refs = [one.text for one in made.prose] + [one.statement for one in made.themes]
    refs += [one.text for one in made.recommendations]
    at = row["approved"] or row["made"]
    source = Source(
        made=made,
        said=await said_by(desk, refs),
        edition=here["edition"],
        county=here["agency_name"],
        day=f"{at:%B} {at.day}, {at.year}",
        director=await _director(desk, row),
        tools=[await _blank(desk, digest) for digest in made.tools],
        names=desk.jurisdiction.agencies if desk.jurisdiction else {},
        synthetic=here["synthetic"],
    )
    return source, at


async def _director(desk: Desk, row: dict[str, Any]) -> str:
    if not row["director_name"]:
        return ""
    ref = ref_of(row["director_name"])
    found = await desk.vault.read_directory(desk.agency, [ref])
    return found[ref.id].show()


async def _blank(desk: Desk, digest: str) -> Any:
    return blank(Tool.model_validate_json(await desk.office.ledger.edition(digest)))


def _file(body: bytes, kind: str, name: str) -> Response:
    kept = {"Content-Disposition": f'attachment; filename="report-{name}"'}
    return Response(body, media_type=kind, headers=kept)
