"""Appends to a log of many facts beside appends to one of few, on a server each.

The large one goes on from what was read in bulk. Rounds are short and alternate, so that the small
log stays small and noise meets both.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import uvloop
from concord_kernel.ledger import AgencyKeys, Ledger
from psycopg import AsyncConnection

from tests.benchmarks.bulk_read import BULK
from tests.benchmarks.load import Run, so_many
from tests.benchmarks.payload import invitation
from tests.benchmarks.preload import preload

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

CALLERS: Final = {32: 1, 1: 10}
"""How many callers at once, and by what a round's appends are divided for them."""

WRITTEN: Final = "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


def measure_growth(sizes: Sizes, figures: Figures, small: Cluster, large: Cluster) -> None:
    """Fill both logs, warm up, then append to one and the other in turn."""
    preload(large, BULK, sizes.read_facts + 1, sizes.large)
    preload(small, BULK, 1, sizes.small)
    uvloop.run(_in_turn(sizes, figures, small, large))


async def _in_turn(sizes: Sizes, figures: Figures, small: Cluster, large: Cluster) -> None:
    async with _log(small) as of_few, _log(large) as of_many:
        logs = {"small": of_few, "large": of_many}
        for log in logs.values():
            await log.append(max(CALLERS), sizes.growth_appends)
        for _ in range(sizes.growth_rounds):
            for callers, part in CALLERS.items():
                for name, log in logs.items():
                    await _note(figures, f"{name}/{callers}", log, sizes.growth_appends // part)


@dataclass(frozen=True, slots=True)
class Log:
    """One of the two logs, and its server as the superuser sees it."""

    ledger: Ledger
    admin: AsyncConnection[Any]

    async def append(self, callers: int, times: int) -> Run:
        async def act(_: int) -> None:
            await self.ledger.append(invitation(BULK))

        return await so_many(callers, times, act)

    async def written(self) -> int:
        """Bytes of write-ahead log, all since the server was made."""
        row = await (await self.admin.execute(WRITTEN)).fetchone()
        return int(row[0]) if row else 0


@asynccontextmanager
async def _log(cluster: Cluster) -> AsyncGenerator[Log]:
    admin_dsn = cluster.postgres.admin_dsn
    async with (
        Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys)) as ledger,
        await AsyncConnection.connect(admin_dsn, autocommit=True) as admin,
    ):
        yield Log(ledger, admin)


async def _note(figures: Figures, who: str, log: Log, times: int) -> None:
    before = await log.written()
    run = await log.append(int(who.rpartition("/")[2]), times)
    figures.add(f"growth/{who}", run.rate, "appends/s")
    figures.add(f"growth-wal/{who}", (await log.written() - before) / times, "bytes/append")
