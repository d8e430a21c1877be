"""A plan for a week, what it is worth, and a second look at whether it breaks anything.

``broken`` knows nothing of how plans are found; tests and the search ask it alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from concord_scheduling.planner.problem import Standing, meet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from concord_scheduling.planner.problem import Interview, Kind, Problem, Slot


@dataclass(frozen=True, slots=True)
class Placed:
    """An interview at a slot.

    Attributes:
        was: How it is booked; none where it is not.
    """

    interview: Interview
    team: str
    slot: Slot
    room: str | None = None
    was: Standing | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it stays exactly as it is booked."""
        return self.was is not None and (self.team, self.slot, self.room) == (
            self.was.team,
            self.was.slot,
            self.was.room,
        )

    @property
    def is_moved(self) -> bool:
        """Whether it is booked otherwise."""
        return self.was is not None and not self.is_kept


@dataclass(frozen=True)
class Plan:
    """Interviews at their slots, and those that found none."""

    placed: tuple[Placed, ...]
    left: tuple[Interview | Standing, ...] = ()

    @cached_property
    def moves(self) -> tuple[Placed, ...]:
        """What is booked and would be moved."""
        return tuple(one for one in self.placed if one.is_moved)

    @cached_property
    def new(self) -> tuple[Placed, ...]:
        """What would be booked."""
        return tuple(one for one in self.placed if one.was is None)


class Worth(NamedTuple):
    """What speaks against a plan, the weightier first; of two plans the smaller one is better.

    Attributes:
        left: Interviews without a slot.
        past_advice: By how much advice is gone past.
        told_moves: Interviews moved, or left without a slot, that a release gave out.
        other_moves: The same of those that nobody was told of.
        points: What makes a week tiring: pauses, short days, changes of room or site, unequal work.
    """

    left: int
    past_advice: int
    told_moves: int
    other_moves: int
    points: int


PAUSE: Final = 2
SHORT: Final = 3
ROOM: Final = 1
SITE: Final = 4
UNEQUAL: Final = 3
"""What a point is given for; ours, no guide says so. docs/how-to/propose-a-week.md tells people."""


class Breach(NamedTuple):
    """A rule that a plan would break."""

    rule: str
    what: str


def worth(problem: Problem, plan: Plan) -> Worth:
    """What speaks against a plan."""
    lost = [one for one in plan.left if isinstance(one, Standing)]
    off = [*(one.was for one in plan.moves if one.was), *lost]
    told = sum(one.is_told for one in off)
    return Worth(
        left=len(plan.left),
        past_advice=sum(past_advice(problem, plan).values()),
        told_moves=told,
        other_moves=len(off) - told,
        points=sum(points(problem, plan).values()),
    )


def past_advice(problem: Problem, plan: Plan) -> Mapping[str, int]:
    """By how much a plan goes past each limit, beyond what is booked so already."""
    measures, found = problem.measures, Counter[str]()
    for at, placed in _by_team_day(plan).items():
        stood = sum((one.team, one.slot.on) == at for one in problem.standing)
        allowed = measures.a_day.most
        if any(not one.is_kept for one in placed) or stood <= allowed:
            found[measures.a_day.rule] += max(0, len(placed) - allowed)
    for team, days in _days(plan).items():
        stood = len({one.slot.on for one in problem.standing if one.team == team})
        found[measures.days.rule] += max(0, len(days) - max(measures.days.most, stood))
    for one in plan.placed:
        if not one.is_kept and (
            rule := problem.advised_against.get((one.team, one.interview.case))
        ):
            found[rule] += 1
    return +found


def points(problem: Problem, plan: Plan) -> Mapping[str, int]:
    """What makes a week tiring, by kind."""
    found = Counter[str]()
    order = {slot: nth for nth, slot in enumerate(problem.slots)}
    for placed in _by_team_day(plan).values():
        slots = sorted(order[one.slot] for one in placed)
        found["pauses"] += PAUSE * sum(after - before > 1 for before, after in pairwise(slots))
        found["short"] += SHORT * max(0, problem.measures.usual_least - len(placed))
        found["rooms"] += ROOM * (len({one.room for one in placed}) - 1)
        sites = {problem.places.get(one.room, "") for one in placed}
        found["sites"] += SITE * (len(sites) - 1)
    loads = [sum(one.team == crew.team for one in plan.placed) for crew in problem.teams]
    found["unequal"] += UNEQUAL * (max(loads, default=0) - min(loads, default=0))
    return found


def broken(problem: Problem, plan: Plan) -> Sequence[Breach]:
    """Rules that block and that a plan would break by what it books or moves."""
    found = [breach for one in plan.placed if not one.is_kept for breach in _alone(problem, one)]
    for one, other in combinations(plan.placed, 2):
        if one.slot.on == other.slot.on and not (one.is_kept and other.is_kept):
            found += _together(problem, one, other)
    found += [
        Breach(rule, f"{by} too many")
        for rule, by in past_advice(problem, plan).items()
        if not _is_open(problem, rule)
    ]
    return found


def _is_open(problem: Problem, rule: str) -> bool:
    limits = (problem.measures.a_day, problem.measures.days)
    is_limit = any(one.rule == rule for one in limits)
    return not is_limit or any(one.is_open for one in limits if one.rule == rule)


def _alone(problem: Problem, one: Placed) -> Iterator[Breach]:
    measures, slot = problem.measures, one.slot
    (crew,) = (each for each in problem.teams if each.team == one.team)
    if slot not in problem.slots:
        yield Breach("slot", str(slot))
    if (one.team, one.interview.case) in problem.forbidden:
        yield Breach("barred", one.interview.case)
    needed: list[tuple[Kind, str]] = [("team", crew.team)]
    needed += [("person", person) for person in crew.people]
    if any(problem.is_away(kind, whom, slot, 0, measures.team_minutes) for kind, whom in needed):
        yield Breach("away", crew.team)
    before, after = measures.early_minutes, measures.talk_minutes
    if problem.is_away("person", one.interview.worker, slot, before, after):
        yield Breach("away", one.interview.worker)
    if problem.rooms and one.room not in problem.places:
        yield Breach("room", str(one.room))
    if one.room and problem.is_away("room", one.room, slot, 0, measures.team_minutes):
        yield Breach("away", one.room)


def _together(problem: Problem, one: Placed, other: Placed) -> Iterator[Breach]:
    people = {crew.team: crew.people for crew in problem.teams}
    same_crew = one.team == other.team or people[one.team] & people[other.team]
    apart, minutes = (one.slot.starts, other.slot.starts), problem.measures.team_minutes
    if same_crew and meet(*apart, minutes):
        yield Breach("twice", one.team)
    if one.interview.worker == other.interview.worker and meet(*apart, problem.worker_minutes):
        yield Breach("twice", one.interview.worker)
    if one.room and one.room == other.room and meet(*apart, minutes):
        yield Breach("twice", one.room)
    sites = problem.places.get(one.room, ""), problem.places.get(other.room, "")
    is_shared = same_crew or one.interview.worker == other.interview.worker
    if is_shared and meet(*apart, minutes + problem.minutes_between(*sites)):
        yield Breach("travel", one.team)


def _by_team_day(plan: Plan) -> Mapping[tuple[str, date], list[Placed]]:
    found: dict[tuple[str, date], list[Placed]] = defaultdict(list)
    for one in plan.placed:
        found[one.team, one.slot.on].append(one)
    return found


def _days(plan: Plan) -> Mapping[str, set[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for one in plan.placed:
        found[one.team].add(one.slot.on)
    return found
