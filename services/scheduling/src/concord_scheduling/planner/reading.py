"""Between plans and a model's variables: what to begin with, and what an answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from concord_scheduling.planner.plan import Placed, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from concord_scheduling.planner.model import Model
    from concord_scheduling.planner.options import Alike, At
    from concord_scheduling.planner.problem import Interview, Standing


class Reading:
    """Reads plans off a model, and hands it one to begin with."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def hint(self, plan: Plan) -> None:
        """Begin with a plan."""
        model = self.model
        kinds = enumerate(model.options.kinds)
        kind_of = {one.case: nth for nth, kind in kinds for one in _cases(kind)}
        chosen: list[Any] = []
        for one in plan.placed:
            if one.is_kept and one.was:
                chosen.append(model.keep.get(one.was.session))
            else:
                at = (model.number[one.team], model.order[one.slot])
                chosen += [model.put.get((kind_of[one.interview.case], at)), model.busy.get(at)]
                chosen.append(model.room.get((at, one.room or "")))
        indexes = {one.index for one in chosen if one is not None}
        every: list[Mapping[Any, Any]] = [model.busy, model.put, model.keep, model.room]
        model.cp.clear_hints()  # type: ignore[no-untyped-call]  # it has no types of its own
        for variable in (one for variables in every for one in variables.values()):
            model.cp.add_hint(variable, variable.index in indexes)

    def plan(self, chosen: Callable[[Any], bool]) -> Plan:
        """Read a plan off."""
        placed = [
            Placed(one.interview, one.team, one.slot, one.room, one)
            for one in self.model.staying
            if one.session not in self.model.keep or chosen(self.model.keep[one.session])
        ]
        rooms = {at: room for (at, room), variable in self.model.room.items() if chosen(variable)}
        left: list[Interview | Standing] = []
        for nth, kind in enumerate(self.model.options.kinds):
            ats = [at for at in kind.free if chosen(self.model.put[nth, at])]
            moving = [
                one
                for one in kind.standing
                if one.session not in self.model.keep or not chosen(self.model.keep[one.session])
            ]
            found, rest = self._seated(moving, kind.fresh, ats, rooms)
            placed += found
            left += rest
        return Plan(tuple(placed), tuple(left))

    def _seated(
        self,
        moving: Sequence[Standing],
        fresh: Sequence[Interview],
        ats: list[At],
        rooms: Mapping[At, str],
    ) -> tuple[list[Placed], list[Interview | Standing]]:
        """Who of alike interviews goes where: what is booked stays near, the rest goes in order."""
        placed: list[Placed] = []
        left: list[Interview | Standing] = []
        for one in moving:
            if ats:
                near = min(ats, key=lambda at: self._distance(one, at))
                ats.remove(near)
                placed.append(self._new(one.interview, near, rooms, one))
            else:
                left.append(one)
        for each, at in zip(fresh, ats, strict=False):
            placed.append(self._new(each, at, rooms))
        return placed, [*left, *fresh[len(ats) :]]

    def _new(
        self, one: Interview, at: At, rooms: Mapping[At, str], was: Standing | None = None
    ) -> Placed:
        team, slot = self.model.problem.teams[at[0]].team, self.model.options.slots[at[1]]
        return Placed(one, team, slot, rooms.get(at), was)

    def _distance(self, one: Standing, at: At) -> tuple[bool, bool, int]:
        slot = self.model.options.slots[at[1]]
        return (
            slot.on != one.slot.on,
            self.model.problem.teams[at[0]].team != one.team,
            abs(slot.starts - one.slot.starts),
        )


def _cases(kind: Alike) -> list[Interview]:
    return [*(one.interview for one in kind.standing), *kind.fresh]
