"""The problem as a model that CP-SAT searches, and its answers as plans.

Interviews that are alike are not told apart, so that a week of 120 of them is a few thousand
yes-or-no questions; which one goes where is settled when a plan is read off.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, starmap
from typing import TYPE_CHECKING, Any

from concord_scheduling.planner.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from concord_scheduling.planner.options import Alike, At, Options
    from concord_scheduling.planner.plan import Worth
    from concord_scheduling.planner.problem import Limit, Standing

Sum = Any
"""A variable, a number, or a sum of such."""

TeamDay = tuple[int, "date"]


class Model:
    """One problem's variables and rules.

    Attributes:
        cp: What is searched.
        first: What counts before everything else: interviews left, advice gone past, moves.
    """

    def __init__(self, options: Options) -> None:
        from ortools.sat.python import cp_model  # ruff: ignore[import-outside-top-level] -- it takes most of a second and 50 MB, which processes that never propose do without

        self.options, self.problem = options, options.problem
        self.cp = cp = cp_model.CpModel()
        self.put = {
            (nth, at): cp.new_bool_var("")
            for nth, kind in enumerate(options.kinds)
            for at in kind.free
        }
        self.keep = {
            one.session: cp.new_bool_var("")
            for kind in options.kinds
            for one in kind.standing
            if one.session in options.may_stay
        }
        self.order = {slot: nth for nth, slot in enumerate(options.slots)}
        self.number = {crew.team: nth for nth, crew in enumerate(self.problem.teams)}
        self.staying = [one for one in self.problem.standing if self._is_kept(one)]
        self.new: dict[At, list[Sum]] = defaultdict(list)
        for (_, at), variable in self.put.items():
            self.new[at].append(variable)
        self.old: dict[At, list[Sum]] = defaultdict(list)
        for one in self.staying:
            self.old[self.at(one)].append(self.kept(one))
        self.busy = {at: self._one_of(variables) for at, variables in self.new.items()}
        self.room: dict[tuple[At, str], Sum] = {}
        self._each_once()
        self._one_at_a_time()
        self._workers_once()
        if self.problem.rooms:
            self._rooms()
        past = self._limits()
        self.left = sum(starmap(self._left, enumerate(options.kinds)))
        self.first = self._first(past)

    # ---- What is kept ----------------------------------------------------------------------

    def _is_kept(self, one: Standing) -> bool:
        return one in self.problem.fixed or one.session in self.options.may_stay

    def kept(self, one: Standing) -> Sum:
        """Whether a booking stays."""
        return self.keep.get(one.session, 1)

    def at(self, one: Standing) -> At:
        """A booking's team and slot."""
        return self.number[one.team], self.order[one.slot]

    def _placed_of(self, nth: int, kind: Alike) -> Sum:
        kept = [self.keep[one.session] for one in kind.standing if one.session in self.keep]
        return sum([*(self.put[nth, at] for at in kind.free), *kept])

    def _left(self, nth: int, kind: Alike) -> Sum:
        return kind.many - self._placed_of(nth, kind)

    def _each_once(self) -> None:
        for nth, kind in enumerate(self.options.kinds):
            self.cp.add(self._placed_of(nth, kind) <= kind.many)

    # ---- Nobody is in two places -----------------------------------------------------------

    def _one_at_a_time(self) -> None:
        for crowd in self.options.crowds:
            for nth in range(len(self.options.slots)):
                meeting = [(team, other) for team in crowd for other in self._from(nth)]
                new = [self.busy[at] for at in meeting if at in self.busy]
                users = [*new, *self._movable(meeting)]
                if new and len(users) > 1:
                    self.cp.add_at_most_one(users)

    def _from(self, nth: int) -> Sequence[int]:
        """Slots that are going on when this one begins."""
        return [other for other in self.options.meeting[nth] if other <= nth]

    def _movable(self, ats: Iterable[At]) -> list[Sum]:
        """What is booked there and may move; what stays has closed the slots already."""
        return [one for at in ats for one in self.old[at] if not isinstance(one, int)]

    def _workers_once(self) -> None:
        for theirs in self.options.kinds_of_workers.values():
            at_slot: dict[int, list[Sum]] = defaultdict(list)
            for nth in theirs:
                for at in self.options.kinds[nth].free:
                    at_slot[at[1]].append(self.put[nth, at])
            kept = [one for nth in theirs for one in self.options.kinds[nth].standing]
            self._worker_once(at_slot, [one for one in kept if one.session in self.keep])

    def _worker_once(self, at_slot: Mapping[int, list[Sum]], kept: list[Standing]) -> None:
        meeting = self.options.meeting_for_workers
        for nth, variables in at_slot.items():
            for other in meeting[nth]:
                if other == nth:
                    self.cp.add_at_most_one(variables)
                elif other > nth and other in at_slot:
                    self.cp.add(sum(variables) + sum(at_slot[other]) <= 1)
            for one in kept:
                if self.order[one.slot] in meeting[nth]:
                    self.cp.add(sum(variables) + self.keep[one.session] <= 1)

    # ---- Rooms -----------------------------------------------------------------------------

    def _rooms(self) -> None:
        options = self.options
        at_room: dict[tuple[str, int], list[Sum]] = defaultdict(list)
        for at, busy in self.busy.items():
            team, slot = self.problem.teams[at[0]].team, options.slots[at[1]]
            usable = [
                room for room in options.rooms_at(slot) if options.can_reach(team, slot, room)
            ]
            for room in usable:
                self.room[at, room] = self.cp.new_bool_var("")
                at_room[room, at[1]].append(self.room[at, room])
            self.cp.add(sum(self.room[at, room] for room in usable) == busy)
        self._one_in_a_room(at_room)
        if self.problem.travel:
            self._travel()

    def _one_in_a_room(self, at_room: dict[tuple[str, int], list[Sum]]) -> None:
        for one in self.staying:
            if one.room and one.session in self.keep:
                at_room[one.room, self.order[one.slot]].append(self.keep[one.session])
        for room in self.problem.rooms:
            for nth in range(len(self.options.slots)):
                users = [each for other in self._from(nth) for each in at_room[room.room, other]]
                if len(users) > 1:
                    self.cp.add_at_most_one(users)

    def _travel(self) -> None:
        """Between rooms at different sites there is time for the way."""
        uses: dict[tuple[int, int, str], list[Sum]] = defaultdict(list)
        for (at, room), variable in self.room.items():
            uses[*at, self.problem.places[room]].append(variable)
        for one in self.staying:
            if one.room in self.problem.places and one.session in self.keep:
                uses[*self.at(one), self.problem.places[one.room]].append(self.keep[one.session])
        for crowd in self.options.crowds:
            theirs = [(at, each) for at, each in uses.items() if at[0] in crowd]
            for (use, variables), (other, others) in combinations(theirs, 2):
                if use[2] != other[2] and self.options.is_too_far(*use[1:], *other[1:]):
                    self.cp.add(sum(variables) + sum(others) <= 1)
        staying = [(one, self.kept(one)) for one in self.staying]
        Ways(self.cp, self.options, self.put, self.room, staying).keep()

    # ---- Limits ----------------------------------------------------------------------------

    def _limits(self) -> Sum:
        """Limits of a day and of a week; by how much those are gone past that may be."""
        self.used: dict[TeamDay, Sum] = {}
        self.work: dict[TeamDay, Sum] = {}
        days = sorted({slot.on for slot in self.options.slots})
        past: list[Sum] = []
        for team in range(len(self.problem.teams)):
            past.extend(self._a_day(team, day) for day in days)
            past.append(self._days(team, days))
        past += [
            self.put[nth, at]
            for nth, kind in enumerate(self.options.kinds)
            for at in kind.free
            if self.problem.teams[at[0]].team in kind.advised
        ]
        return sum(past)

    def _a_day(self, team: int, day: date) -> Sum:
        ats = [(team, nth) for nth, slot in enumerate(self.options.slots) if slot.on == day]
        new = [self.busy[at] for at in ats if at in self.busy]
        old = [one for at in ats for one in self.old[at]]
        self.work[team, day] = work = sum(new) + sum(old)
        self.used[team, day] = self.any([*new, *old])
        limit = self.problem.measures.a_day
        if isinstance(work, int) or (len(old) > limit.most and not new):
            return 0
        only_if = self.any(new) if len(old) > limit.most else None
        return self._limited(limit, work, limit.most, len(new) + len(old), only_if)

    def _days(self, team: int, days: Sequence[date]) -> Sum:
        limit = self.problem.measures.days
        stood = {one.slot.on for one in self.problem.standing if self.number[one.team] == team}
        used = sum(self.used[team, day] for day in days)
        if isinstance(used, int):
            return 0
        return self._limited(limit, used, max(limit.most, len(stood)), len(days))

    def _limited(
        self, limit: Limit, total: Sum, most: int, bound: int, only_if: Sum | None = None
    ) -> Sum:
        """Keep a sum to a limit, or count by how much it is gone past."""
        over: Sum = 0
        if limit.is_open:
            over = self.cp.new_int_var(0, max(0, bound - most), "")
        rule = self.cp.add(total - over <= most)
        if only_if is not None:
            rule.only_enforce_if(only_if)
        return over

    def _one_of(self, variables: Sequence[Sum]) -> Sum:
        """Whether the one of them is chosen that may be."""
        found = self.cp.new_bool_var("")
        self.cp.add(sum(variables) == found)
        return found

    def any(self, variables: Sequence[Sum]) -> Sum:
        """Whether any is chosen."""
        if any(isinstance(one, int) for one in variables):
            return 1
        if not variables:
            return 0
        found = self.cp.new_bool_var("")
        self.cp.add_max_equality(found, variables)
        return found

    # ---- What counts -----------------------------------------------------------------------

    def _first(self, past: Sum) -> Sum:
        moving = [one for kind in self.options.kinds for one in kind.standing]
        gone = [(1 - self.keep[one.session] if one.session in self.keep else 1) for one in moving]
        told = sum(no for one, no in zip(moving, gone, strict=True) if one.is_told)
        other = sum(no for one, no in zip(moving, gone, strict=True) if not one.is_told)
        return self._weighted(self.left, past, told, other)

    def value(self, worth: Worth) -> int:
        """What the first thing that counts comes to for a plan."""
        weighted = self._weighted(*worth[:-1])
        assert isinstance(weighted, int)  # ruff: ignore[assert] -- a sum of numbers
        return weighted

    def _weighted(self, left: Sum, past: Sum, told: Sum, other: Sum) -> Sum:
        """One number in which each counts more than all that come after it."""
        step = len(self.problem.movable) + 1
        teams, slots = len(self.problem.teams), len(self.options.slots)
        most_past = self.problem.wanted * 2 + teams * slots
        return ((left * (most_past + 1) + past) * step + told) * step + other
