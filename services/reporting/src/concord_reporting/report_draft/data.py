"""The report as it is being written, as data.

A part that is not cleared is read by those who write or clear the report. What a theme says is
read by whoever may clear it, who is not of the agency under review; by all others once cleared.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Sequence

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["report"])

READER = "report-draft"
PROSE = """
SELECT part, text, by_whom, cleared_by FROM prose WHERE agency = %s AND review = %s ORDER BY part
"""
THEMES = """
SELECT theme, heading, scope, side, practice, statement, cleared FROM theme
WHERE agency = %s AND review = %s AND is_agreed ORDER BY heading, theme
"""
VERSIONS = """
SELECT version, made, returned, is_complete, approved FROM version
WHERE agency = %s AND review = %s ORDER BY version DESC
"""
COMMENTS = """
SELECT comment, version, part, text, answer FROM comment
WHERE agency = %s AND review = %s ORDER BY written, comment
"""
STEPS = "SELECT step, on_day FROM step WHERE agency = %s AND review = %s"
REPORT = """
SELECT last_day, received, director, director_name FROM report WHERE agency = %s AND review = %s
"""
MANAGERS = """
SELECT DISTINCT person FROM manager WHERE agency = %s AND review IN ('', %s) ORDER BY person
"""
INSIDE = ("write-report", "clear-report")
"""Actions of those who read a part before it is cleared."""


class PartOut(BaseModel):
    """A part of the report.

    Attributes:
        written: Whether there is a text.
        cleared: Whether somebody cleared it.
        text: What it says, for whoever may read it.
        text_id: Which text this is; who clears it says so.
    """

    part: Code
    written: bool
    cleared: bool
    text: str
    text_id: Identifier | None


class ThemeOut(BaseModel):
    """An agreed theme, as far as who asks may read it."""

    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    side: str | None
    practice: str | None
    cleared: bool
    text: str
    text_id: Identifier


class VersionOut(BaseModel):
    """A version: when it was made, given back by the state, approved by the director."""

    version: int
    made: datetime
    returned: date | None
    is_complete: bool | None
    approved: datetime | None


class CommentOut(BaseModel):
    """A comment of the state's consultant, and what was done about it."""

    comment: Identifier
    version: int
    part: Code | None
    text: str
    answer: str


class DraftOut(BaseModel):
    """The report as it stands."""

    current: bool
    parts: list[PartOut]
    themes: list[ThemeOut]
    versions: list[VersionOut]
    comments: list[CommentOut]
    steps: dict[Code, date]


@router.get("/report")
async def get_report(
    review: Identifier, desk: Annotated[Desk, may("see-draft")], at: int = 0
) -> DraftOut:
    """The report as it stands; ``at`` waits for that position."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return await draft(desk, review, current=current)


async def draft(desk: Desk, review: str, *, current: bool) -> DraftOut:
    """The report, as far as who asks may read it."""
    where = (desk.agency, review)
    versions = await desk.rows(READER, VERSIONS, *where)
    steps = await desk.rows(READER, STEPS, *where)
    return DraftOut(
        current=current,
        parts=await _parts(desk, await desk.rows(READER, PROSE, *where)),
        themes=await _themes(desk, await desk.rows(READER, THEMES, *where)),
        versions=[VersionOut(**one) for one in versions],
        comments=await _comments(desk, await desk.rows(READER, COMMENTS, *where)),
        steps={one["step"]: one["on_day"] for one in steps},
    )


async def standing(desk: Desk, review: str) -> dict[str, Any]:
    """Who the director is, who could be, and when the state received the draft."""
    where = (desk.agency, review)
    found = await desk.rows(READER, REPORT, *where)
    known = found[0] if found else dict.fromkeys(("last_day", "received", "director"))
    director = ""
    if known.get("director_name"):
        names = await desk.directory([f"report-{review}"], "name")
        director = next((one.show() for one in names.values()), "")
    managers = await desk.rows(READER, MANAGERS, *where)
    return {
        "last_day": known["last_day"],
        "received": known["received"],
        "director": director,
        "is_director": known["director"] == desk.person.actor,
        "managers": [one["person"] for one in managers],
    }


async def _parts(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[PartOut]:
    inside = any(desk.can(one) for one in INSIDE)
    shown = [one for one in rows if inside or one["cleared_by"]]
    said = await said_by(desk, [ref_of(one["text"]) for one in shown])
    return [
        PartOut(
            part=one["part"],
            written=True,
            cleared=bool(one["cleared_by"]),
            text=said.get(ref_of(one["text"]).id, ""),
            text_id=ref_of(one["text"]).id if inside else None,
        )
        for one in rows
    ]


async def _themes(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[ThemeOut]:
    shown = [one for one in rows if one["cleared"] or desk.can("clear-theme")]
    refs = [ref_of(one["cleared"] or one["statement"]) for one in shown]
    said = await said_by(desk, refs)
    kept = ("theme", "heading", "scope", "side", "practice")
    return [
        ThemeOut(
            **{name: one[name] for name in kept},
            cleared=bool(one["cleared"]),
            text=said[ref.id],
            text_id=ref.id,
        )
        for one, ref in zip(shown, refs, strict=True)
    ]


async def _comments(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[CommentOut]:
    if not any(desk.can(one) for one in (*INSIDE, "approve-report")):
        return []
    refs = [ref_of(one["text"]) for one in rows]
    answers = [ref_of(one["answer"]) for one in rows if one["answer"]]
    said = await said_by(desk, [*refs, *answers])
    return [
        CommentOut(
            comment=one["comment"],
            version=one["version"],
            part=one["part"],
            text=said[ref.id],
            answer=said[ref_of(one["answer"]).id] if one["answer"] else "",
        )
        for one, ref in zip(rows, refs, strict=True)
    ]


async def said_by(desk: Desk, refs: Sequence[TextRef]) -> dict[str, str]:
    """What narratives say, by their ids."""
    shown = await desk.narratives(refs) if refs else []
    return {ref.id: text for ref, text in zip(refs, shown, strict=True)}


def ref_of(written: str) -> TextRef:
    """A reference as a row keeps it."""
    return TextRef.model_validate_json(written)
