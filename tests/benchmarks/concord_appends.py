"""Concord's ledger as it is used: tasks of one loop (uvloop), one ledger, every promise on."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING

import uvloop
from concord_kernel.ledger import AgencyKeys, Ledger

from tests.benchmarks.load import Run, by_tasks
from tests.benchmarks.payload import invitation, opening

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from tests.support.servers import Cluster


class ConcordAppends:
    """Appends to some agencies' logs, callers spread over them evenly."""

    def __init__(self, runner: asyncio.Runner, ledger: Ledger, agencies: Sequence[str]) -> None:
        self._runner = runner
        self._ledger = ledger
        self._agencies = agencies

    def run(self, callers: int, seconds: float) -> Run:
        async def act(number: int) -> None:
            await self._ledger.append(invitation(self._agencies[number % len(self._agencies)]))

        return self._runner.run(by_tasks(callers, seconds, act))

    def over(self, agencies: int) -> ConcordAppends:
        """The same ledger, with so many of its agencies."""
        return ConcordAppends(self._runner, self._ledger, self._agencies[:agencies])


@contextmanager
def concord_appends(cluster: Cluster, agencies: int) -> Generator[ConcordAppends]:
    """The review service's ledger, with a review opened in each agency."""
    codes = [f"ca-bench-{number}" for number in range(agencies)]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        stack = AsyncExitStack()
        ledger = runner.run(_opened(stack, cluster, codes))
        try:
            yield ConcordAppends(runner, ledger, codes)
        finally:
            runner.run(stack.aclose())


async def _opened(stack: AsyncExitStack, cluster: Cluster, agencies: Sequence[str]) -> Ledger:
    keys = AgencyKeys(cluster.keys)
    ledger = await stack.enter_async_context(Ledger.open(cluster.ledger("review"), keys))
    for agency in agencies:
        await ledger.append(opening(agency))
    return ledger
