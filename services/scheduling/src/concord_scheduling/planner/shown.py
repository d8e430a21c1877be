"""What of a search is shown: the same for the page and for the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_contracts.rules import Level

from concord_scheduling.planner.ground import against
from concord_scheduling.planner.plan import Placed, points
from concord_scheduling.planner.problem import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, time

    from concord_scheduling.planner.ground import Ground
    from concord_scheduling.planner.plan import Worth
    from concord_scheduling.planner.problem import Interview, Problem
    from concord_scheduling.planner.running import Seen


@dataclass(frozen=True, slots=True)
class Line:
    """An interview of a plan.

    Attributes:
        change: ``new``, ``moved`` or ``kept``.
        was: Where it is booked now.
        is_told: Whether a release gave that out.
    """

    session: str
    case: str
    number: int
    team: str
    team_number: int
    on: date
    starts: time
    room: str
    change: str
    was: Line | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The picture of a day: its times, and for each team what it holds at each."""

    on: date
    times: tuple[time, ...]
    rows: tuple[tuple[int, tuple[Line | None, ...]], ...]


class Shown:
    """What is shown of how far a search has come.

    Attributes:
        advice: Rules that the plan goes past and how often; accepting it takes a reason for each.
        blocked: Rules that forbid it after all.
    """

    def __init__(self, ground: Ground, problem: Problem, seen: Seen) -> None:
        self._problem = problem
        self._numbers = {crew.team: crew.number for crew in problem.teams}
        self.seen = seen
        self.best = seen.found[-1]
        self.worth: Worth = self.best.worth
        self.points: Mapping[str, int] = points(problem, self.best.plan)
        found = against(ground, self.best.plan)
        levels = {rule: ground.rules.parameter(rule).level for rule in found}
        self.advice = {one: len(found[one]) for one in found if levels[one] is Level.WARN}
        self.blocked = {one: len(found[one]) for one in found if levels[one] is Level.BLOCK}
        self.lines: Sequence[Line] = sorted(
            (self._line(one) for one in self.best.plan.placed),
            key=lambda one: (one.on, one.starts, one.team_number),
        )
        self.changes = [one for one in self.lines if one.change != "kept"]
        self.moves = [one for one in self.lines if one.change == "moved"]

    @property
    def left(self) -> list[Line | Interview]:
        """What finds no slot: with its booking, where it has one."""
        return [
            self._standing(one) if isinstance(one, Standing) else one for one in self.best.plan.left
        ]

    @property
    def days(self) -> list[Day]:
        """The picture of each day on which anything is."""
        return [self._day(on) for on in sorted({one.on for one in self.lines})]

    def _day(self, on: date) -> Day:
        lines = [one for one in self.lines if one.on == on]
        usual = {slot.clock for slot in self._problem.slots if slot.on == on}
        times = sorted(usual | {one.starts for one in lines})
        at = {(one.team_number, one.starts): one for one in lines}
        rows = tuple(
            (crew.number, tuple(at.get((crew.number, each)) for each in times))
            for crew in self._problem.teams
        )
        return Day(on, tuple(times), rows)

    def _line(self, one: Placed) -> Line:
        change = "kept" if one.is_kept else "moved" if one.was else "new"
        return Line(
            session=one.was.session if one.was else "",
            case=one.interview.case,
            number=one.interview.number,
            team=one.team,
            team_number=self._numbers[one.team],
            on=one.slot.on,
            starts=one.slot.clock,
            room=one.room or "",
            change=change,
            was=self._standing(one.was) if one.was and not one.is_kept else None,
            is_told=one.was is not None and one.was.is_told,
        )

    def _standing(self, one: Standing) -> Line:
        return self._line(Placed(one.interview, one.team, one.slot, one.room, one))
