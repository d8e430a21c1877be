"""From commit to row: facts are appended at an even rate, carried by a relay, applied by a reader.

Writer, relay and reader are three processes beside PostgreSQL and NATS, as in a deployment. The
clock starts when the writer's ledger is told that the commit is on disk, and stops when the reader
is told that the row is committed; both read the machine's monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import uvloop
from concord_kernel.bus.address import Address
from concord_kernel.bus.poke import Poker
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.readers import Rows
from concord_kernel.servers import NatsServer
from concord_kernel.servers.process import Circumstances, ServerProcess
from concord_kernel.servers.worker import Worker

from tests.benchmarks.load import quantile
from tests.benchmarks.payload import invitation, opening
from tests.benchmarks.reader_process import NAME
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

AGENCIES: Final = tuple(f"ca-arrival-{number}" for number in range(8))
SPREAD: Final = {"one": AGENCIES[:1], "eight": AGENCIES}
"""Over which agencies the facts are spread: few meet in one transaction, or hardly any."""
ROOT: Final = Path(__file__).parents[2]
READY_WITHIN: Final = 30.0
ARRIVED_WITHIN: Final = 20.0
"""Seconds."""

Times = dict[tuple[str, int], float]
"""Agency and position of facts, each with a time."""


def measure_arrivals(sizes: Sizes, figures: Figures, cluster: Cluster) -> None:
    """Start the processes, append at the rate in each round, and compare times afterwards."""
    with room() as home, NatsServer(home / "nats") as bus:
        told = home / "arrivals.json"
        with _processes(cluster, bus.url, home, told):
            rounds = uvloop.run(_written(sizes, cluster, bus.url))
        arrived: Times = {(agency, n): at for agency, n, at in json.loads(told.read_text())}
    for name, committed in rounds:
        waits = tuple(sorted((arrived[fact] - at) * 1000 for fact, at in committed.items()))
        figures.add(f"arrival/{name}/p50", quantile(waits, 0.5), "ms")
        figures.add(f"arrival/{name}/p99", quantile(waits, 0.99), "ms")
        figures.add(f"arrival/{name}/longest", waits[-1], "ms")


@contextmanager
def _processes(cluster: Cluster, url: str, home: Path, told: Path) -> Generator[None]:
    relay = Worker("relay", ["relay"], _relay_settings(cluster, url), home / "relay.log")
    program = [sys.executable, "-m", "tests.benchmarks.reader_process", str(told)]
    how = Circumstances(environment=_reader_settings(cluster, url), directory=ROOT)
    reader = ServerProcess("reader", program, home / "reader.log", how)
    try:
        relay.start()
        reader.start()
        relay.wait_until_ready(READY_WITHIN)
        yield
    finally:
        reader.stop()
        relay.stop()


def _relay_settings(cluster: Cluster, url: str) -> Mapping[str, str]:
    return {"CONCORD_LEDGER": cluster.ledger("relay"), "CONCORD_BUS": url}


def _reader_settings(cluster: Cluster, url: str) -> Mapping[str, str]:
    return {
        "CONCORD_LEDGER": cluster.ledger("review"),
        "CONCORD_ROWS": cluster.rows("review"),
        "CONCORD_BUS": url,
        "CONCORD_KEYS": str(cluster.keys),
        "CONCORD_SESSION_KEY": os.devnull,
    }


async def _written(sizes: Sizes, cluster: Cluster, url: str) -> list[tuple[str, Times]]:
    """When facts were on disk, in each round; the first rounds warm up and are left out."""
    commits: dict[str, float] = {}

    def on_commit(agency: str) -> None:
        commits[agency] = monotonic()
        poker.poke(agency)

    keys = AgencyKeys(cluster.keys)
    async with (
        Poker.open(Address(servers=(url,))) as poker,
        Ledger.open(cluster.ledger("review"), keys, on_commit=on_commit) as ledger,
        Rows.open(cluster.rows("review")) as rows,
    ):
        for agency in AGENCIES:
            await ledger.append(opening(agency))
        await _all_arrived(ledger, rows, READY_WITHIN)
        rounds: list[tuple[str, Times]] = []
        for _ in range(sizes.arrival_rounds + 1):
            for name, agencies in SPREAD.items():
                rounds.append((name, await _round(ledger, sizes, agencies, commits)))
                await _all_arrived(ledger, rows, ARRIVED_WITHIN)
        return rounds[len(SPREAD) :]


async def _round(
    ledger: Ledger, sizes: Sizes, agencies: Sequence[str], commits: Mapping[str, float]
) -> Times:
    committed: Times = {}

    async def append(agency: str) -> None:
        receipt = await ledger.append(invitation(agency))
        committed[agency, receipt.last] = commits[agency]

    now = asyncio.get_running_loop().time
    began = now()
    async with asyncio.TaskGroup() as tasks:
        for nth in range(int(sizes.rate * sizes.arrival_seconds)):
            await asyncio.sleep(began + nth / sizes.rate - now())
            tasks.create_task(append(agencies[nth % len(agencies)]))
    return committed


async def _all_arrived(ledger: Ledger, rows: Rows, seconds: float) -> None:
    for agency, head in (await ledger.heads()).items():
        if not await rows.wait(NAME, agency, head, seconds):
            raise TimeoutError(f"rows of {agency} did not reach {head} in {seconds:g} s")
