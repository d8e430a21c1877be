"""Weeks to be planned, for tests of the search: a large one, and any small one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product, starmap
from typing import TYPE_CHECKING, Literal

from concord_scheduling.planner.plan import Placed, Plan, Worth, broken, worth
from concord_scheduling.planner.problem import (
    Away,
    Barred,
    Crew,
    Interview,
    Limit,
    Measures,
    Problem,
    Room,
    Slot,
    Standing,
    starts_of,
)
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_scheduling.planner.problem import Kind

MONDAY = date(2010, 1, 25)
HOUR = 60
A_DAY = "interview.cases-per-team-per-day"
DAYS = "interview.days-most"
WHOM: tuple[Literal["team", "worker", "room"], ...] = ("team", "worker", "room")
SUPERVISES = "host-staff.supervises-interviewee"


def interview(number: int, worker: int | None = None, group: str = "child-welfare") -> Interview:
    """A case with a worker of its own, unless said otherwise."""
    who = number if worker is None else worker
    return Interview(f"case-{number}", number, f"worker-{who}", group)


def crew(number: int, *people: str) -> Crew:
    return Crew(f"team-{number}", number, frozenset(people or (f"reviewer-{number}",)))


def week(interviews: int = 120, teams: int = 12, *, rooms: int = 12) -> Problem:
    """Three days of eight hours, each team with a room, a few teams away, a few workers twice."""
    days = tuple(MONDAY + timedelta(days=one) for one in (1, 2, 3))
    away = [
        Away("team", f"team-{one}", days[one % 3], days[one % 3], 0, 13 * HOUR) for one in (1, 2)
    ]
    return Problem(
        days=days,
        starts=starts_of(8 * HOUR, 17 * HOUR, HOUR, (12 * HOUR, 13 * HOUR)),
        teams=tuple(crew(one) for one in range(1, teams + 1)),
        interviews=tuple(
            interview(one, one - 1 if one % 20 == 0 else None) for one in range(1, interviews + 1)
        ),
        rooms=tuple(Room(f"room-{one}", f"place-{one % 2}") for one in range(rooms)),
        away=tuple(away) if teams > 2 else (),
        barred=tuple(Barred("team-3", f"case-{one}", SUPERVISES) for one in range(1, 11)),
        travel=(("place-0", "place-1", 30),) if rooms else (),
        measures=Measures(talk_minutes=45, early_minutes=30, usual_least=3),
    )


small = st.integers(1, 3)
begins = st.sampled_from((9 * HOUR, 10 * HOUR, 11 * HOUR))
days = st.integers(0, 1).map(lambda one: MONDAY + timedelta(days=one))


@st.composite
def notes(draw: st.DrawFn) -> Away:
    """Somebody is away for a part of a day."""
    whom = draw(st.sampled_from(WHOM))
    most = {"team": 3, "worker": 4, "room": 2}[whom]
    kind: Kind = "person" if whom == "worker" else whom
    on, starts = draw(days), draw(st.sampled_from((0, 9 * HOUR, 10 * HOUR + 30)))
    return Away(kind, f"{whom}-{draw(st.integers(1, most))}", on, on, starts, starts + 90)


@st.composite
def any_week(draw: st.DrawFn, *, most: int = 5) -> Problem:
    """A small week with anything in it; of what is booked, nothing breaks a rule."""
    many = draw(st.integers(1, most))
    several = [draw(st.integers(1, 4)) for _ in range(many)]
    asked = list(starmap(interview, enumerate(several, 1)))
    teams = draw(small)
    rooms = draw(st.integers(0, 2))
    shared = draw(st.booleans())
    return Problem(
        days=(MONDAY, MONDAY + timedelta(days=1))[: draw(st.integers(1, 2))],
        starts=tuple(sorted(draw(st.sets(begins, min_size=1, max_size=2)))),
        teams=tuple(
            crew(one, "shared" if shared else f"reviewer-{one}") for one in range(1, teams + 1)
        ),
        interviews=tuple(asked),
        rooms=tuple(Room(f"room-{one}", f"place-{one}") for one in range(1, rooms + 1)),
        away=tuple(draw(st.lists(notes(), max_size=2))),
        barred=tuple(
            Barred(f"team-{draw(small)}", f"case-{draw(st.integers(1, most))}", SUPERVISES)
            for _ in range(draw(st.integers(0, 2)))
        ),
        travel=(("place-1", "place-2", draw(st.sampled_from((0, 60)))),) if rooms == 2 else (),
        measures=Measures(
            early_minutes=draw(st.sampled_from((0, 30))),
            a_day=Limit(A_DAY, draw(st.integers(1, 2)), draw(st.booleans())),
            days=Limit(DAYS, draw(st.integers(1, 2)), draw(st.booleans())),
            usual_least=draw(st.integers(1, 2)),
        ),
    )


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Every plan of a small week that breaks nothing, by trying them all."""
    fixed = [Placed(one.interview, one.team, one.slot, one.room, one) for one in problem.fixed]
    wanted: list[Interview | Standing] = [*problem.movable, *problem.interviews]
    for chosen in product(*(places(problem, one) for one in wanted)):
        placed = [one for one in chosen if one is not None]
        left = [one for one, place in zip(wanted, chosen, strict=True) if place is None]
        plan = Plan((*fixed, *placed), tuple(left))
        if not broken(problem, plan):
            yield plan


def places(problem: Problem, one: Interview | Standing) -> list[Placed | None]:
    """Wherever one interview could be, on its own; as it is booked, if nobody it needs is away."""
    was = one if isinstance(one, Standing) else None
    what = one.interview if isinstance(one, Standing) else one
    rooms: list[str | None] = [*(room.room for room in problem.rooms)] or [None]
    slots = [Slot(on, starts) for on in problem.days for starts in problem.starts]
    found: list[Placed | None] = [None]
    found += [
        Placed(what, team.team, slot, room, was)
        for team in problem.teams
        for slot in slots
        for room in rooms
    ]
    if was:
        anew = Placed(what, was.team, was.slot, was.room)
        is_away = any(each.rule == "away" for each in broken(problem, Plan((anew,))))
        kept = Placed(what, was.team, was.slot, was.room, was)
        found = [each for each in found if each != kept] + ([] if is_away else [kept])
    return found


def least(problem: Problem) -> Worth:
    """What the best plan of a small week is worth."""
    return min(worth(problem, plan) for plan in every_plan(problem))
