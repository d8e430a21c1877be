"""Debriefs as data: an interview's own, a day's board, the final one; nothing for the host."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from typing import Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel import clock
from concord_kernel.web.answers import SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.drafts import HOURS, UNSENT_HOURS, draft_key
from concord_kernel.web.may import may
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AwareDatetime, BaseModel

from concord_review.debrief_board.sheet import (
    debrief_of,
    former_debrief_of,
    must_be_inside,
    texts_of,
)

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["debriefs"])

READER = "debrief-board"
POINTS = """
SELECT point, heading, kind, said FROM point
WHERE agency = %s AND review = %s AND day = %s ORDER BY nth
"""
PROBLEMS = """
SELECT problem, said FROM problem WHERE agency = %s AND review = %s AND day = %s ORDER BY nth
"""
DAY = """
SELECT points, parties, dissent, summary FROM day
WHERE agency = %s AND review = %s AND day = %s
"""
DAYS = "SELECT day FROM point WHERE agency = %s AND review = %s GROUP BY day"
FINAL = (
    "SELECT facilitator, briefed, begun, interpreting FROM final WHERE agency = %s AND review = %s"
)
FINAL_POINTS = """
SELECT point, voice, heading, said FROM final_point WHERE agency = %s AND review = %s ORDER BY nth
"""
PRACTICES = """
SELECT practice, county, said FROM practice WHERE agency = %s AND review = %s ORDER BY county, nth
"""
FIGURES = """
SELECT by_whom, interviews, focus_groups FROM figures WHERE agency = %s AND review = %s
"""
HELD_ON = """
SELECT session, team, coalesce(recorded, false) AS recorded, coalesce(debrief, '') AS debrief
FROM shown LEFT JOIN standing USING (agency, review, session)
WHERE agency = %s AND review = %s AND on_day = %s ORDER BY starts, session
"""
INTERVIEW_DAYS = "SELECT DISTINCT on_day FROM shown WHERE agency = %s AND review = %s"
SEEN_TODAY = "today"
"""The reader that knows which interviews are on which day."""


class DebriefOut(BaseModel):
    """An interview's debrief as it stands, in the shape of a form's answers."""

    version: int
    complete: bool
    answers: dict[str, str]
    texts: dict[str, str]


class DebriefKeyOut(BaseModel):
    """What a browser keeps drafts of a debrief under."""

    key: str
    until: AwareDatetime
    hours: int
    unsent_hours: int


class PointOut(BaseModel):
    """A point of a day's board."""

    point: str
    heading: str
    kind: str
    said: str


class ProblemOut(BaseModel):
    """A problem with the way the interviews go."""

    problem: str
    said: str


class BoardOut(BaseModel):
    """A day's board.

    Attributes:
        agreed: Whether all the points that stand are agreed.
        summary: What was handed on in writing; empty before.
    """

    current: bool
    day: date
    points: list[PointOut]
    problems: list[ProblemOut]
    agreed: bool
    summary: str


@router.get("/sessions/{session}/debrief", response_model=DebriefOut, responses=SHOWN | {410: {}})
async def get_debrief(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("write-debrief")],
) -> Response:
    """The debrief of an interview of one's own team; reading it is recorded first."""
    debrief = await debrief_of(desk, review, session)
    answer = DebriefOut(
        version=debrief.version,
        complete=debrief.is_complete,
        answers={},
        texts=await texts_of(desk, debrief),
    )
    return shown(request, answer, debrief.version)


@router.get("/sessions/{session}/debrief/draft-key")
async def get_debrief_key(
    review: Identifier, session: Identifier, desk: Annotated[Desk, may("write-debrief")]
) -> DebriefKeyOut:
    """The key of one's own drafts of a debrief, for who may write it or might before."""
    try:
        await debrief_of(desk, review, session)
    except HTTPException:
        await former_debrief_of(desk, review, session)
    key = draft_key(desk.office, desk.person.actor, desk.agency, review, f"debrief-{session}")
    return DebriefKeyOut(
        key=b64encode(key).decode(),
        until=desk.asker.session.until,
        hours=HOURS,
        unsent_hours=UNSENT_HOURS,
    )


@router.get("/debriefs/days/{day}")
async def get_board(
    review: Identifier, day: date, desk: Annotated[Desk, may("see-debriefs")], at: int = 0
) -> BoardOut:
    """A day's board, for the review's own people."""
    await opening(desk, review)
    await must_be_inside(desk, review)
    current = await desk.caught_up(READER, at)
    found = await board(desk, review, day)
    names = ("points", "problems", "agreed", "summary")
    return BoardOut(current=current, day=day, **{name: found[name] for name in names})


async def days_of(desk: Desk, review: str) -> list[date]:
    """The days with interviews or with points, in order."""
    where = (desk.agency, review)
    return days_in(*await desk.several((SEEN_TODAY, INTERVIEW_DAYS, where), (READER, DAYS, where)))


def days_in(held: list[dict[str, Any]], noted: list[dict[str, Any]]) -> list[date]:
    """The days of interviews and of points, in order."""
    return sorted({one["on_day"] for one in held} | {one["day"] for one in noted})


def day_to_show(days: list[date], asked: date | None) -> date:
    """The day that was asked for; else today, or the day of the review that is nearest to it."""
    today = clock.now().date()
    return asked or min(days, key=lambda one: abs(one - today), default=today)


async def board(desk: Desk, review: str, day: date) -> dict[str, Any]:
    """A day's board: points, problems with the process, what was agreed and written."""
    where = (desk.agency, review, day)
    here = [(READER, query, where) for query in (POINTS, PROBLEMS, DAY)]
    points, problems, rows, held = await desk.several(*here, (SEEN_TODAY, HELD_ON, where))
    stands = rows[0] if rows else {"points": None, "dissent": None, "summary": None}
    agreed = stands["points"] or []
    refs = [stands["dissent"], stands["summary"], *(one["said"] for one in points + problems)]
    said = await _texts(desk, refs)
    return {
        "points": [one | {"said": said[one["said"]]} for one in points],
        "problems": [one | {"said": said[one["said"]]} for one in problems],
        "agreed": bool(points) and {one["point"] for one in points} == set(agreed),
        "agreed_points": set(agreed),
        "was_agreed": bool(agreed),
        "dissent": said.get(stands["dissent"], ""),
        "summary": said.get(stands["summary"], ""),
        "held": held,
        "gathered": sum(one["debrief"] == "finished" for one in held if one["recorded"]),
        "recorded": sum(one["recorded"] for one in held),
    }


async def final(desk: Desk, review: str) -> dict[str, Any]:
    """How far the final debrief is, and its points in both voices."""
    found = await final_day(desk, review)
    points = await desk.rows(READER, FINAL_POINTS, desk.agency, review)
    return found | {"points": await _said(desk, points)}


async def final_day(desk: Desk, review: str) -> dict[str, Any]:
    """What the final day rests on, practices of peers, and the figures."""
    where = (desk.agency, review)
    nothing = {"facilitator": None, "briefed": None, "begun": None, "interpreting": False}
    rows, practices, figures = await desk.several(*[
        (READER, query, where) for query in (FINAL, PRACTICES, FIGURES)
    ])
    return (rows[0] if rows else nothing) | {
        "practices": await _said(desk, practices),
        "figures": {one["by_whom"]: one for one in figures},
        "is_over": await _is_over(desk, review),
    }


async def _is_over(desk: Desk, review: str) -> bool:
    days = await days_of(desk, review)
    return bool(days) and clock.is_over(max(days) + timedelta(days=1))


async def _said(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    said = await _texts(desk, [one["said"] for one in rows])
    return [one | {"said": said[one["said"]]} for one in rows]


async def _texts(desk: Desk, refs: list[str | None]) -> dict[str | None, str]:
    """What texts say, by the reference as the rows keep it."""
    found = sorted({ref for ref in refs if ref})
    said = await desk.narratives([TextRef.model_validate_json(ref) for ref in found])
    return dict(zip(found, said, strict=True))
