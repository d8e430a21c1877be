"""What makes a week tiring, as a sum to be made small; ``plan.points`` counts the same."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from concord_scheduling.planner.plan import PAUSE, ROOM, SHORT, SITE, UNEQUAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from concord_scheduling.planner.model import Model, Sum


class Wishes:
    """The points of a model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def bound(self) -> int:
        """More points than any plan of the problem has."""
        problem = self.model.problem
        days = len({slot.on for slot in self.model.options.slots})
        least = problem.measures.usual_least
        a_slot, a_day = PAUSE + ROOM + SITE, SHORT * least
        slots = len(self.model.options.slots)
        return len(problem.teams) * (slots * a_slot + days * a_day) + UNEQUAL * problem.wanted + 1

    def all_of_them(self) -> Sum:
        """What makes a week tiring."""
        found: list[Sum] = []
        for team in range(len(self.model.problem.teams)):
            for day in sorted({slot.on for slot in self.model.options.slots}):
                if not isinstance(self.model.used[team, day], int) or self.model.used[team, day]:
                    found += [self._pauses(team, day), self._short(team, day)]
                    found += [self._changes(team, day)]
        loads = [
            sum(each for (number, _), each in self.model.work.items() if number == team)
            for team in range(len(self.model.problem.teams))
        ]
        most = self.model.cp.new_int_var(0, self.model.problem.wanted, "")
        least = self.model.cp.new_int_var(0, self.model.problem.wanted, "")
        for load in loads:
            self.model.cp.add(most >= load)
            self.model.cp.add(least <= load)
        return sum(found) + UNEQUAL * (most - least)

    def _pauses(self, team: int, day: date) -> Sum:
        """Interviews that follow upon none, less the first of the day."""
        begins: list[Sum] = []
        before: Sum = 0
        for nth, slot in enumerate(self.model.options.slots):
            if slot.on == day:
                now = sum([self.model.busy.get((team, nth), 0), *self.model.old[team, nth]])
                if isinstance(before, int) and before == 0:
                    begins.append(now)
                else:
                    begin = self.model.cp.new_bool_var("")
                    self.model.cp.add(begin >= now - before)
                    begins.append(begin)
                before = now
        return PAUSE * (sum(begins) - self.model.used[team, day])

    def _short(self, team: int, day: date) -> Sum:
        least = self.model.problem.measures.usual_least
        missing = self.model.cp.new_int_var(0, least, "")
        self.model.cp.add(
            missing >= least * self.model.used[team, day] - self.model.work[team, day]
        )
        return SHORT * missing

    def _changes(self, team: int, day: date) -> Sum:
        """Rooms and sites of a team's day, beyond the first."""
        if not self.model.problem.rooms:
            return 0
        rooms: dict[str, list[Sum]] = defaultdict(list)
        for (at, room), variable in self.model.room.items():
            if at[0] == team and self.model.options.slots[at[1]].on == day:
                rooms[room].append(variable)
        for one in self.model.staying:
            if self.model.number[one.team] == team and one.slot.on == day:
                rooms[one.room or ""].append(self.model.kept(one))
        sites: dict[str, list[Sum]] = defaultdict(list)
        for room, variables in rooms.items():
            sites[self.model.problem.places.get(room, "")] += variables
        used = self.model.used[team, day]
        return ROOM * (self._several(rooms) - used) + (
            SITE * (self._several(sites) - used) if len(sites) > 1 else 0
        )

    def _several(self, by: Mapping[str, list[Sum]]) -> Sum:
        return sum(self.model.any(variables) for variables in by.values())
