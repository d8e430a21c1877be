"""Recommendations and what became of each, as data.

Everybody who may see the report reads those that were cleared, with their answers; those who
write or clear the report see the others too.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["recommendations"])

READER = "recommendation-list"
ALL = """
SELECT recommendation, kind, scope, route, text, theme, cleared, owner, by_when, closed
FROM recommendation WHERE agency = %s AND review = %s ORDER BY scope, kind, recommendation
"""
ANSWERS = """
SELECT recommendation, standing, on_day, text FROM answer
WHERE agency = %s AND review = %s ORDER BY recommendation, nth
"""
CARRIED = """
SELECT recommendation, document, place FROM carried
WHERE agency = %s AND review = %s ORDER BY recommendation, document
"""
SHARINGS = """
SELECT audience, what, on_day, note FROM sharing
WHERE agency = %s AND review = %s ORDER BY on_day, sharing
"""
REFLECTIONS = "SELECT * FROM reflections WHERE agency = %s AND review = %s"
INSIDE = ("write-report", "clear-report")
"""Actions of those who see a recommendation before it is cleared."""


class AnswerOut(BaseModel):
    """What was said of a recommendation on a day."""

    standing: Code
    on_day: date
    text: str


class CarriedOut(BaseModel):
    """A later document in which a recommendation stands."""

    document: Code
    place: str


class RecommendationOut(BaseModel):
    """A recommendation, and whether those who asked have been heard.

    Attributes:
        text_id: Which text this is; who clears it says so.
        cleared: Whether it may be shown and sent.
        closed: Whether it was answered for good.
    """

    recommendation: Identifier
    kind: Code
    scope: Code
    route: Code
    text: str
    text_id: Identifier
    theme: Identifier | None
    cleared: bool
    owner: str
    by_when: date | None
    closed: bool
    answers: list[AnswerOut]
    carried: list[CarriedOut]


class RecommendationsOut(BaseModel):
    """The recommendations of a review."""

    current: bool
    recommendations: list[RecommendationOut]


@router.get("/recommendations")
async def list_recommendations(
    review: Identifier, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> RecommendationsOut:
    """Recommendations with their answers; ``at`` waits for that position."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return RecommendationsOut(current=current, recommendations=await recommendations(desk, review))


async def recommendations(desk: Desk, review: str) -> list[RecommendationOut]:
    """Recommendations, as far as who asks may see them."""
    where = (desk.agency, review)
    rows = await desk.rows(READER, ALL, *where)
    if not any(desk.can(one) for one in INSIDE):
        rows = [one for one in rows if one["cleared"]]
    answers = await desk.rows(READER, ANSWERS, *where)
    carried = await desk.rows(READER, CARRIED, *where)
    refs = [_ref(one["text"]) for one in (*rows, *answers)] + [
        _ref(one["place"]) for one in carried
    ]
    said = await _said(desk, refs)
    owners = await desk.directory([one["recommendation"] for one in rows], "name")
    by_one = _by_recommendation(answers), _by_recommendation(carried)
    return [_out(one, said, owners, *by_one) for one in rows]


def _out(
    row: dict[str, Any],
    said: dict[str, str],
    owners: dict[str, Any],
    answers: dict[str, list[dict[str, Any]]],
    carried: dict[str, list[dict[str, Any]]],
) -> RecommendationOut:
    name, text = row["recommendation"], _ref(row["text"])
    owner = owners.get(name)
    return RecommendationOut(
        **{key: row[key] for key in ("kind", "scope", "route", "theme", "by_when", "closed")},
        recommendation=name,
        text=said[text.id],
        text_id=text.id,
        cleared=bool(row["cleared"]),
        owner=owner.show() if row["owner"] and owner else "",
        answers=[
            AnswerOut(
                standing=one["standing"], on_day=one["on_day"], text=said[_ref(one["text"]).id]
            )
            for one in answers[name]
        ],
        carried=[
            CarriedOut(document=one["document"], place=said[_ref(one["place"]).id])
            for one in carried[name]
        ],
    )


async def follow_up(desk: Desk, review: str) -> dict[str, Any]:
    """With whom findings were shared, and the reflections session."""
    where = (desk.agency, review)
    sharings = await desk.rows(READER, SHARINGS, *where)
    held = await desk.rows(READER, REFLECTIONS, *where)
    texts = ("worked_well", "otherwise", "next_steps")
    refs = [_ref(one["note"]) for one in sharings if one["note"]]
    refs += [_ref(one[text]) for one in held for text in texts]
    said = await _said(desk, refs)
    shared = [one | {"note": said[_ref(one["note"]).id] if one["note"] else ""} for one in sharings]
    reflected = [one | {text: said[_ref(one[text]).id] for text in texts} for one in held]
    return {"sharings": shared, "reflections": reflected[0] if reflected else None}


async def _said(desk: Desk, refs: Sequence[TextRef]) -> dict[str, str]:
    shown = await desk.narratives(refs) if refs else []
    return {ref.id: text for ref, text in zip(refs, shown, strict=True)}


def _ref(written: str) -> TextRef:
    return TextRef.model_validate_json(written)


def _by_recommendation(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in rows:
        found[one["recommendation"]].append(one)
    return found
