"""Readers on a bus that repeats, reorders, loses and vanishes: rows equal a fold of the ledger."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.message import Message, render
from concord_kernel.bus.stream import FACTS, provision
from concord_kernel.bus.window import Window
from concord_kernel.readers import following
from nats.js.errors import NotFoundError

from tests.support.reading import (
    SERVICE,
    House,
    Noted,
    Tally,
    apart,
    chaining,
    counting,
    eventually,
    folded_chain,
    folded_counts,
    terminate_sessions,
)

if TYPE_CHECKING:
    from concord_contracts.event import Envelope
    from concord_kernel.readers import Reader
    from concord_kernel.servers import NatsServer
    from nats.js import JetStreamContext

    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


COUNTING = counting("run-counts")
CHAINING = chaining("run-chain")
NOWHERE = Address(servers=("nats://127.0.0.1:9",))


@pytest.fixture
async def house(cluster: Cluster, nats: Nats) -> AsyncGenerator[House]:
    async with House.open(cluster, nats.url) as house:
        yield house


@pytest.fixture
async def stream(house: House) -> AsyncGenerator[JetStreamContext]:
    async with connected(house.bus(SERVICE)) as client:
        yield client.jetstream()


async def holds_all(house: House, agency: str, *readers: Reader, seconds: float = 40) -> None:
    """Wait, and compare with a pure fold of the ledger."""
    history = await house.history(agency)
    for reader in readers:
        await house.caught_up(reader, agency, len(history), seconds)
    if CHAINING in readers:
        assert await house.chain(CHAINING, agency) == folded_chain(history)
    if COUNTING in readers:
        assert await house.counts(COUNTING, agency) == folded_counts(history)


Send = Callable[[list[Message]], Awaitable[object]]


@pytest.fixture
async def send(house: House, stream: JetStreamContext) -> AsyncGenerator[Send]:
    """Publish by hand, past every relay and past the stream's own duplicate window."""
    await provision(stream, [SERVICE])
    async with connected(house.bus(SERVICE)) as client, Window.open(client) as window:

        async def publish(messages: list[Message]) -> object:
            return await window.publish([
                message._replace(
                    headers={k: v for k, v in message.headers.items() if k != "Nats-Msg-Id"}
                )
                for message in messages
            ])

        yield publish


async def test_facts_become_rows(house: House, new_agency: Callable[[], str]) -> None:
    agencies = [new_agency() for _ in range(3)]
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        for _ in range(4):
            await asyncio.gather(*(house.count(agency, 25) for agency in agencies))
        for agency in agencies:
            await holds_all(house, agency, COUNTING, CHAINING)


@pytest.mark.parametrize("seed", range(3))
async def test_repeated_reordered_and_lost_messages_are_harmless(
    house: House, send: Send, agency: str, seed: int
) -> None:
    chance = random.Random(seed)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- reproducible
    tally = Tally()
    async with house.reading(COUNTING, CHAINING, tally=tally):
        for _ in range(6):
            await house.count(agency, chance.randint(5, 60))
            await send(disturbed(await house.history(agency), chance))
            await asyncio.sleep(0.05)
        await holds_all(house, agency, COUNTING, CHAINING)
    assert tally.counts["dropped", CHAINING.name] > 0
    assert tally.counts["filled", CHAINING.name] > 0


def disturbed(history: list[Envelope], chance: random.Random) -> list[Message]:
    """Messages of a log: some twice, some never, neighbours out of order."""
    kept = [one for one in history for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    kept.sort(key=lambda one: one.position + chance.uniform(-4, 4))
    return [render(one) for one in kept]


async def test_a_lost_last_message_is_missed_within_seconds(
    house: House, send: Send, agency: str
) -> None:
    async with house.reading(COUNTING, CHAINING):
        await house.count(agency, 10)
        await send([render(one) for one in (await house.history(agency))[:-1]])
        await holds_all(house, agency, COUNTING, CHAINING, seconds=4)


async def test_a_wide_gap_does_not_hold_up_the_next_facts(
    house: House, send: Send, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "WIDEST_GAP", 50)
    async with house.reading(COUNTING, CHAINING):
        await house.caught_up(COUNTING, agency, 0)
        for _ in range(5):
            await house.count(agency, 100)
        await send([render(one) for one in (await house.history(agency))[-3:]])
        await holds_all(house, agency, COUNTING, CHAINING)


async def test_what_is_no_fact_is_taken_off_the_bus(
    house: House, stream: JetStreamContext, send: Send, agency: str
) -> None:
    await house.count(agency, 3)
    good = [render(one) for one in await house.history(agency)]
    bad = [good[0]._replace(body=body) for body in (b"", b"[]", b'{"agency":"ca-x"}')]
    async with house.reading(COUNTING, CHAINING):
        await send([*bad, *good, *bad])
        await holds_all(house, agency, COUNTING, CHAINING)
        await eventually(lambda: nothing_pending(stream))


async def nothing_pending(stream: JetStreamContext) -> bool:
    consumers = await stream.consumers_info(FACTS)
    return not any(one.num_pending or one.num_ack_pending for one in consumers)


async def test_everything_is_acknowledged_in_the_end(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        await house.count(agency, 50)
        await holds_all(house, agency, COUNTING, CHAINING)
        await eventually(lambda: nothing_pending(stream))


async def test_two_copies_apply_each_fact_once(house: House, new_agency: Callable[[], str]) -> None:
    agencies = [new_agency() for _ in range(3)]
    async with (
        house.relaying(),
        house.reading(COUNTING, CHAINING),
        house.reading(COUNTING, CHAINING),
    ):
        for _ in range(15):
            await asyncio.gather(*(house.count(agency, 3) for agency in agencies))
        for agency in agencies:
            await holds_all(house, agency, COUNTING, CHAINING)


async def test_a_wiped_stream_is_harmless(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        for _ in range(3):
            await house.count(agency, 40)
            await holds_all(house, agency, COUNTING, CHAINING)
            await eventually(lambda: wiped(stream))
            await house.count(agency, 40)
        await holds_all(house, agency, COUNTING, CHAINING)
        await eventually(lambda: arrives_by_the_bus(house, agency))


async def wiped(stream: JetStreamContext) -> bool:
    try:
        return await stream.delete_stream(FACTS)
    except NotFoundError:  # the relay has not made it again yet
        return False


async def arrives_by_the_bus(house: House, agency: str) -> bool:
    """Faster than a comparison would be."""
    await asyncio.sleep(0.3)
    return await house.rows.wait(CHAINING.name, agency, await house.count(agency, 1), 0.5)


async def test_without_a_bus_readers_live_by_the_ledger(house: House, agency: str) -> None:
    async with house.reading(COUNTING, CHAINING, bus=NOWHERE) as health:
        for _ in range(3):
            await house.count(agency, 10)
            await holds_all(house, agency, COUNTING, CHAINING, seconds=4)
        assert health.ready


async def test_a_bus_that_comes_later_and_goes_is_used_while_it_is_there(
    cluster: Cluster, own_nats: NatsServer, agency: str
) -> None:
    await asyncio.to_thread(own_nats.stop)
    async with (
        House.open(cluster, own_nats.url) as house,
        house.relaying(),
        house.reading(COUNTING, CHAINING),
    ):
        await house.count(agency, 10)
        await holds_all(house, agency, COUNTING, CHAINING, seconds=5)
        for _ in range(2):
            await asyncio.to_thread(own_nats.start)
            await eventually(lambda: arrives_by_the_bus(house, agency))
            await asyncio.to_thread(own_nats.kill)
            await house.count(agency, 10)
            await holds_all(house, agency, COUNTING, CHAINING, seconds=8)


async def test_a_reader_that_is_new_catches_up_while_facts_go_on(
    house: House, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE", 300)
    late = chaining("run-chain-late")
    async with house.relaying(), house.reading(CHAINING):
        for _ in range(10):
            await house.count(agency, 200)
        writing = asyncio.create_task(keep_counting(house, agency, 60))
        async with house.reading(CHAINING, late):
            await writing
            await holds_all(house, agency, CHAINING, late)
    assert await house.chain(late, agency) == await house.chain(CHAINING, agency)


async def keep_counting(house: House, agency: str, times: int) -> None:
    for _ in range(times):
        await house.count(agency, 5)


async def test_a_reader_moves_past_facts_that_it_is_not_given(house: House, agency: str) -> None:
    async with house.relaying(), house.reading(COUNTING):
        await house.record(agency, *(Noted(about=f"case-{nth}") for nth in range(20)))
        await house.caught_up(COUNTING, agency, 20)
        assert await house.counts(COUNTING, agency) == {}


async def test_a_restarted_database_is_waited_for(house: House, agency: str) -> None:
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        for _ in range(3):
            await house.count(agency, 30)
            await terminate_sessions(house.cluster.postgres.admin_dsn, f"concord_{SERVICE}")
            await house.count(agency, 30)
        await holds_all(house, agency, COUNTING, CHAINING)


async def test_agencies_that_join_while_it_runs_are_read(
    house: House, new_agency: Callable[[], str]
) -> None:
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        for _ in range(5):
            agency = new_agency()
            await house.count(agency, 20)
            await holds_all(house, agency, COUNTING, CHAINING)


async def test_a_reader_whose_tables_changed_is_set_aside_and_the_others_go_on(
    house: House, agency: str
) -> None:
    name = "run-changed"
    async with house.reading(counting(name), bus=NOWHERE):
        await house.count(agency, 5)
        await house.caught_up(counting(name), agency, 5)
    async with house.reading(chaining(name), CHAINING, bus=NOWHERE) as health:
        await house.count(agency, 5)
        await holds_all(house, agency, CHAINING)
        assert not health.ready
    assert await house.rows.position(name, agency) == 5


async def test_lost_rows_are_built_again_from_the_ledger(house: House, agency: str) -> None:
    async with house.relaying(), house.reading(COUNTING, CHAINING):
        await house.count(agency, 50)
        await holds_all(house, agency, COUNTING, CHAINING)
        async with house.rows.of(agency) as db:
            await db.execute("drop schema run_counts cascade")
        await house.count(agency, 5)
        await holds_all(house, agency, COUNTING, CHAINING)


async def test_copies_come_and_go(house: House, agency: str) -> None:
    async with house.relaying():
        writing = asyncio.create_task(keep_counting(house, agency, 80))
        while not writing.done():
            async with AsyncExitStack() as copies:
                for _ in range(2):
                    await copies.enter_async_context(house.reading(COUNTING, CHAINING))
                await asyncio.sleep(0.4)
        async with house.reading(COUNTING, CHAINING):
            await holds_all(house, agency, COUNTING, CHAINING)
