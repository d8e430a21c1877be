"""UmaDB: a server written for appends under a condition, with the client from the same wheel.

Threads call it, since its client is synchronous; they share one client, which is faster than one
each where many call (measured with 32 and 128). The condition asks what Concord's append asks: the
stream that is written is new, the stream that was read has not moved. What it does not do: no
receipt, no entry, no agencies apart.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import umadb
from concord_kernel import clock

from tests.benchmarks.ground import running_umadb
from tests.benchmarks.load import Run, by_threads
from tests.benchmarks.payload import DATA, OPENED, REVIEW

if TYPE_CHECKING:
    from collections.abc import Generator

READ = umadb.QueryItem(tags=[REVIEW])


class UmaDBAppends:
    """One event each time, in a stream of its own: a tag."""

    def __init__(self, client: umadb.Client, opened: int) -> None:
        self._client = client
        self._opened = opened

    def run(self, callers: int, seconds: float) -> Run:
        return by_threads(callers, seconds, self._append)

    def _append(self) -> None:
        stream = f"reviewer-{clock.new_command_id().hex}"
        written = umadb.QueryItem(tags=[stream])
        self._client.append(
            [umadb.Event(event_type="review.reviewer-invited.v1", data=DATA, tags=[stream])],
            umadb.AppendCondition(umadb.Query(items=[written, READ]), after=self._opened),
        )


@contextmanager
def umadb_appends() -> Generator[UmaDBAppends]:
    """A server with the review that every append reads."""
    with running_umadb() as url, umadb.Client(url) as client:
        data = OPENED.canonical().encode()
        opened = umadb.Event(event_type="review.opened.v1", data=data, tags=[REVIEW])
        yield UmaDBAppends(client, client.append([opened]))
