"""A reader process whose rows show every mistake: one that counts, one that chains hashes.

Run as ``python -m tests.faults.tally POST [mended]`` with a file of ``Post``. As it is, the one
cannot count ``POISON`` and the other does not know ``review.test-undeclared.v1``; mended, they can.
It takes the place of the scheduling service's readers: their consumers, their database.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
import uvloop
from concord_contracts.event import Event
from concord_contracts.terms import Identifier
from concord_kernel.bus.address import Address
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.readers import Rows
from concord_kernel.readers.run import ReadersPost, run_readers

from tests.support.reading import POISON, chaining, counting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers import Reader
    from psycopg import AsyncConnection

UNDECLARED = "review.test-undeclared.v1"
SERVICE = "scheduling"

COUNT, CHAIN = counting("tally-count"), chaining("tally-chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What the process is told.

    Attributes:
        ledger: Address with the scheduling service's role.
        rows: Address of the scheduling service's rows.
        keys: Directory of the agencies' keys.
        bus: The bus's address.
        seed: File with the scheduling service's seed.
    """

    ledger: str
    rows: str
    keys: str
    bus: str
    seed: str

    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


def declare() -> type[Event]:
    """Declare the fact that the reader did not know."""

    class Undeclared(Event, name=UNDECLARED):
        about: Identifier

    return Undeclared


async def _count_anything(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
    """What the counting reader should have been: it adds up whatever is said."""
    for envelope in envelopes:
        said = json.loads(envelope.data)
        await db.execute(
            "insert into counter as c values (%s, %s, 1, %s) on conflict (agency, counter)"
            " do update set facts = c.facts + 1, total = c.total + excluded.total",
            (envelope.agency, said["counter"], said["by"]),
        )


def readers(*, mended: bool) -> tuple[Reader, ...]:
    """The two, as they are or mended."""
    return replace(COUNT, apply=_count_anything) if mended else COUNT, CHAIN


async def tally(post: Post, *, mended: bool) -> None:
    """Read until told to stop."""
    if mended:
        declare()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    bus = Address(servers=(post.bus,), user=SERVICE, seed=Path(post.seed))
    async with (
        Ledger.open(post.ledger, AgencyKeys(Path(post.keys))) as ledger,
        Rows.open(post.rows) as rows,
    ):
        own = readers(mended=mended)
        said = ReadersPost(service=SERVICE, readers=own, ledger=ledger, rows=rows, bus=bus)
        await run_readers(said, stop)


if __name__ == "__main__":
    level = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=level)
    told = Post(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    uvloop.run(tally(told, mended="mended" in sys.argv))

__all__ = ["CHAIN", "COUNT", "POISON", "UNDECLARED", "Post", "declare", "tally"]
