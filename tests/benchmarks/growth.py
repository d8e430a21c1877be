"""Appends to a log of many facts beside appends to one of few, on a server each.

The large one goes on from what was read in bulk. Rounds are short and alternate, so that the small
log stays small and noise meets both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import uvloop
from concord_kernel.ledger import AgencyKeys, Ledger

from tests.benchmarks.bulk_read import BULK
from tests.benchmarks.load import Run, so_many
from tests.benchmarks.payload import invitation
from tests.benchmarks.preload import preload

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

CALLERS: Final = {32: 1, 1: 10}
"""How many at once, each with the part of a round's appends that it is measured with: 1/1, 1/10."""


def measure_growth(sizes: Sizes, figures: Figures, small: Cluster, large: Cluster) -> None:
    """Fill both logs, warm up, then append to one and the other in turn."""
    preload(large, BULK, sizes.read_facts + 1, sizes.large)
    preload(small, BULK, 1, sizes.small)
    uvloop.run(_in_turn(sizes, figures, small, large))


async def _in_turn(sizes: Sizes, figures: Figures, small: Cluster, large: Cluster) -> None:
    async with _ledger(small) as of_few, _ledger(large) as of_many:
        logs = {"small": of_few, "large": of_many}
        for ledger in logs.values():
            await _appended(ledger, 32, sizes.growth_appends)
        for _ in range(sizes.growth_rounds):
            for callers, part in CALLERS.items():
                for name, ledger in logs.items():
                    run = await _appended(ledger, callers, sizes.growth_appends // part)
                    figures.add(f"growth/{name}/{callers}", run.rate, "appends/s")


def _ledger(cluster: Cluster) -> AbstractAsyncContextManager[Ledger]:
    return Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys))


async def _appended(ledger: Ledger, callers: int, times: int) -> Run:
    async def act(_: int) -> None:
        await ledger.append(invitation(BULK))

    return await so_many(callers, times, act)
