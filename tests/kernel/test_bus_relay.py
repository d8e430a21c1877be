"""From the ledger to the stream."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.bus.address import connected
from concord_kernel.bus.message import read
from concord_kernel.bus.relay import RelayPost, run_relay
from concord_kernel.bus.stream import FACTS
from concord_kernel.bus.subjects import of_agency, parse
from concord_kernel.ledger import AgencyKeys, Ledger
from nats.js.errors import NotFoundError

from tests.support.reading import SERVICE, House, Tally, apart, eventually, terminate_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from concord_contracts.event import Envelope
    from concord_kernel.bus.running import Health
    from concord_kernel.servers import NatsServer
    from nats.js import JetStreamContext

    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


@pytest.fixture
async def house(cluster: Cluster, nats: Nats) -> AsyncGenerator[House]:
    async with House.open(cluster, nats.url) as house:
        yield house


@pytest.fixture
async def stream(house: House) -> AsyncGenerator[JetStreamContext]:
    async with connected(house.bus(SERVICE)) as client:
        yield client.jetstream()


async def on_the_bus(stream: JetStreamContext, agency: str) -> list[Envelope]:
    """Every message of the agency, in the stream's order."""
    try:
        pulling = await stream.subscribe(of_agency(agency), ordered_consumer=True)
    except NotFoundError:
        return []
    found: list[tuple[int, Envelope]] = []
    try:
        last = await stream.get_last_msg(FACTS, of_agency(agency))
        while not found or found[-1][0] < (last.seq or 0):
            message = await pulling.next_msg(timeout=5)
            assert parse(message.subject).agency == agency
            found.append((message.metadata.sequence.stream, read(message.data)))
    except NotFoundError:
        return []
    finally:
        await pulling.unsubscribe()
    return [envelope for _, envelope in found]


async def carried(house: House, stream: JetStreamContext, agency: str, seconds: float = 40) -> None:
    """Wait until the stream holds the agency's log, in order, each fact once."""
    history = await house.history(agency)

    async def holds() -> bool:
        try:
            last = await stream.get_last_msg(FACTS, of_agency(agency))
        except NotFoundError:
            return not history
        return read(last.data or b"") == history[-1]

    await eventually(holds, seconds)
    assert await on_the_bus(stream, agency) == history


async def test_facts_are_carried_in_order_and_whole(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    await house.count(agency, 1200)
    async with house.relaying():
        await carried(house, stream, agency)
        await house.count(agency, 3)
        await carried(house, stream, agency)


async def test_a_commit_pokes_the_relay(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    """Looks are a second apart; without pokes half of these would take longer than half of one."""
    async with house.relaying():
        await house.count(agency, 1)
        await carried(house, stream, agency)
        clock, took = asyncio.get_running_loop().time, []
        for _ in range(8):
            await asyncio.sleep(0.13)
            began = clock()
            await house.count(agency, 1)
            await carried(house, stream, agency)
            took.append(clock() - began)
    assert sorted(took)[5] < 0.4, took


async def test_agencies_that_join_are_followed(
    house: House, stream: JetStreamContext, new_agency: Callable[[], str]
) -> None:
    async with house.relaying():
        for _ in range(5):
            agency = new_agency()
            await house.count(agency, 10)
            await carried(house, stream, agency)


async def test_of_two_relays_one_follows_an_agency(
    house: House, stream: JetStreamContext, new_agency: Callable[[], str]
) -> None:
    agencies = [new_agency() for _ in range(6)]
    one, other = Tally(), Tally()
    async with house.relaying(one) as health:
        await eventually(lambda: _is(health))
        async with house.relaying(other):
            for _ in range(20):
                for agency in agencies:
                    await house.count(agency, 5)
            for agency in agencies:
                await carried(house, stream, agency)
            facts = sum((await house.ledger.heads()).values())
            await eventually(lambda: _holds(stream, facts))
    assert one.counts["published", ""] + other.counts["published", ""] == facts


async def test_when_a_relay_goes_another_takes_over(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    async with AsyncExitStack() as second:
        async with house.relaying():
            await house.count(agency, 10)
            await carried(house, stream, agency)
            await second.enter_async_context(house.relaying())
            await house.count(agency, 10)
        await house.count(agency, 10)
        await carried(house, stream, agency)


async def test_a_lost_lease_is_taken_again(
    house: House, stream: JetStreamContext, agency: str
) -> None:
    async with house.relaying():
        for _ in range(3):
            await house.count(agency, 10)
            await carried(house, stream, agency)
            await terminate_sessions(house.cluster.postgres.admin_dsn, "concord_relay")
        await house.count(agency, 10)
        await carried(house, stream, agency)


async def test_a_wiped_stream_heals(house: House, stream: JetStreamContext, agency: str) -> None:
    async with house.relaying():
        await house.count(agency, 700)
        await carried(house, stream, agency)
        await stream.delete_stream(FACTS)
        await house.count(agency, 1)
        await carried(house, stream, agency)
        assert (await stream.consumer_info(FACTS, f"{SERVICE}-3")).name == f"{SERVICE}-3"


async def test_a_stream_that_lost_its_end_heals(
    cluster: Cluster, own_nats: NatsServer, server_room: Path, agency: str
) -> None:
    """Acknowledged messages vanish, as after a power cut before the disk was written."""
    async with (
        House.open(cluster, own_nats.url) as house,
        connected(house.bus(SERVICE)) as client,
        house.relaying(),
    ):
        stream = client.jetstream()
        await house.count(agency, 50)
        await carried(house, stream, agency)
        await asyncio.to_thread(own_nats.stop)
        await asyncio.to_thread(shutil.copytree, own_nats.store, server_room / "earlier")
        await asyncio.to_thread(own_nats.start)
        await house.count(agency, 60)
        await carried(house, stream, agency)
        await asyncio.to_thread(own_nats.kill)
        await asyncio.to_thread(shutil.rmtree, own_nats.store)
        await asyncio.to_thread(shutil.copytree, server_room / "earlier", own_nats.store)
        await asyncio.to_thread(own_nats.start)
        await house.count(agency, 10)
        await carried(house, stream, agency)


async def test_a_killed_server_is_waited_for(
    cluster: Cluster, own_nats: NatsServer, agency: str
) -> None:
    async with (
        House.open(cluster, own_nats.url) as house,
        connected(house.bus(SERVICE)) as client,
        house.relaying() as health,
    ):
        for _ in range(2):
            await house.count(agency, 20)
            await carried(house, client.jetstream(), agency)
            await asyncio.to_thread(own_nats.kill)
            await house.count(agency, 20)
            await eventually(lambda: _is(health, ready=False))
            await asyncio.to_thread(own_nats.start)
        await carried(house, client.jetstream(), agency)
        await eventually(lambda: _is(health))


async def test_idle_agencies_cost_nothing_but_the_heads(
    house: House, stream: JetStreamContext, new_agency: Callable[[], str]
) -> None:
    agencies = [new_agency() for _ in range(200)]
    await asyncio.gather(*(house.count(agency, 1) for agency in agencies))
    stop = asyncio.Event()
    async with Ledger.open(house.cluster.ledger("relay"), AgencyKeys(house.cluster.keys)) as ledger:
        asked = Asked(ledger)
        post = RelayPost(
            ledger=asked,  # type: ignore[arg-type]  # it has what a relay asks for
            dsn=house.cluster.ledger("relay"),
            bus=house.bus("relay"),
            provisioner=house.bus("provisioner"),
            services=(SERVICE,),
        )
        running = asyncio.create_task(run_relay(post, stop))
        await asyncio.gather(*(carried(house, stream, agency) for agency in agencies[::20]))
        await asyncio.sleep(1)
        asked.calls.clear()
        await asyncio.sleep(2.5)
        stop.set()
        await running
    assert asked.calls.keys() == {"heads"}
    assert 2 <= asked.calls["heads"] <= 3


class Asked:
    """A ledger that counts what it is asked."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += 1
        return getattr(self._ledger, name)


async def _is(health: Health, *, ready: bool = True) -> bool:
    return health.ready == ready


async def _holds(stream: JetStreamContext, facts: int) -> bool:
    return (await stream.stream_info(FACTS)).state.messages == facts
