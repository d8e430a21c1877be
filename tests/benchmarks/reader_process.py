"""The reader that ``arrivals`` runs as a process of its own: counts facts, notes when they are in.

``python -m tests.benchmarks.reader_process FILE`` is told as ``concord read`` is, by ``CONCORD_*``
variables. A fact is in when the transaction with its row is committed. When it is asked to stop it
writes agency, position and time of each to the file.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import uvloop
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.readers import Connection, Reader, Rows
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.run import ReadersPost, run_readers
from concord_kernel.settings import Settings

from tests.benchmarks.rebuilding import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

NAME: Final = "bench-arrivals"


class Arrivals(Unobserved):
    """Notes when facts are in.

    A reader's facts are applied, committed and told of by one task, by which they are recognised.

    Attributes:
        times: Agency, position and time (``monotonic``) of each.
    """

    def __init__(self) -> None:
        self.times: list[tuple[str, int, float]] = []
        self._offered: dict[asyncio.Task[Any] | None, Sequence[Envelope]] = {}

    async def apply(self, db: Connection, envelopes: Sequence[Envelope]) -> None:
        await BY_NAME.apply(db, envelopes)
        self._offered[asyncio.current_task()] = envelopes

    def applied(self, reader: str, facts: int) -> None:
        del reader, facts
        now = monotonic()
        offered = self._offered.pop(asyncio.current_task(), ())
        self.times.extend((one.agency, one.position, now) for one in offered)

    def reader(self) -> Reader:
        return Reader(name=NAME, tables=BY_NAME.tables, apply=self.apply)


async def _read(settings: Settings, arrivals: Arrivals) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        Ledger.open(settings.ledger, AgencyKeys(settings.keys)) as ledger,
        Rows.open(settings.rows) as rows,
    ):
        post = ReadersPost(
            service="review",
            readers=(arrivals.reader(),),
            rows=rows,
            ledger=ledger,
            bus=settings.bus_address,
            observer=arrivals,
        )
        await run_readers(post, stop)


def main() -> None:
    """Read until asked to stop, then write the file."""
    arrivals = Arrivals()
    uvloop.run(_read(Settings.read(), arrivals))
    Path(sys.argv[1]).write_text(json.dumps(arrivals.times), encoding="utf-8")


if __name__ == "__main__":
    main()
