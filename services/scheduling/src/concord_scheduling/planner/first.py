"""The first plan: every interview into the first slot that takes it, the hardest to place first.

Found in milliseconds, seldom the best; ``model`` begins with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from concord_scheduling.planner.plan import Placed, Plan
from concord_scheduling.planner.problem import meet

if TYPE_CHECKING:
    from datetime import date

    from concord_scheduling.planner.options import Alike, At, Options
    from concord_scheduling.planner.problem import Interview, Slot, Standing


def first_plan(options: Options) -> Plan:
    """A plan that breaks nothing, and may leave more interviews than need be."""
    return _Filling(options).fill()


class _Filling:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.problem = options.problem
        self.placed: list[Placed] = []
        self.loads: Counter[str] = Counter()
        self.a_day: Counter[tuple[str, date]] = Counter()
        self.days: dict[str, set[date]] = defaultdict(set)
        self.by_day: dict[date, list[Placed]] = defaultdict(list)
        self.last_room: dict[str, str] = {}
        self.people = {crew.team: crew.people for crew in self.problem.teams}
        self.rooms = {slot: options.rooms_at(slot) for slot in options.slots}
        for one in options.fixed:
            self._take(Placed(one.interview, one.team, one.slot, one.room, one))

    def fill(self) -> Plan:
        options = self.options
        moving: list[tuple[Alike, Standing]] = []
        for kind in options.kinds:
            for one in kind.standing:
                if one.session in options.may_stay:
                    self._take(Placed(one.interview, one.team, one.slot, one.room, one))
                else:
                    moving.append((kind, one))
        left: list[Interview | Standing] = [
            one for kind, one in moving if not self._put(kind, one.interview, one)
        ]
        for kind in sorted(options.kinds, key=lambda each: len(each.free)):
            left += [one for one in kind.fresh if not self._put(kind, one)]
        return Plan(tuple(self.placed), tuple(left))

    def _put(self, kind: Alike, interview: Interview, was: Standing | None = None) -> bool:
        for at in sorted(kind.free, key=self._load):
            if (placed := self._at(kind, interview, at, was)) is not None:
                self._take(placed)
                return True
        return False

    def _load(self, at: At) -> tuple[int, int, int]:
        """Teams with little to do first; then days that they began, then early slots."""
        team, slot = self.problem.teams[at[0]].team, self.options.slots[at[1]]
        return self.loads[team], self._rank(team, slot), at[1]

    def _rank(self, team: str, slot: Slot) -> int:
        """A day with too little comes first, an empty one before a day that has enough."""
        today = self.a_day[team, slot.on]
        least = self.problem.measures.usual_least
        if today:
            return 0 if today < least else 2
        needed = max(1, self.problem.wanted // max(1, len(self.problem.teams)) // least)
        return 1 if len(self.days[team]) < needed else 3

    def _at(self, kind: Alike, interview: Interview, at: At, was: Standing | None) -> Placed | None:
        team, slot = self.problem.teams[at[0]].team, self.options.slots[at[1]]
        if team in kind.advised or self._is_full(team, slot):
            return None
        for room in self._rooms_for(team, slot):
            placed = Placed(interview, team, slot, room, was)
            if not any(self._clash(placed, one) for one in self.by_day[slot.on]):
                return placed
        return None

    def _is_full(self, team: str, slot: Slot) -> bool:
        measures, days = self.problem.measures, self.days[team]
        is_new = slot.on not in days
        return self.a_day[team, slot.on] >= measures.a_day.most or (
            is_new and len(days) >= measures.days.most
        )

    def _rooms_for(self, team: str, slot: Slot) -> tuple[str | None, ...]:
        """The room that the team was in last, before the others."""
        if not self.problem.rooms:
            return (None,)
        last = self.last_room.get(team)
        return tuple(sorted(self.rooms[slot], key=lambda room: room != last))

    def _clash(self, one: Placed, other: Placed) -> bool:
        options, apart = self.options, (one.slot.starts, other.slot.starts)
        if one.room and one.room == other.room and meet(*apart, options.minutes_apart(None, None)):
            return True
        if one.interview.worker == other.interview.worker:
            way = options.minutes_apart(one.room, other.room)
            return meet(*apart, max(way, self.problem.worker_minutes))
        is_same = one.team == other.team or bool(self.people[one.team] & self.people[other.team])
        return is_same and meet(*apart, options.minutes_apart(one.room, other.room))

    def _take(self, one: Placed) -> None:
        self.placed.append(one)
        self.loads[one.team] += 1
        self.a_day[one.team, one.slot.on] += 1
        self.days[one.team].add(one.slot.on)
        if one.room:
            self.last_room[one.team] = one.room
        self.by_day[one.slot.on].append(one)
