"""Makes a plan better piece by piece: a few teams are planned anew while the others stay.

A large week is seldom searched through as a whole in the time that somebody watches; a piece of it
is, in a moment. Which pieces come is drawn from the seed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import starmap
from random import Random
from typing import TYPE_CHECKING, Final

from concord_scheduling.planner.plan import Placed, Plan, points
from concord_scheduling.planner.problem import Interview, Standing

if TYPE_CHECKING:
    from concord_scheduling.planner.problem import Problem

TEAMS: Final = 3
"""Teams of a piece."""

AIMED: Final = 0.7
"""How often a piece begins with the team that has most to gain, and not with one by chance."""

PATIENCE: Final = 12
"""Pieces without a better plan after which the whole is searched again."""


class Mending:
    """Draws pieces of a problem, and puts them back."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem = problem
        self._fixed = {one.session for one in problem.fixed}
        self._random = Random(seed)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- the same seed draws the same pieces

    @property
    def is_worth_it(self) -> bool:
        """Whether there are more teams than a piece has."""
        return len(self._problem.teams) > TEAMS

    def piece(self, plan: Plan) -> tuple[Problem, Plan]:
        """A few teams of a plan to be planned anew: as a problem, and as it stands."""
        chosen = self._drawn(plan)
        freed = [one for one in plan.placed if one.team in chosen and not self._is_fixed(one)]
        stays = [one for one in plan.placed if one not in freed]
        wanted = [*(one.was or one.interview for one in freed), *plan.left]
        others = list(starmap(_staying, enumerate(stays)))
        moving = [one for one in wanted if isinstance(one, Standing)]
        piece = replace(
            self._problem,
            interviews=tuple(one for one in wanted if isinstance(one, Interview)),
            standing=(*others, *moving),
            closed=frozenset(one.team for one in self._problem.teams) - chosen,
            may_move=True,
        )
        kept = [replace(one, was=other) for one, other in zip(stays, others, strict=True)]
        return piece, Plan((*kept, *freed), plan.left)

    @staticmethod
    def whole(plan: Plan, piece: Plan) -> Plan:
        """A plan with the piece put back."""
        before = {one.interview.case: one.was for one in plan.placed}
        before |= {one.interview.case: one for one in plan.left if isinstance(one, Standing)}
        placed = [replace(one, was=before.get(one.interview.case)) for one in piece.placed]
        return Plan(tuple(placed), piece.left)

    def _drawn(self, plan: Plan) -> frozenset[str]:
        """The team that has most to gain or one by chance, and others by chance."""
        teams = [one.team for one in self._problem.teams]
        first = self._random.choice(teams)
        if self._random.random() < AIMED:
            first = max(teams, key=lambda team: (self._against(plan, team), self._random.random()))
        rest = [one for one in teams if one != first]
        return frozenset({first, *self._random.sample(rest, TEAMS - 1)})

    def _is_fixed(self, one: Placed) -> bool:
        return one.was is not None and one.was.session in self._fixed

    def _against(self, plan: Plan, team: str) -> int:
        theirs = Plan(tuple(one for one in plan.placed if one.team == team))
        found = points(self._problem, theirs)
        return sum(many for what, many in found.items() if what != "unequal")


def _staying(nth: int, one: Placed) -> Standing:
    session = one.was.session if one.was else f"planned-{nth}"
    return Standing(session, one.interview, one.team, one.slot, one.room, stays=True)
