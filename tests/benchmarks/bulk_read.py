"""Reading a whole log in bulk, each fact decoded, beside the library and beside COPY."""

from __future__ import annotations

import gc
from time import perf_counter
from typing import TYPE_CHECKING, Final

import psycopg
import uvloop
from concord_contracts.event import read_fact
from concord_kernel.ledger import AgencyKeys, Ledger

from tests.benchmarks.library_appends import library_recorder
from tests.benchmarks.library_events import filled, mapper
from tests.benchmarks.preload import preload

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventsourcing.persistence import ApplicationRecorder

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

PAGE: Final = 5_000
BULK: Final = "ca-bulk-0"
COPY: Final = """
copy (select position, stream, version, name, data from ledger.fact
      where agency = 'ca-bulk-0' order by position) to stdout (format binary)
"""
TYPES: Final = ("int8", "text", "int4", "text", "text")


def measure_bulk_read(sizes: Sizes, figures: Figures, cluster: Cluster) -> None:
    """The same number of facts each time, by everybody in turn."""
    preload(cluster, BULK, 1, sizes.read_facts)
    with library_recorder(cluster, "library_read") as recorder:
        filled(recorder, sizes.read_facts)
        readers: dict[str, Callable[[], int]] = {
            "concord": lambda: _by_concord(cluster, decoded=True),
            "library": lambda: _by_library(recorder),
            "copy": lambda: _by_copy(cluster, decoded=True),
            "concord-undecoded": lambda: _by_concord(cluster, decoded=False),
            "copy-undecoded": lambda: _by_copy(cluster, decoded=False),
        }
        for _ in range(sizes.rounds):
            for name, read in readers.items():
                figures.add(f"read/{name}", sizes.read_facts / _timed(read, sizes), "facts/s")


def _timed(read: Callable[[], int], sizes: Sizes) -> float:
    gc.collect()
    began = perf_counter()
    facts = read()
    seconds = perf_counter() - began
    if facts != sizes.read_facts:
        raise ValueError(f"{facts} facts were read, not {sizes.read_facts}")
    return seconds


def _by_concord(cluster: Cluster, *, decoded: bool) -> int:
    async def read() -> int:
        position = 0
        async with Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys)) as ledger:
            while page := await ledger.after(BULK, position, PAGE):
                position = page[-1].position
                if decoded:
                    for envelope in page:
                        _ = envelope.fact
        return position

    return uvloop.run(read())


def _by_library(recorder: ApplicationRecorder) -> int:
    decode = mapper().to_domain_event
    facts, start = 0, None
    while page := recorder.select_notifications(start, PAGE, inclusive_of_start=False):
        for notification in page:
            decode(notification)
        facts, start = facts + len(page), page[-1].id
    return facts


def _by_copy(cluster: Cluster, *, decoded: bool) -> int:
    with psycopg.connect(cluster.ledger("review"), autocommit=True) as db:
        db.execute("select set_config('concord.agency', %s, false)", (BULK,))
        with db.cursor() as cursor, cursor.copy(COPY) as copy:
            if not decoded:
                for _ in copy:
                    pass
                return cursor.rowcount
            copy.set_types(TYPES)
            facts = 0
            for _, _, _, name, data in copy.rows():
                read_fact(name, data)
                facts += 1
            return facts
