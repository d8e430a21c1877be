"""The search for a plan: a first one at once, better ones as they are found, until it is stopped.

It computes and waits for nothing, so it runs in a thread of its own (``running``). The same problem
with the same seed has the same plans, unless the time is up before.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from concord_scheduling.planner.first import first_plan
from concord_scheduling.planner.mending import PATIENCE, Mending
from concord_scheduling.planner.model import Model
from concord_scheduling.planner.options import Options
from concord_scheduling.planner.plan import Plan, Worth, worth
from concord_scheduling.planner.solving import Solving
from concord_scheduling.planner.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_scheduling.planner.problem import Problem

PIECE: Final = 0.5
"""How long a piece of a week is searched, in CP-SAT's own measure, which is the same anywhere."""


@dataclass(frozen=True)
class Found:
    """A plan, better than all before.

    Attributes:
        after: Seconds since the search began.
    """

    plan: Plan
    worth: Worth
    after: float


@dataclass(frozen=True)
class Outcome:
    """How a search ended.

    Attributes:
        best: The last plan it told of.
        is_best: Whether there is no better one.
        is_most: Whether no plan places more interviews, goes past less advice or moves less.
    """

    best: Found
    is_best: bool
    is_most: bool


class Search:
    """One search, which can be stopped from another thread."""

    def __init__(self, problem: Problem, tell: Callable[[Found], None], seed: int = 1) -> None:
        self.problem = problem
        self.is_stopped = False
        self._tell = tell
        self._seed = seed
        self._solving: Solving | None = None
        self._best: Found | None = None
        self._began = self._ends = monotonic()

    @property
    def best(self) -> Found:
        """The best plan so far."""
        assert self._best is not None  # ruff: ignore[assert] -- a search begins with a plan
        return self._best

    def stop(self) -> None:
        """End soon, with the best plan so far."""
        self.is_stopped = True
        if self._solving:
            self._solving.stop()

    def run(self, seconds: float) -> Outcome:
        """Search for so many seconds at most: for most interviews, then for the least tiring."""
        self._start(seconds)
        options = Options(self.problem)
        self._offer(first_plan(options))
        if not options.kinds or not any(self.best.worth):
            return Outcome(self.best, is_best=True, is_most=True)
        if not _nothing_first(self.best.worth) and not self._most(Model(options)):
            return Outcome(self.best, is_best=False, is_most=False)
        self._mend()
        is_best = self._rest > 0 and self._least(options)
        return Outcome(self.best, is_best, is_most=True)

    def count(self, seconds: float) -> Outcome:
        """Only ask how many interviews find a slot."""
        self._start(seconds)
        options = Options(self.problem)
        self._offer(first_plan(options))
        if not self.best.worth.left:
            return Outcome(self.best, is_best=False, is_most=True)
        model = Model(options)
        model.cp.minimize(model.left)
        is_most = self._solve(model, lambda worth: not worth.left)
        return Outcome(self.best, is_best=False, is_most=is_most)

    def _start(self, seconds: float) -> None:
        self._began = monotonic()
        self._ends = self._began + seconds

    def _most(self, model: Model) -> bool:
        """Place as many as can be, with the fewest moves; whether that is proven."""
        model.cp.minimize(model.first)
        return self._solve(model, _nothing_first)

    def _mend(self) -> None:
        """Make it less tiring piece by piece, until pieces help no more."""
        mending = Mending(self.problem, self._seed)
        tries = 0
        while mending.is_worth_it and tries < PATIENCE and self.best.worth.points and self._rest:
            before = self.best
            problem, plan = mending.piece(before.plan)
            piece = Model(Options(problem))
            wishes = Wishes(piece)
            piece.cp.minimize(piece.first * wishes.bound + wishes.all_of_them())
            solving = self._solving = Solving(piece, self._seed, PIECE)
            for found in solving.all_better(plan, self._rest):
                self._offer(mending.whole(before.plan, found))
            tries = tries + 1 if self.best is before else 0

    def _least(self, options: Options) -> bool:
        """Make it least tiring as a whole, and nothing else worse; whether that is proven."""
        model = Model(options)
        model.cp.add(model.first <= model.value(self.best.worth))
        model.cp.minimize(Wishes(model).all_of_them())
        return self._solve(model, lambda worth: not worth.points)

    @property
    def _rest(self) -> float:
        """Seconds that are left."""
        return 0.0 if self.is_stopped else max(0.0, self._ends - monotonic())

    def _solve(self, model: Model, is_enough: Callable[[Worth], bool]) -> bool:
        """Look for better plans until one is enough; whether there is no better one."""
        if is_enough(self.best.worth):
            return True
        if not self._rest:
            return False
        solving = self._solving = Solving(model, self._seed)
        is_proven = solving.run(
            self.best.plan, self._rest, lambda plan: is_enough(self._offer(plan).worth)
        )
        return is_proven or is_enough(self.best.worth)

    def _offer(self, plan: Plan) -> Found:
        found = Found(plan, worth(self.problem, plan), monotonic() - self._began)
        if self._best is None or found.worth < self._best.worth:
            self._best = found
            self._tell(found)
        return found


def _nothing_first(worth: Worth) -> bool:
    return not any(worth[:-1])
