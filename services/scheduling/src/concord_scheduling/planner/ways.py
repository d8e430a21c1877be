"""Workers who are heard more than once, at different sites: there has to be time for the way.

Only what may be too far apart is asked at all: a site and a slot of a worker become a question when
another slot of the same day is near enough for it to matter.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from concord_scheduling.planner.options import At, Options
    from concord_scheduling.planner.problem import Standing

Sum = Any
"""A variable, a number, or a sum of such."""


class There(NamedTuple):
    """A worker's slot and the site of it."""

    worker: str
    slot: int
    place: str


class Ways:
    """The ways of workers.

    Attributes:
        cp: The model, to which rules are added.
        options: What is open.
        put: Whether an interview of a kind is with a team at a slot.
        used: Whether a team is at a site at a slot.
        staying: What is booked, and whether it stays.
    """

    def __init__(
        self,
        cp: Any,
        options: Options,
        put: Mapping[tuple[int, At], Sum],
        rooms: Mapping[tuple[At, str], Sum],
        staying: Iterable[tuple[Standing, Sum]],
    ) -> None:
        self.cp, self.options, self.put = cp, options, put
        self.staying = tuple(staying)
        self.places = options.problem.places
        self.sites = sorted(set(self.places.values()))
        self.used: dict[tuple[At, str], list[Sum]] = defaultdict(list)
        for (at, room), variable in rooms.items():
            self.used[at, self.places[room]].append(variable)
        self.heard: dict[There, Sum] = {}

    def keep(self) -> None:
        """Rule out what is too far apart for one person."""
        for worker, kinds in self.options.kinds_of_workers.items():
            at_slot = self._at_slot(kinds)
            booked = list(self._booked(worker))
            for slot, other in combinations(sorted(at_slot), 2):
                self._apart(worker, slot, other, at_slot)
            for slot in at_slot:
                for place, there, kept in booked:
                    self._apart_from(There(worker, slot, ""), place, there, kept, at_slot)

    def _apart(
        self, worker: str, slot: int, other: int, at_slot: dict[int, list[tuple[At, Sum]]]
    ) -> None:
        for place, site in permutations(self.sites, 2):
            if self.options.is_too_far(slot, place, other, site):
                here = self._heard(There(worker, slot, place), at_slot[slot])
                there = self._heard(There(worker, other, site), at_slot[other])
                self.cp.add(here + there <= 1)

    def _apart_from(
        self, one: There, site: str, other: int, kept: Sum, at_slot: dict[int, list[tuple[At, Sum]]]
    ) -> None:
        for place in self.sites:
            if place != site and self.options.is_too_far(one.slot, place, other, site):
                here = self._heard(one._replace(place=place), at_slot[one.slot])
                self.cp.add(here + kept <= 1)

    def _at_slot(self, kinds: Sequence[int]) -> dict[int, list[tuple[At, Sum]]]:
        found: dict[int, list[tuple[At, Sum]]] = defaultdict(list)
        for nth in kinds:
            for at in self.options.kinds[nth].free:
                found[at[1]].append((at, self.put[nth, at]))
        return found

    def _booked(self, worker: str) -> Iterator[tuple[str, int, Sum]]:
        """Where and when the worker is heard already, and whether that stays."""
        for one, stays in self.staying:
            if one.interview.worker == worker and one.room in self.places:
                yield self.places[one.room], self.options.slots.index(one.slot), stays

    def _heard(self, one: There, ats: Sequence[tuple[At, Sum]]) -> Sum:
        """Whether the worker is heard there and then."""
        if one not in self.heard:
            self.heard[one] = found = self.cp.new_bool_var("")
            for at, put in ats:
                self.cp.add(put + sum(self.used[at, one.place]) - 1 <= found)
        return self.heard[one]
