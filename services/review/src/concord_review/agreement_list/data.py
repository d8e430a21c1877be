"""What was decided, agreed and disputed, as data; texts come from the vault."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from concord_contracts.chain import FIRST_DAY, shifted
from concord_contracts.terms import Identifier, TextRef
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from fastapi import APIRouter
from pydantic import BaseModel

from concord_review.listed import decision_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["leading"])

READER = "agreement-list"
WEEK = "SELECT first_day FROM week WHERE agency = %s AND review = %s"
DECIDED = """
SELECT among, decision, on_day, said, answer FROM decided
WHERE agency = %s AND review = %s LIMIT 200
"""
AGREEMENTS = """
SELECT topic, said, answer, resolved_on FROM agreement
WHERE agency = %s AND review = %s LIMIT 200
"""
FIRST_INTERVIEW = """
SELECT min(on_day) AS first FROM booking WHERE agency = %s AND review = %s
"""
SIGNATURES = """
SELECT topic, seat, person, on_day, on_paper FROM signature
WHERE agency = %s AND review = %s ORDER BY topic, on_day, seat LIMIT 1000
"""
DISAGREEMENTS = """
SELECT disagreement, number, raised_by, topic, level, said, arose_on, told_on, settled_on, how
FROM disagreement WHERE agency = %s AND review = %s ORDER BY number DESC LIMIT 200
"""
STEPS = """
SELECT disagreement, level, on_day, said FROM step
WHERE agency = %s AND review = %s ORDER BY on_day, level LIMIT 1000
"""
SUGGESTED = """
SELECT focus_area, suggested_by, struggling, strategy FROM suggested
WHERE agency = %s AND review = %s ORDER BY number LIMIT 200
"""
TALKS = """
SELECT talked_by, on_day, data_reviewed, said FROM talk
WHERE agency = %s AND review = %s ORDER BY on_day, number LIMIT 200
"""
CRITERIA = """
SELECT criterion, focus_area, said FROM criterion WHERE agency = %s AND review = %s LIMIT 20
"""
LISTS = ("executive-team.issues", "pre-planning.decisions", "pre-planning.determinations")
HOST_STAFF = "agreements.host-staff"
PLANNING_TEAM = "planning-team"


class DecisionOut(BaseModel):
    """Something that is decided before the planning, and what was."""

    among: str
    decision: str
    on_day: date | None
    said: str | None
    answer: Literal["yes", "no"] | None


class SignatureOut(BaseModel):
    """A signature under the last draft; it is missing where there is no day."""

    seat: str
    person: str | None
    on_day: date | None
    on_paper: bool


class AgreementOut(BaseModel):
    """Something to be agreed, and how it stands.

    Attributes:
        among: The list of the edition that names it.
        said: The decision, as it was drafted last.
        resolved_on: The day on which everybody had agreed.
        due: The day by which it is to be agreed; none before the event week is set.
        days_late: Days after that day, of what is resolved or still open; none while in time.
    """

    among: str
    topic: str
    said: str | None
    answer: Literal["yes", "no"] | None
    signatures: list[SignatureOut]
    resolved_on: date | None
    due: date | None
    days_late: int | None


class AgreementsOut(BaseModel):
    """Decisions and agreements of a review."""

    current: bool
    due: date | None
    decisions: list[DecisionOut]
    agreements: list[AgreementOut]


class StepOut(BaseModel):
    """What was tried before a difference of opinion went one level up."""

    level: str
    on_day: date
    said: str


class DisagreementOut(BaseModel):
    """A difference of opinion, the level at which it stands, and how it came there."""

    disagreement: str
    number: int
    raised_by: str
    topic: str | None
    level: str
    said: str
    arose_on: date
    told_on: date
    steps: list[StepOut]
    settled_on: date | None
    how: str | None


class DisagreementsOut(BaseModel):
    """The differences of opinion of a review, the newest first."""

    current: bool
    disagreements: list[DisagreementOut]


class SuggestionOut(BaseModel):
    """An outcome that the review could be about."""

    focus_area: str
    suggested_by: str
    struggling: str
    strategy: str | None


class TalkOut(BaseModel):
    """An early talk with the state about the focus area."""

    talked_by: str
    on_day: date
    data_reviewed: bool
    said: str


class CriterionOut(BaseModel):
    """A criterion that the chosen focus area meets, and what shows it."""

    criterion: str
    focus_area: str
    said: str


class FocusAreaOut(BaseModel):
    """How the focus area is found."""

    current: bool
    suggestions: list[SuggestionOut]
    talks: list[TalkOut]
    criteria: list[CriterionOut]


@router.get("/agreements")
async def list_agreements(
    review: Identifier, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> AgreementsOut:
    """Decisions before the planning, and everything that is to be agreed."""
    edition = await desk.office.adopted((await opening(desk, review)).edition_digest)
    current = await desk.caught_up(READER, at)
    return AgreementsOut(
        current=current,
        due=due(edition, *await _days(desk, review)),
        decisions=await decisions(desk, review, edition),
        agreements=await agreements(desk, review, edition),
    )


@router.get("/disagreements")
async def list_disagreements(
    review: Identifier, desk: Annotated[Desk, may("handle-disagreements")], at: int = 0
) -> DisagreementsOut:
    """The differences of opinion, the newest first."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return DisagreementsOut(current=current, disagreements=await disagreements(desk, review))


@router.get("/focus-area")
async def get_focus_area(
    review: Identifier, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> FocusAreaOut:
    """How the focus area is found: suggestions, early talks, criteria that it meets."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    return FocusAreaOut(current=current, **await focus_area(desk, review))


def due(
    edition: Edition, first_day: date | None, first_interview: date | None = None
) -> date | None:
    """The day by which the co-chairs agree; none before the day it is counted from is set."""
    rule = next((one for one in edition.dates if one.id == "planning.agreements"), None)
    days = {FIRST_DAY: first_day, "interview.day": first_interview}
    day = days.get(rule.start) if rule else None
    return shifted(day, rule.steps) if rule and day else None


async def decisions(desk: Desk, review: str, edition: Edition) -> list[dict[str, Any]]:
    """Everything that is decided before the planning, in the edition's order."""
    rows = await _said(desk, await desk.rows(READER, DECIDED, desk.agency, review), "said")
    found = {(one["among"], one["decision"]): one for one in rows}
    nothing = {"on_day": None, "said": None, "answer": None}
    return [
        found.get((among.id, one.code), nothing) | {"among": among.id, "decision": one.code}
        for among in edition.lists
        if among.id in {*LISTS, *decision_lists(edition)}
        for one in among.entries
    ]


async def agreements(desk: Desk, review: str, edition: Edition) -> list[dict[str, Any]]:
    """Everything that is to be agreed, in the edition's order, and how it stands."""
    rows = await _said(desk, await desk.rows(READER, AGREEMENTS, desk.agency, review), "said")
    found = {one["topic"]: one for one in rows}
    signed = await desk.rows(READER, SIGNATURES, desk.agency, review)
    by = due(edition, *await _days(desk, review))
    nothing = {"said": None, "answer": None, "resolved_on": None}
    return [
        _standing(found.get(one.code, nothing), by if among.id == "agreements" else None)
        | {
            "among": among.id,
            "topic": one.code,
            "signatures": _signatures(one.code, signed, edition),
        }
        for among in edition.lists
        if among.id in {"agreements", HOST_STAFF}
        for one in among.entries
    ]


async def disagreements(desk: Desk, review: str) -> list[dict[str, Any]]:
    """The differences of opinion with every step."""
    rows = await desk.rows(READER, DISAGREEMENTS, desk.agency, review)
    steps = await _said(desk, await desk.rows(READER, STEPS, desk.agency, review), "said")
    return [
        one | {"steps": [each for each in steps if each["disagreement"] == one["disagreement"]]}
        for one in await _said(desk, rows, "said", "how")
    ]


async def focus_area(desk: Desk, review: str) -> dict[str, list[dict[str, Any]]]:
    """Suggestions, talks and criteria of the focus area."""
    where = (desk.agency, review)
    suggested = await desk.rows(READER, SUGGESTED, *where)
    return {
        "suggestions": await _said(desk, suggested, "struggling", "strategy"),
        "talks": await _said(desk, await desk.rows(READER, TALKS, *where), "said"),
        "criteria": await _said(desk, await desk.rows(READER, CRITERIA, *where), "said"),
    }


async def _days(desk: Desk, review: str) -> tuple[date | None, date | None]:
    """The first day of the event week, and that of the first interview that is booked."""
    week = await desk.rows(READER, WEEK, desk.agency, review)
    booked = await desk.rows("plan-board", FIRST_INTERVIEW, desk.agency, review)
    first = booked[0]["first"] if booked else None
    return (week[0]["first_day"] if week else None), first


def _standing(found: dict[str, Any], by: date | None) -> dict[str, Any]:
    until = found["resolved_on"] or clock.now().date()
    late = (until - by).days if by and until > by else None
    return {**found, "due": by, "days_late": late}


def _signatures(
    topic: str, signed: Sequence[dict[str, Any]], edition: Edition
) -> list[dict[str, Any]]:
    """Whose agreement a topic needs, with what is signed."""
    found = {one["seat"]: one for one in signed if one["topic"] == topic}
    nothing = {"person": None, "on_day": None, "on_paper": False}
    return [found.get(seat, nothing) | {"seat": seat} for seat in seats(topic, edition)]


def seats(topic: str, edition: Edition) -> tuple[str, ...]:
    """Whose agreement a topic needs."""
    of_their_own = {
        "host-staff": "host-staff.agreed-by",
        "plan-of-action": "host-staff.plan-agreed-by",
    }
    if topic in of_their_own:
        return edition.codes(of_their_own[topic])
    chairs = edition.codes("agreements.signed-by")
    teams = edition.codes("team.agreed-by") if topic == "interview-teams" else ()
    return (*chairs, *(one for one in teams if one == PLANNING_TEAM))


async def _said(desk: Desk, rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    """Rows with what the texts say to which columns refer."""
    places = [(nth, name) for nth, one in enumerate(rows) for name in columns if one[name]]
    refs = [TextRef.model_validate_json(rows[nth][name]) for nth, name in places]
    said = [dict(one) for one in rows]
    for (nth, name), text in zip(places, await desk.narratives(refs), strict=True):
        said[nth][name] = text
    return said
