"""The least that PostgreSQL must do for such facts: one INSERT of a batch of rows, and commit.

Same columns, key and unique index, same server; no lock, no guard, no receipt, no row-level
security, no trigger, and entries and leaves that were computed before. One connection inserts
batches of as many rows as there are callers elsewhere. Nobody could use it as a ledger.
"""

from __future__ import annotations

import asyncio
import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson
import uvloop
from concord_kernel import clock
from psycopg import AsyncConnection

from tests.benchmarks.load import Run, by_tasks
from tests.benchmarks.payload import DATA

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.support.servers import Cluster

TABLE = """
create schema bench;
create table bench.plain (
    agency text collate "C" not null, position bigint not null,
    stream text collate "C" not null, version integer not null, name text collate "C" not null,
    at timestamptz not null, actor text not null, causation text not null,
    correlation text not null, command uuid not null, data text not null,
    entry text not null, leaf bytea not null,
    primary key (agency, position), unique (agency, stream, version))
"""
INSERT = """
insert into bench.plain
select 'ca-bench-0', p, s, 1, n, %s::timestamptz, a, u, o, c, d, e, decode(l, 'hex')
from json_to_recordset(%s) as row
  (p bigint, s text, n text, a text, u text, o text, c uuid, d text, e text, l text)
"""
ENTRY = "e" * 430
"""As long as an entry of such a fact."""


class PlainInserts:
    """Rows of one agency, one batch after another."""

    def __init__(self, runner: asyncio.Runner, connection: AsyncConnection[Any]) -> None:
        self._runner = runner
        self._connection = connection
        self._positions = itertools.count(1)

    def run(self, callers: int, seconds: float) -> Run:
        async def act(_: int) -> None:
            rows = orjson.dumps([self._row() for _ in range(callers)]).decode()
            at = clock.now().isoformat()
            await self._connection.execute(INSERT, (at, rows), prepare=True)

        batches = self._runner.run(by_tasks(1, seconds, act))
        return Run(batches.done * callers, batches.seconds, batches.waits)

    def _row(self) -> dict[str, Any]:
        command = clock.new_command_id()
        return {
            "p": next(self._positions),
            "s": f"reviewer-{command.hex}",
            "n": "review.reviewer-invited.v1",
            "a": "person-ada",
            "u": f"command-{command.hex}",
            "o": "command-0",
            "c": str(command),
            "d": DATA.decode(),
            "e": ENTRY,
            "l": "0" * 64,
        }


@contextmanager
def plain_inserts(cluster: Cluster) -> Generator[PlainInserts]:
    """A table of its own in a database of rows."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        connection = runner.run(AsyncConnection.connect(cluster.rows("review"), autocommit=True))
        try:
            runner.run(connection.execute(TABLE))
            yield PlainInserts(runner, connection)
        finally:
            runner.run(connection.close())
