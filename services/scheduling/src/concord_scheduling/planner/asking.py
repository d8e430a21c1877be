"""What is asked of a search over HTTP, and what is recorded of the week that it is about."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Annotated

from concord_contracts.terms import Code, Identifier, WallTime
from concord_kernel.decider import Refused
from concord_kernel.web.place import opening
from pydantic import BaseModel, ConfigDict, Field

from concord_scheduling.planner.ground import Asked, Ground, cases_of, problem_of, usual_days
from concord_scheduling.planner.problem import Away
from concord_scheduling.planner.running import Wish
from concord_scheduling.slots import A_DAY, minute
from concord_scheduling.week.commands import Planned, TakePlan
from concord_scheduling.week.decide import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.rules import Edition
    from concord_kernel.web.desk import Desk

TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s ORDER BY number"

HOURS = {"onsite.day-begins": time(8), "onsite.day-ends": time(17)}
"""Where the edition names no hours."""

LONGEST = 60
"""Seconds that a search may take."""


class WishIn(BaseModel):
    """What a plan should be like; whatever is not said is as usual.

    Attributes:
        days: Days on which interviews are held.
        begins: When the first one begins.
        ends: When the last one has ended.
        pause_begins: From when none is held.
        pause_ends: Until when none is held.
        past: Advice that may be gone past, with a reason when the plan is accepted.
        seconds: How long to search.
        seed: The same seed finds the same plans.
        move: Whether what is booked may be moved.
        whom: A team, a person or a room that would be away: what if?
        first_day: From when on.
        last_day: Until when; for one day only, if none is said.
    """

    model_config = ConfigDict(frozen=True)

    days: Annotated[list[date], Field(max_length=31)] = []
    begins: WallTime | None = None
    ends: WallTime | None = None
    pause_begins: WallTime | None = None
    pause_ends: WallTime | None = None
    past: Annotated[list[Code], Field(max_length=20)] = []
    seconds: Annotated[int, Field(ge=1, le=LONGEST)] = 10
    seed: Annotated[int, Field(ge=1, lt=2**31)] = 1
    move: bool = False
    whom: Identifier | None = None
    first_day: date | None = None
    last_day: date | None = None


async def ground_of(desk: Desk, review: str) -> Ground:
    """What is recorded of a review's week, from the log.

    Raises:
        HTTPException: 404, there is no such review.
    """
    await opening(desk, review)
    rules = await desk.office.edition_of(desk.agency, review)
    rows = await desk.rows("week-plan", TEAMS, desk.agency, review)
    numbers = {row["team"]: row["number"] for row in rows}
    ledger = desk.office.ledger
    booked = WEEK.fold(
        envelope.fact for envelope in await ledger.read(desk.agency, [f"schedule-{review}"])
    ).bookings
    streams = WEEK.streams(_everything(review, numbers, booked))
    history = await ledger.read(desk.agency, streams.all)
    facts = [envelope.fact for envelope in history]
    return Ground(review, WEEK.fold(facts), numbers, rules, cases_of(facts))


def wish_of(ground: Ground, wish: WishIn) -> Wish:
    """The problem that is to be searched.

    Raises:
        Refused: there is nothing to plan, or nowhere to plan it.
    """
    if ground.week.event_week is None:
        raise Refused("week.set-first")
    if not ground.week.teams:
        raise Refused("proposals.no-team")
    asked = _asked(ground, wish)
    problem = problem_of(ground, asked)
    if not problem.days or not problem.starts:
        raise Refused("proposals.no-slot")
    if not problem.interviews and not problem.movable:
        if (frames := ground.week.frames) and ground.waiting():
            raise Refused("week.number-decided", decided=frames.interviews)
        raise Refused("proposals.nothing-to-plan")
    more = [on for on in ground.days if on not in problem.days and on >= asked.since]
    return Wish(problem, more, wish.seconds, wish.seed)


def away_of(ground: Ground, wish: WishIn) -> Away | None:
    """Who would be away.

    Raises:
        Refused: nobody and nothing of this week is called so.
    """
    if wish.whom is None or wish.first_day is None:
        return None
    week = ground.week
    people = {one.reviewer for members in week.teams.values() for one in members}
    last = wish.last_day or wish.first_day
    if last < wish.first_day:
        raise Refused("week.ends-before-it-begins")
    if any(team == wish.whom for _, team in week.teams):
        return Away("team", wish.whom, wish.first_day, last)
    if wish.whom in week.rooms:
        return Away("room", wish.whom, wish.first_day, last)
    if wish.whom in people or wish.whom in week.workers.values():
        return Away("person", wish.whom, wish.first_day, last)
    raise Refused("proposals.unknown-whom")


def hours_of(ground: Ground) -> tuple[time, time]:
    """When a day begins and ends: as was decided for the review, else as is usual."""
    begins, ends = _usual_hours(ground.rules)
    frames = ground.week.frames
    if frames is None:
        return begins, ends
    return frames.begins or begins, frames.ends or ends


def _usual_hours(rules: Edition) -> tuple[time, time]:
    """When a day begins and ends where nobody says otherwise."""
    known = {one.id for one in rules.parameters}
    begins, ends = (
        time.fromisoformat(rules.words(rule)) if rule in known else usual
        for rule, usual in HOURS.items()
    )
    return begins, ends


def _asked(ground: Ground, wish: WishIn) -> Asked:
    begins, ends = hours_of(ground)
    away = away_of(ground, wish)
    days = [on for on in wish.days if on in ground.days] if wish.days else _usual(ground, away)
    frames, pause = ground.week.frames, (0, 0)
    if wish.pause_begins and wish.pause_ends:
        pause = (minute(wish.pause_begins), minute(wish.pause_ends))
    return Asked(
        days=tuple(sorted(set(days))),
        first=max(minute(wish.begins or begins), _decided(frames.begins if frames else None, 0)),
        last=min(minute(wish.ends or ends), _decided(frames.ends if frames else None, A_DAY)),
        pause=pause,
        past=frozenset(wish.past),
        away=(away,) if away else (),
        may_move=wish.move or away is not None,
        since=away.first if away else date.min,
    )


def _decided(at: time | None, otherwise: int) -> int:
    """A decided hour as minutes after midnight: nobody can wish past it."""
    return minute(at) if at else otherwise


def _usual(ground: Ground, away: Away | None) -> list[date]:
    """The usual days; for a what-if also those on which something is booked."""
    booked = {one.on for one in ground.week.bookings.values()} if away else set()
    return sorted({*usual_days(ground), *(on for on in booked if on in ground.days)})


def _everything(review: str, numbers: Mapping[str, int], booked: Mapping[str, object]) -> TakePlan:
    """Names every team and every session, to learn which streams they are judged by."""
    sessions, teams = list(booked) or [review], list(numbers) or [review]
    pairs = [*((one, teams[0]) for one in sessions), *((sessions[0], one) for one in teams)]
    planned = tuple(
        Planned.model_construct(session=session, case="", team=team, on=date.min, starts=time())
        for session, team in pairs
    )
    return TakePlan.model_construct(review=review, interviews=planned)
