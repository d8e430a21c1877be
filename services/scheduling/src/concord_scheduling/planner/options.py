"""What a problem leaves open: which team may take which interviews at which slots.

Interviews for which the same is open are alike, so that a search need not tell them apart: of 120
interviews there are often but a few kinds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from concord_scheduling.planner.problem import meet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_scheduling.planner.problem import Interview, Problem, Slot, Standing

At = tuple[int, int]
"""A team's and a slot's place in their lists."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Interviews for which the same is open.

    Attributes:
        standing: Those that are booked and may be moved.
        fresh: Those that are not booked yet.
        free: Where one of them may be put.
        worker: Whose interviews they are, where that worker has several.
        advised: Teams that may take them only with a reason.
    """

    standing: tuple[Standing, ...]
    fresh: tuple[Interview, ...]
    free: tuple[At, ...]
    worker: str
    advised: frozenset[str]

    @property
    def many(self) -> int:
        """How many they are."""
        return len(self.standing) + len(self.fresh)


class Options:
    """What is open in a problem.

    Attributes:
        kinds: Interviews that are to be placed, by what is open for them.
        fixed: What is booked and stays.
        may_stay: Of what may be moved, what could stay where it is.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = problem.slots
        self.fixed = problem.fixed
        self.kinds = tuple(self._kinds())
        self.may_stay = frozenset(
            one.session for kind in self.kinds for one in kind.standing if self._stays(one)
        )

    @cached_property
    def kinds_of_workers(self) -> Mapping[str, tuple[int, ...]]:
        """Whoever is heard in several interviews, to the kinds that those are of."""
        found: dict[str, list[int]] = defaultdict(list)
        for nth, kind in enumerate(self.kinds):
            if kind.worker:
                found[kind.worker].append(nth)
        return {worker: tuple(kinds) for worker, kinds in found.items()}

    @cached_property
    def meeting(self) -> Mapping[int, tuple[int, ...]]:
        """Each slot, to those at which the same people cannot be, itself among them."""
        minutes = self.problem.measures.team_minutes
        return self._within(minutes)

    @cached_property
    def meeting_for_workers(self) -> Mapping[int, tuple[int, ...]]:
        """The same for a worker, wherever the two are; ways between sites come on top."""
        return self._within(self.problem.worker_minutes)

    def _within(self, minutes: int) -> Mapping[int, tuple[int, ...]]:
        return {
            nth: tuple(
                other
                for other, slot in enumerate(self.slots)
                if slot.on == one.on and meet(one.starts, slot.starts, minutes)
            )
            for nth, one in enumerate(self.slots)
        }

    @cached_property
    def crowds(self) -> tuple[tuple[int, ...], ...]:
        """Teams of which only one can meet at a time: each alone, and those that share somebody."""
        people: dict[str, list[int]] = defaultdict(list)
        for nth, crew in enumerate(self.problem.teams):
            for person in crew.people:
                people[person].append(nth)
        shared = {tuple(teams) for teams in people.values() if len(teams) > 1}
        return (*((nth,) for nth in range(len(self.problem.teams))), *sorted(shared))

    def rooms_at(self, slot: Slot) -> tuple[str, ...]:
        """Rooms that can be used at a slot, as far as nothing that moves is in them."""
        problem = self.problem
        return tuple(
            one.room
            for one in problem.rooms
            if not problem.is_away("room", one.room, slot, 0, problem.measures.team_minutes)
            and not any(
                other.room == one.room and self._meets(other.slot, slot) for other in self.fixed
            )
        )

    def can_reach(self, team: str, slot: Slot, room: str) -> bool:
        """Whether a team gets to a room in time from what it has booked elsewhere, and on."""
        return not any(
            other.team == team
            and other.slot.on == slot.on
            and meet(other.slot.starts, slot.starts, self.minutes_apart(other.room, room))
            for other in self.fixed
        )

    def minutes_apart(self, one: str | None, other: str | None) -> int:
        """How long after the beginning in one room the next may begin in another."""
        places = self.problem.places
        way = self.problem.minutes_between(places.get(one, ""), places.get(other, ""))
        return self.problem.measures.team_minutes + way

    def is_too_far(self, one: int, place: str, other: int, site: str) -> bool:
        """Whether nobody gets in time from a slot at a site to another slot at another site."""
        before, after = self.slots[one], self.slots[other]
        way = self.problem.measures.team_minutes + self.problem.minutes_between(place, site)
        return before.on == after.on and meet(before.starts, after.starts, way)

    def _meets(self, one: Slot, other: Slot) -> bool:
        minutes = self.problem.measures.team_minutes
        return one.on == other.on and meet(one.starts, other.starts, minutes)

    def _stays(self, one: Standing) -> bool:
        """Whether nobody whom a booking needs is away, and its room is in use."""
        problem = self.problem
        crews = [nth for nth, crew in enumerate(problem.teams) if crew.team == one.team]
        has_room = one.room is None or (
            one.room in problem.places
            and not problem.is_away("room", one.room, one.slot, 0, problem.measures.team_minutes)
        )
        return (
            has_room
            and all(self._is_there(nth, one.slot) for nth in crews)
            and self._comes(one.interview.worker, one.slot)
        )

    def _is_there(self, nth: int, slot: Slot) -> bool:
        problem, crew = self.problem, self.problem.teams[nth]
        minutes = problem.measures.team_minutes
        if problem.is_away("team", crew.team, slot, 0, minutes):
            return False
        return not any(problem.is_away("person", who, slot, 0, minutes) for who in crew.people)

    def _comes(self, worker: str, slot: Slot) -> bool:
        measures = self.problem.measures
        before, after = measures.early_minutes, measures.talk_minutes
        return not self.problem.is_away("person", worker, slot, before, after)

    @cached_property
    def _open_slots(self) -> tuple[int, ...]:
        offered = {(on, starts) for on in self.problem.days for starts in self.problem.starts}
        return tuple(
            nth for nth, slot in enumerate(self.slots) if (slot.on, slot.starts) in offered
        )

    @cached_property
    def _free(self) -> Mapping[int, tuple[int, ...]]:
        """Each team, to the slots at which it could meet anybody."""
        busy = {nth: self._busy(nth) for nth in range(len(self.problem.teams))}
        return {
            nth: tuple(
                one
                for one in self._open_slots
                if one not in busy[nth] and self._is_there(nth, self.slots[one])
            )
            for nth in busy
            if self.problem.teams[nth].team not in self.problem.closed
        }

    def _busy(self, nth: int) -> set[int]:
        teams = self.problem.teams
        alike = {teams[each].team for crowd in self.crowds if nth in crowd for each in crowd}
        order = {slot: at for at, slot in enumerate(self.slots)}
        return {
            other
            for one in self.fixed
            if one.team in alike
            for other in self.meeting[order[one.slot]]
        }

    def _kinds(self) -> list[Alike]:
        problem = self.problem
        all_of_them = [*(one.interview for one in problem.standing), *problem.interviews]
        several = {
            who for who, many in Counter(one.worker for one in all_of_them).items() if many > 1
        }
        away = {whom for one in problem.away if one.kind == "person" for whom in [one.whom]}
        found: dict[
            tuple[frozenset[str], str, frozenset[str]], tuple[list[Standing], list[Interview]]
        ] = {}
        for standing, one in [
            *((each, each.interview) for each in problem.movable),
            *((None, each) for each in problem.interviews),
        ]:
            is_own = one.worker in several or one.worker in away
            key = (self._barred[one.case], one.worker if is_own else "", self._advised[one.case])
            booked, fresh = found.setdefault(key, ([], []))
            if standing:
                booked.append(standing)
            else:
                fresh.append(one)
        return [
            Alike(
                tuple(booked),
                tuple(fresh),
                self._free_for(barred, worker),
                worker if worker in several else "",
                advised,
            )
            for (barred, worker, advised), (booked, fresh) in found.items()
        ]

    def _free_for(self, barred: frozenset[str], worker: str) -> tuple[At, ...]:
        taken = {
            other
            for one in self.fixed
            if worker and one.interview.worker == worker
            for other in self.meeting_for_workers[self.slots.index(one.slot)]
        }
        comes = {
            nth
            for nth in self._open_slots
            if nth not in taken and (not worker or self._comes(worker, self.slots[nth]))
        }
        return tuple(
            (team, nth)
            for team, crew in enumerate(self.problem.teams)
            if crew.team not in barred
            for nth in self._free.get(team, ())
            if nth in comes
        )

    @cached_property
    def _barred(self) -> Mapping[str, frozenset[str]]:
        return _teams_by_case(self.problem.forbidden)

    @cached_property
    def _advised(self) -> Mapping[str, frozenset[str]]:
        return _teams_by_case(frozenset(self.problem.advised_against))


def _teams_by_case(pairs: frozenset[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for team, case in pairs:
        found[case] |= {team}
    return found
