"""What the planning rests on, as data; texts come from the vault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

from concord_review.inputs import missing

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["planning"])

READER = "ground-list"
DOCUMENTS = """
SELECT document, kind, first_day, last_day, what, place FROM document
WHERE agency = %s AND review = %s ORDER BY kind, first_day, document LIMIT 500
"""
SCOPE = """
SELECT part, included, on_day, reason FROM scope
WHERE agency = %s AND review = %s ORDER BY part LIMIT 50
"""
EXPERIENCES = """
SELECT experience, county, year, told_by, on_day, said FROM experience
WHERE agency = %s AND review = %s ORDER BY on_day, experience LIMIT 500
"""
ALLOCATION = "SELECT cents, source FROM allocation WHERE agency = %s AND review = %s"
COSTS = """
SELECT cost, kind, people, times, cents, said FROM cost
WHERE agency = %s AND review = %s ORDER BY kind, cost LIMIT 500
"""


class AttachedOut(BaseModel):
    """A document, what it is, of when, and where it is found."""

    document: str
    kind: str
    first_day: date
    last_day: date | None
    what: str
    place: str


class ScopeOut(BaseModel):
    """Whether the review examines something, and why."""

    part: str
    included: bool
    on_day: date
    reason: str


class ExperienceOut(BaseModel):
    """What another county learned."""

    experience: str
    county: str
    year: int | None
    told_by: str
    on_day: date
    said: str


class CostOut(BaseModel):
    """A planned cost: so many people, so often, at ``each``; ``total`` is their product."""

    cost: str
    kind: str
    people: int
    times: int
    each: Decimal
    total: Decimal
    said: str


class MeansOut(BaseModel):
    """Planned costs against the allocation.

    Attributes:
        currency: In what amounts are.
        allocation: What may be spent; none before it is stated.
        source: Where that stands.
        left: What is left; below zero where more is planned.
    """

    currency: str
    allocation: Decimal | None
    source: str | None
    costs: list[CostOut]
    planned: Decimal
    left: Decimal | None


class GroundsOut(BaseModel):
    """What the planning rests on.

    Attributes:
        missing: Kinds of documents that are neither attached nor set aside.
    """

    current: bool
    documents: list[AttachedOut]
    missing: list[str]
    scope: list[ScopeOut]
    experiences: list[ExperienceOut]
    means: MeansOut


@router.get("/grounds")
async def get_grounds(
    review: Identifier, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> GroundsOut:
    """What the planning rests on: documents, scope, experience, costs."""
    edition = await desk.office.adopted((await opening(desk, review)).edition_digest)
    current = await desk.caught_up(READER, at)
    found = await grounds(desk, review, edition)
    return GroundsOut(current=current, **found | {"missing": [*found["missing"]]})


async def grounds(desk: Desk, review: str, edition: Edition) -> dict[str, Any]:
    """Everything that is recorded, with what texts say; ``missing`` has labels by their codes."""
    where = (desk.agency, review)
    learned = await desk.rows(READER, EXPERIENCES, *where)
    return {
        "documents": await _said(desk, await desk.rows(READER, DOCUMENTS, *where), "what", "place"),
        "missing": await missing(desk, review, edition),
        "scope": await _said(desk, await desk.rows(READER, SCOPE, *where), "reason"),
        "experiences": await _said(desk, learned, "said"),
        "means": await _means(desk, review, edition),
    }


async def _means(desk: Desk, review: str, edition: Edition) -> MeansOut:
    where = (desk.agency, review)
    stated = await _said(desk, await desk.rows(READER, ALLOCATION, *where), "source")
    costs = [
        CostOut(**one, each=_money(one["cents"]), total=_money(_product(one)))
        for one in await _said(desk, await desk.rows(READER, COSTS, *where), "said")
    ]
    planned = sum((one.total for one in costs), Decimal(0))
    allocation = _money(stated[0]["cents"]) if stated else None
    named = next((one.value for one in edition.parameters if one.id == "means.currency"), "")
    return MeansOut(
        currency=str(named),
        allocation=allocation,
        source=stated[0]["source"] if stated else None,
        costs=costs,
        planned=planned,
        left=None if allocation is None else allocation - planned,
    )


def _product(cost: dict[str, Any]) -> int:
    total: int = cost["people"] * cost["times"] * cost["cents"]
    return total


def _money(cents: int) -> Decimal:
    return Decimal(cents) / 100


async def _said(desk: Desk, rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    """Rows with what the texts say to which columns refer."""
    refs = [TextRef.model_validate_json(one[name]) for one in rows for name in columns]
    said = iter(await desk.narratives(refs))
    return [one | {name: next(said) for name in columns} for one in rows]
