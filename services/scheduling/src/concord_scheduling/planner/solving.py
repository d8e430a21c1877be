"""One run of CP-SAT over a model, with a plan to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_scheduling.planner.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from concord_scheduling.planner.model import Model
    from concord_scheduling.planner.plan import Plan

WORKERS: Final = 2
"""Strategies that CP-SAT lets take turns; a fixed number, on which its answers depend."""


class Solving:
    """One run, which can be stopped from another thread.

    Args:
        most: How long it may take, in CP-SAT's own measure, which does not depend on the machine.
    """

    def __init__(self, model: Model, seed: int, most: float = 0.0) -> None:
        self._model = model
        self._reading = Reading(model)
        self._solver = _solver(seed, most)

    def stop(self) -> None:
        """End soon."""
        self._solver.stop_search()

    def run(self, first: Plan, seconds: float, tell: Callable[[Plan], bool]) -> bool:
        """Look for plans, each better than those before; whether the last one is the best.

        Args:
            first: What to begin with.
            seconds: How long at most.
            tell: Takes a plan, and says whether it is good enough.
        """
        from ortools.sat.python import cp_model  # ruff: ignore[import-outside-top-level] -- it takes most of a second and 50 MB, which processes that never propose do without

        reading = self._reading

        class Telling(cp_model.CpSolverSolutionCallback):
            """Reads each plan off."""

            def on_solution_callback(self) -> None:
                """Tell of it, and stop when it is good enough."""
                if tell(reading.plan(self.boolean_value)):
                    self.stop_search()

        reading.hint(first)
        self._solver.parameters.max_time_in_seconds = seconds
        return self._solver.solve(self._model.cp, Telling()) == cp_model.OPTIMAL

    def all_better(self, first: Plan, seconds: float) -> list[Plan]:
        """Every plan that a run found, the best last."""
        found: list[Plan] = []

        def take(plan: Plan) -> bool:
            found.append(plan)
            return False

        self.run(first, seconds, take)
        return found


def _solver(seed: int, most: float) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model  # ruff: ignore[import-outside-top-level] -- as in run

    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1 if most else WORKERS
    solver.parameters.interleave_search = not most
    if most:
        solver.parameters.max_deterministic_time = most
    return solver
