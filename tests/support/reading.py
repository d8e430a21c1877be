"""Readers, writers and a bus for tests: facts that are easy to fold, a house in this process."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import psycopg
from concord_contracts.event import Envelope, Event
from concord_contracts.terms import Identifier
from concord_kernel.bus.address import Address
from concord_kernel.bus.poke import Poker
from concord_kernel.bus.relay import RelayPost, run_relay
from concord_kernel.bus.running import Health
from concord_kernel.ledger import AgencyKeys, Append, Ledger, Receipt
from concord_kernel.readers import Reader, Rows
from concord_kernel.readers.policy import NAMESPACE
from concord_kernel.readers.run import ReadersPost, run_readers
from psycopg import AsyncConnection

from tests.support.ledgers import another
from tests.support.servers import Cluster

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence


SERVICE = "review"
POISON = 666
"""A ``by`` that the counting reader cannot apply."""


class Counted(Event, name="review.test-counted.v1"):
    """Something was counted."""

    counter: Identifier
    by: int


class Noted(Event, name="review.test-noted.v1"):
    """Something that counters do not read."""

    about: Identifier


COUNTS = """
create table counter (
    agency text not null, counter text not null, facts bigint not null, total bigint not null,
    primary key (agency, counter)
)
"""
CHAIN = "create table chain (agency text primary key, facts bigint not null, hash text not null)"


async def count(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
    """Adds up, set-based; a fact applied twice or never shows.

    Raises:
        ValueError: a poison is among them.
    """
    rows = [(one.agency, said["counter"], said["by"]) for one, said in _data(envelopes)]
    if any(by == POISON for _, _, by in rows):
        raise ValueError(f"cannot count {POISON}")
    await db.execute(
        """
        insert into counter as c
        select agency, counter, count(*), sum(by)
        from unnest(%s::text[], %s::text[], %s::bigint[]) as said (agency, counter, by)
        group by agency, counter
        on conflict (agency, counter)
        do update set facts = c.facts + excluded.facts, total = c.total + excluded.total
        """,
        [list(column) for column in zip(*rows, strict=True)],
    )


async def link(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
    """Chains hashes; a fact applied twice, never or out of order shows."""
    agency = envelopes[0].agency
    row = await (
        await db.execute("select facts, hash from chain where agency = %s", (agency,))
    ).fetchone()
    facts, chained = row or (0, "")
    for envelope in envelopes:
        chained = linked(chained, envelope)
    await db.execute(
        "insert into chain values (%s, %s, %s) on conflict (agency)"
        " do update set facts = excluded.facts, hash = excluded.hash",
        (agency, facts + len(envelopes), chained),
    )


def linked(before: str, envelope: Envelope) -> str:
    place = (envelope.position, envelope.stream, envelope.version, envelope.name)
    return sha256(f"{before}|{place}|{envelope.data}".encode()).hexdigest()


def counting(name: str) -> Reader:
    return Reader(name=name, tables=COUNTS, apply=count, facts=(Counted,))


def chaining(name: str, *facts: type[Event]) -> Reader:
    return Reader(name=name, tables=CHAIN, apply=link, facts=facts)


def _data(envelopes: Sequence[Envelope]) -> list[tuple[Envelope, dict[str, Any]]]:
    return [(envelope, json.loads(envelope.data)) for envelope in envelopes]


def folded_counts(envelopes: Sequence[Envelope]) -> dict[str, tuple[int, int]]:
    """What ``counting`` should hold: facts and total by counter."""
    facts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for envelope, said in _data(envelopes):
        if envelope.name == Counted.NAME:
            facts[said["counter"]] += 1
            totals[said["counter"]] += said["by"]
    return {counter: (facts[counter], totals[counter]) for counter in facts}


def folded_chain(envelopes: Sequence[Envelope]) -> tuple[int, str]:
    """What ``chaining`` should hold."""
    chained = ""
    for envelope in envelopes:
        chained = linked(chained, envelope)
    return len(envelopes), chained


@dataclass(frozen=True, slots=True)
class Apart(Cluster):
    """The same cluster with a ledger of its own, in which nobody else's agencies stand."""

    database: str = "concord_ledger"

    def ledger(self, role: str) -> str:
        return self._dsn(self.database, role)


def apart(cluster: Cluster) -> Apart:
    """Make an empty ledger."""
    place = asyncio.run(another(cluster, f"concord_ledger_{secrets.token_hex(4)}"))
    return Apart(cluster.postgres, cluster.keys, place.database)


@dataclass
class Tally:
    """Counts what readers and relays do."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    gauges: dict[tuple[str, str], int] = field(default_factory=dict)

    def applied(self, reader: str, facts: int) -> None:
        self.counts["applied", reader] += facts

    def dropped(self, reader: str, facts: int) -> None:
        self.counts["dropped", reader] += facts

    def filled(self, reader: str, facts: int) -> None:
        self.counts["filled", reader] += facts

    def lag(self, reader: str, facts: int) -> None:
        self.gauges["lag", reader] = facts

    def parked(self, reader: str, agencies: int) -> None:
        self.gauges["parked", reader] = agencies

    def published(self, facts: int) -> None:
        self.counts["published", ""] += facts

    def following(self, agencies: int) -> None:
        self.gauges["following", ""] = agencies


@dataclass
class House:
    """One service of one deployment, in this process.

    Attributes:
        cluster: Its databases.
        bus: The way to its bus of each user.
        ledger: As the service.
        rows: Of the service.
    """

    cluster: Cluster
    bus: Callable[[str], Address]
    ledger: Ledger
    rows: Rows

    @classmethod
    @asynccontextmanager
    async def open(
        cls, cluster: Cluster, url: str, bus: Callable[[str], Address] | None = None
    ) -> AsyncGenerator[House]:
        bus = bus or (lambda _: Address(servers=(url,)))
        async with (
            Poker.open(bus(SERVICE)) as poker,
            Ledger.open(
                cluster.ledger(SERVICE), AgencyKeys(cluster.keys), on_commit=poker.poke
            ) as ledger,
            Rows.open(cluster.rows(SERVICE)) as rows,
        ):
            yield cls(cluster, bus, ledger, rows)

    async def record(self, agency: str, *facts: Event) -> Receipt:
        """Append to a new stream, without a rule."""
        stream = f"test-{secrets.token_hex(8)}"
        return await self.ledger.append(
            Append(
                agency=agency,
                command=uuid5(NAMESPACE, stream),
                fingerprint="0" * 64,
                actor="actor-test",
                causation="test",
                correlation="test",
                facts=tuple((stream, fact) for fact in facts),
                expected={stream: 0},
            )
        )

    async def count(self, agency: str, facts: int, *, by: int = 1) -> int:
        """Record so many facts in one go; the last position."""
        receipt = await self.record(
            agency, *(Counted(counter=f"counter-{nth % 7}", by=by) for nth in range(facts))
        )
        return receipt.last

    async def history(self, agency: str) -> list[Envelope]:
        """The agency's log as the auditor sees it, past everything that is under test."""
        async with await AsyncConnection.connect(self.cluster.ledger("auditor")) as db:
            rows = await db.execute(
                "select agency, position, stream, version, name, at, actor, causation, correlation,"
                " command, data from ledger.fact where agency = %s order by position",
                (agency,),
            )
            return [Envelope._make(row) for row in await rows.fetchall()]

    @asynccontextmanager
    async def relaying(self, tally: Tally | None = None) -> AsyncGenerator[Health]:
        """A relay."""
        stop, health = asyncio.Event(), Health()
        async with Ledger.open(
            self.cluster.ledger("relay"), AgencyKeys(self.cluster.keys)
        ) as ledger:
            post = RelayPost(
                ledger=ledger,
                dsn=self.cluster.ledger("relay"),
                bus=self.bus("relay"),
                provisioner=self.bus("provisioner"),
                services=(SERVICE,),
                observer=tally or Tally(),
                health=health,
            )
            running = asyncio.create_task(run_relay(post, stop))
            try:
                yield health
            finally:
                stop.set()
                await running

    @asynccontextmanager
    async def reading(
        self, *readers: Reader, tally: Tally | None = None, bus: Address | None = None
    ) -> AsyncGenerator[Health]:
        """One copy of the service's readers."""
        stop, health = asyncio.Event(), Health()
        post = ReadersPost(
            service=SERVICE,
            readers=readers,
            rows=self.rows,
            ledger=self.ledger,
            bus=bus or self.bus(SERVICE),
            observer=tally or Tally(),
            health=health,
        )
        running = asyncio.create_task(run_readers(post, stop))
        try:
            yield health
        finally:
            stop.set()
            await running

    async def counts(self, reader: Reader, agency: str) -> dict[str, tuple[int, int]]:
        """The rows of a counting reader."""
        async with self.rows.of(agency, reader.name) as db:
            found = await (await db.execute("select counter, facts, total from counter")).fetchall()
        return {counter: (facts, total) for counter, facts, total in found}

    async def chain(self, reader: Reader, agency: str) -> tuple[int, str]:
        """The row of a chaining reader."""
        async with self.rows.of(agency, reader.name) as db:
            found = await (await db.execute("select facts, hash from chain")).fetchone()
        return found or (0, "")

    async def caught_up(
        self, reader: Reader, agency: str, position: int, seconds: float = 40
    ) -> None:
        """Wait until a reader stands at a position."""
        arrived = await self.rows.wait(reader.name, agency, position, seconds)
        stands = await self.rows.position(reader.name, agency)
        assert arrived, f"{reader.name} stands at {stands}, not {position}"


async def eventually(holds: Callable[[], Awaitable[bool]], seconds: float = 40) -> None:
    """Wait until something holds, and fail if it does not within so many seconds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # ruff: ignore[async-busy-wait] -- nothing tells us
            await asyncio.sleep(0.02)


async def terminate_sessions(admin_dsn: str, user: str) -> None:
    """End every session of a user, as a restart of the database would."""
    async with await psycopg.AsyncConnection.connect(admin_dsn, autocommit=True) as db:
        await db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (user,)
        )
