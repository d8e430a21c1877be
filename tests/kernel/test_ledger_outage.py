"""The database goes away in the middle: callers wait, each learns the truth, nothing is lost."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest
from concord_kernel.ledger import (
    AgencyKeys,
    Ledger,
    LedgerUnavailableError,
    Receipt,
    StaleStreamError,
    UnfitAppendError,
)
from concord_kernel.ledger.verify import verify
from concord_kernel.provision import provision

from tests.support.ledgers import Place, foreign, signed, wish
from tests.support.servers import Cluster, service_names
from tests.support.wire import Cut, wire_to

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

    from concord_contracts.event import Envelope
    from concord_kernel.ledger import Append
    from concord_kernel.servers import PostgresServer

pytestmark = pytest.mark.anyio


@pytest.fixture
def place(cluster: Cluster) -> Place:
    return Place(cluster, "concord_ledger")


@pytest.fixture
async def own(own_postgres: PostgresServer, cluster: Cluster) -> Place:
    """A ledger on a server that a test may kill."""
    mine = Cluster(own_postgres, cluster.keys)
    await provision(own_postgres.admin_dsn, mine.passwords, service_names())
    return Place(mine, "concord_ledger")


class Crowd:
    """Callers that append one fact after the other, and remember what was acknowledged."""

    def __init__(self, ledger: Ledger, agency: str) -> None:
        self.ledger = ledger
        self.agency = agency
        self.acknowledged: list[Receipt] = []
        self.stopped = False

    async def call(self, n: int) -> None:
        version = 0
        while not self.stopped:
            stream = f"reviewer-{n}"
            asked = wish(self.agency, (stream, signed()), expected={stream: version})
            self.acknowledged.append(await self.ledger.append(asked))
            version += 1

    async def during(self, happens: Callable[[], None], seconds: float = 0.3) -> None:
        """Let the crowd append before, while and after something happens."""
        callers = [asyncio.create_task(self.call(n)) for n in range(20)]
        await asyncio.sleep(seconds)
        await asyncio.to_thread(happens)
        await asyncio.sleep(seconds)
        self.stopped = True
        await asyncio.gather(*callers)

    async def check(self, place: Place) -> None:
        """Every acknowledged fact is where its receipt says, once, and the log is sound."""
        facts = [fact async for fact in _all(self.ledger, self.agency)]
        assert len(facts) == len(self.acknowledged) > 100
        recorded = {fact.command: fact.position for fact in facts}
        assert recorded == {receipt.command: receipt.last for receipt in self.acknowledged}
        assert not any(receipt.repeated for receipt in self.acknowledged)
        verdict = await verify(place.dsn("auditor"), self.ledger.keys, self.agency)
        assert (len(facts), None) == (verdict.sound, verdict.bad), verdict


async def _all(ledger: Ledger, agency: str) -> AsyncGenerator[Envelope]:
    position = 0
    while page := await ledger.after(agency, position):
        position = page[-1].position
        for fact in page:
            yield fact


async def test_callers_wait_while_the_database_restarts(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    async with Ledger.open(own.dsn("review"), keys) as ledger:
        crowd = Crowd(ledger, agency)
        await crowd.during(own_postgres.restart)
        await crowd.check(own)


async def test_nothing_acknowledged_is_lost_when_the_database_is_killed(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    def killed() -> None:
        own_postgres.kill()
        own_postgres.start()

    async with Ledger.open(own.dsn("review"), keys) as ledger:
        crowd = Crowd(ledger, agency)
        await crowd.during(killed)
        await crowd.check(own)


async def test_a_database_that_stays_away_ends_the_callers_patience(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()))
    async with Ledger.open(own.dsn("review"), keys, patience=0.5) as ledger:
        await ledger.append(wish(agency, ("reviewer-2", signed())))
        own_postgres.stop()
        before = time.monotonic()

        with pytest.raises(LedgerUnavailableError, match=r"0\.5 s"):
            await ledger.append(asked)
        assert 0.4 < time.monotonic() - before < 1.5
        with pytest.raises(LedgerUnavailableError):
            await ledger.read(agency, ["reviewer-1"])
        with pytest.raises(LedgerUnavailableError):
            await ledger.heads()

        own_postgres.start()
        assert await ledger.receipt(agency, asked.command) is None
        assert not (await ledger.append(asked)).repeated


async def test_a_ledger_waits_for_a_database_that_is_not_up_yet(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    own_postgres.stop()
    async with Ledger.open(own.dsn("review"), keys) as ledger:
        append = asyncio.create_task(ledger.append(wish(agency, ("reviewer-1", signed()))))
        heads = asyncio.create_task(ledger.heads())
        await asyncio.sleep(0.3)
        assert not append.done()
        await asyncio.to_thread(own_postgres.start)

        assert (await append).last == 1
        await heads


@contextmanager
def frozen(server: PostgresServer) -> Generator[None]:
    """Let no process of the server run: it accepts connections, and never answers."""
    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    for one in processes:
        one.suspend()
    try:
        yield
    finally:
        for one in processes:
            one.resume()


async def test_a_database_that_does_not_answer_is_not_waited_for_for_ever(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()))
    async with Ledger.open(own.dsn("review"), keys, patience=1.0) as ledger:
        await asyncio.gather(*(ledger.heads() for _ in range(4)))
        with frozen(own_postgres):
            async with asyncio.timeout(10):
                with pytest.raises(LedgerUnavailableError):
                    await ledger.append(asked)
                with pytest.raises(LedgerUnavailableError):
                    await ledger.read(agency, ["reviewer-1"])
                assert not await ledger.answers()

        receipt = await _patiently(ledger, asked)
        assert [receipt.last] == [one.position for one in await ledger.read(agency, ["reviewer-1"])]


async def fill(ledger: Ledger, agency: str) -> tuple[int, Append, str]:
    """Append until the disk is full: how many were recorded, the wish that was not, and why."""
    recorded = 0
    while True:
        large = signed().model_copy(update={"reviewer": secrets.token_hex(400_000)})
        asked = wish(agency, (f"reviewer-{recorded}", large))
        try:
            await ledger.append(asked)
        except LedgerUnavailableError as error:
            return recorded, asked, str(error)
        recorded += 1


async def test_a_full_disk_is_waited_for_and_nothing_acknowledged_is_lost(
    own: Place, own_postgres: PostgresServer, keys: AgencyKeys, agency: str
) -> None:
    own_postgres.file_size_limit = 20_000_000
    own_postgres.restart()
    async with Ledger.open(own.dsn("review"), keys, patience=1.0) as ledger:
        recorded, asked, reason = await fill(ledger, agency)
        assert "File too large" in reason
        assert recorded == (await ledger.heads())[agency]

        own_postgres.file_size_limit = None
        own_postgres.restart()
        assert not (await _patiently(ledger, asked)).repeated
        verdict = await verify(own.dsn("auditor"), keys, agency)
        assert (verdict.sound, verdict.bad) == (recorded + 1, None)


async def _patiently(ledger: Ledger, asked: Append, seconds: float = 20.0) -> Receipt:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return await ledger.append(asked)
        except LedgerUnavailableError:
            assert time.monotonic() < deadline


@pytest.mark.parametrize("cut", ["request", "answer"])
async def test_a_lost_connection_leaves_nobody_with_a_wrong_answer(
    place: Place, keys: AgencyKeys, agency: str, cut: Cut
) -> None:
    async with wire_to(place.dsn("review")) as wire, Ledger.open(wire.dsn, keys) as ledger:
        earlier = wish(agency, ("reviewer-0", signed()))
        await ledger.append(earlier)
        wire.cut = cut

        outcomes = await asyncio.gather(
            ledger.append(wish(agency, ("reviewer-1", signed()))),
            ledger.append(wish(agency, ("reviewer-1", signed()))),
            ledger.append(wish(agency, ("reviewer-2", signed()), guards={"reviewer-1": 0})),
            ledger.append(wish(agency, ("reviewer-3", signed()), guards={"reviewer-1": 1})),
            ledger.append(earlier),
            ledger.append(wish(agency, answer={"n": 1})),
            return_exceptions=True,
        )

        kinds = [Receipt, StaleStreamError, StaleStreamError, Receipt, Receipt, Receipt]
        assert (kinds, 1) == (list(map(type, outcomes)), wire.cuts)
        told = [one.repeated for one in outcomes if isinstance(one, Receipt)]
        assert told == [False, False, True, False]
        facts = await ledger.after(agency, 0)
        assert [fact.stream for fact in facts] == ["reviewer-0", "reviewer-1", "reviewer-3"]


@pytest.mark.parametrize("cut", ["request", "answer"])
async def test_who_cannot_be_recorded_is_told_so_also_after_a_lost_connection(
    place: Place, keys: AgencyKeys, agency: str, cut: Cut
) -> None:
    async with wire_to(place.dsn("review")) as wire, Ledger.open(wire.dsn, keys) as ledger:
        wire.cut = cut

        outcomes = await asyncio.gather(
            ledger.append(wish(agency, ("reviewer-1", signed()))),
            ledger.append(wish(agency, ("schedule-1", foreign()))),
            return_exceptions=True,
        )

        assert [Receipt, UnfitAppendError] == list(map(type, outcomes))
        assert wire.cuts == 1


async def test_backends_may_be_ended_at_any_moment(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    query = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
        " where application_name = 'concord-ledger'"
    )

    def ended_again_and_again() -> None:
        with psycopg.connect(place.admin(), autocommit=True) as admin:
            for _ in range(40):
                admin.execute(query)
                time.sleep(0.03)

    async with Ledger.open(place.dsn("review"), keys) as ledger:
        crowd = Crowd(ledger, agency)
        await crowd.during(ended_again_and_again)
        await crowd.check(place)


async def test_a_connection_runs_with_what_the_promises_need(
    place: Place, keys: AgencyKeys
) -> None:
    wanted = {
        "synchronous_commit": "on",
        "idle_in_transaction_session_timeout": "10s",
        "enable_seqscan": "off",
        "TimeZone": "UTC",
    }
    async with (
        Ledger.open(place.dsn("review"), keys) as ledger,
        ledger._connections.take() as connection,
    ):
        for name, value in wanted.items():
            row = await (await connection.execute(f"show {name}".encode())).fetchone()
            assert row == (value,)
