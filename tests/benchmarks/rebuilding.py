"""Building a reader's rows anew from the first fact, as ``concord rebuild`` does it.

One reader counts facts by name and reads no data. The other counts invitations by home agency, and
so decodes every fact.
"""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING, Final

import uvloop
from concord_contracts.facts.people import ReviewerInvited
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.readers import Connection, Reader, Rows
from concord_kernel.readers.rebuild import rebuild

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Envelope

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.sizes import Sizes
    from tests.support.servers import Cluster

TABLE: Final = """
create table counted (
    agency text not null, what text not null, facts bigint not null, primary key (agency, what))
"""
ADD: Final = """
insert into counted as c select %s, what, facts
from unnest(%s::text[], %s::bigint[]) as said (what, facts)
on conflict (agency, what) do update set facts = c.facts + excluded.facts
"""


async def _by_name(db: Connection, envelopes: Sequence[Envelope]) -> None:
    await _add(db, envelopes, Counter(envelope.name for envelope in envelopes))


async def _by_home(db: Connection, envelopes: Sequence[Envelope]) -> None:
    homes: Counter[str] = Counter()
    for envelope in envelopes:
        if isinstance(fact := envelope.fact, ReviewerInvited):
            homes[fact.home] += 1
    await _add(db, envelopes, homes)


async def _add(db: Connection, envelopes: Sequence[Envelope], counts: Mapping[str, int]) -> None:
    await db.execute(ADD, (envelopes[0].agency, list(counts), list(counts.values())))


BY_NAME: Final = Reader(name="bench-by-name", tables=TABLE, apply=_by_name)
BY_HOME: Final = Reader(name="bench-by-home", tables=TABLE, apply=_by_home)


def measure_rebuild(sizes: Sizes, figures: Figures, cluster: Cluster) -> None:
    """Rebuild both readers from everything that the cluster's ledger holds, in turn."""
    for _ in range(sizes.rounds):
        for name, reader in (("counting", BY_NAME), ("decoding", BY_HOME)):
            figures.add(f"rebuild/{name}", uvloop.run(_rebuilt(reader, cluster)), "facts/s")


async def _rebuilt(reader: Reader, cluster: Cluster) -> float:
    gc.collect()
    async with (
        Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys)) as ledger,
        Rows.open(cluster.rows("review")) as rows,
    ):
        done = await rebuild(reader, rows, ledger)
    return done.facts / done.seconds
