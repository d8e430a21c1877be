"""What a reader's rows say after some facts, in one batch, one by one and in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from concord_contracts.event import Envelope
from concord_kernel.readers import Rows
from concord_kernel.readers.applying import Applying
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.schema import OF_EVERY_AGENCY, prepare
from psycopg import sql
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from concord_contracts.event import Event
    from concord_kernel.readers import Reader

    from tests.support.servers import Cluster

Kept = dict[str, list[dict[str, Any]]]
"""Rows by table, sorted, without the agency."""

RECORDED = datetime(2009, 11, 2, 9, 0, tzinfo=UTC)
"""When the first fact was recorded; each further one a minute later."""

TABLES = """
select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relkind = 'r' and relname != all(%s) order by relname
"""


STREAMS = {"scheduling.": "schedule", "reporting.": "report", "review.focus-area": "review"}
"""The kind of stream that facts stand in, by how their names begin."""


def stream_of(fact: Event) -> str:
    """A stream for a fact: its own where a reader follows that stream's version, else any."""
    kind = next((STREAMS[name] for name in STREAMS if fact.NAME.startswith(name)), "stream")
    return f"{kind}-{getattr(fact, 'review', 1)}"


def enveloped(agency: str, facts: Iterable[Event]) -> list[Envelope]:
    """Facts as they stand in an agency's log."""
    return [
        Envelope(
            agency=agency,
            position=position,
            stream=stream_of(fact),
            version=position,
            name=fact.NAME,
            at=RECORDED + timedelta(minutes=position - 1),
            actor="coordinator-1",
            causation="cause",
            correlation="cause",
            command=UUID(int=position),
            data=fact.canonical(),
        )
        for position, fact in enumerate(facts, 1)
    ]


@dataclass(frozen=True)
class Keeping:
    """A reader at work on a service's database.

    Attributes:
        cluster: Where the rows are.
        service: Whose database.
        reader: The reader.
        new_agency: Gives an agency nobody has used.
    """

    cluster: Cluster
    service: str
    reader: Reader
    new_agency: Callable[[], str]

    async def __call__(self, *facts: Event) -> Kept:
        """The rows after these facts, which are the same however the facts come."""
        whole = await self.in_batches(facts, [len(facts) or 1])
        assert whole == await self.in_batches(facts, [1] * len(facts))
        assert whole == await self.in_batches(facts, [2, 3] * len(facts))
        assert whole == await self.in_batches(facts, [len(facts)] * 2, again=True)
        return whole

    async def in_batches(
        self, facts: Sequence[Event], sizes: Iterable[int], *, again: bool = False
    ) -> Kept:
        """The rows of an agency whose facts come in such batches, or all of them twice."""
        agency = self.new_agency()
        log = enveloped(agency, facts)
        async with Rows.open(self.cluster.rows(self.service), connections=1) as rows:
            await prepare(rows, self.reader)
            applying = Applying(rows, Unobserved())
            for batch in [log, log] if again else _pieces(log, sizes):
                standing = await applying.advance(self.reader, agency, batch)
                assert not standing.is_parked
            return await self._kept(rows, agency)

    async def _kept(self, rows: Rows, agency: str) -> Kept:
        async with rows.of(agency, self.reader.name) as db:
            found = await db.execute(TABLES, (self.reader.schema, list(OF_EVERY_AGENCY)))
            tables = [name for (name,) in await found.fetchall()]
            return {table: await _rows(db, table) for table in tables}


async def _rows(db: Any, table: str) -> list[dict[str, Any]]:
    cursor = db.cursor(row_factory=dict_row)
    await cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
    found = [{k: v for k, v in row.items() if k != "agency"} for row in await cursor.fetchall()]
    return sorted(found, key=str)


def _pieces(log: Sequence[Envelope], sizes: Iterable[int]) -> Iterator[Sequence[Envelope]]:
    rest = iter(log)
    for size in sizes:
        if piece := list(islice(rest, size)):
            yield piece
