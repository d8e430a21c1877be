"""Durable appends a second: Concord's ledger beside three others, in turn, on one machine."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from tests.benchmarks.concord_appends import concord_appends
from tests.benchmarks.library_appends import LibraryAppends, library_recorder
from tests.benchmarks.plain_inserts import plain_inserts
from tests.benchmarks.umadb_appends import umadb_appends

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.load import Run
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

UNIT = "appends/s"


class Appends(Protocol):
    """Somebody who appends."""

    def run(self, callers: int, seconds: float) -> Run: ...


def measure_appends(sizes: Sizes, figures: Figures, cluster: Cluster) -> None:
    """Everybody in turn, for each number of callers, and all of it again in each round."""
    with ExitStack() as stack:
        concord = stack.enter_context(concord_appends(cluster, sizes.agencies))
        compared: dict[str, Appends] = {
            "concord": concord.over(1),
            "library": LibraryAppends(stack.enter_context(library_recorder(cluster, "library"))),
            "umadb": stack.enter_context(umadb_appends()),
            "insert": stack.enter_context(plain_inserts(cluster)),
        }
        _warm_up(sizes, compared)
        for _ in range(sizes.rounds):
            for callers in sizes.callers:
                for name, one in compared.items():
                    _note(figures, f"{name}/{callers}", one.run(callers, sizes.seconds))
            spread = concord.run(sizes.agencies, sizes.seconds)
            _note(figures, f"concord-spread/{sizes.agencies}", spread)


def _warm_up(sizes: Sizes, compared: Mapping[str, Appends]) -> None:
    """Open connections and prepare statements."""
    for one in compared.values():
        for callers in sizes.callers:
            one.run(callers, sizes.seconds / 10)


def _note(figures: Figures, who: str, run: Run) -> None:
    figures.add(f"append/{who}", run.rate, UNIT)
    figures.add(f"append-p50/{who}", run.wait(0.5), "ms")
    figures.add(f"append-p99/{who}", run.wait(0.99), "ms")
