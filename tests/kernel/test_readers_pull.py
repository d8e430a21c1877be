"""Asking ahead: every message once, in order, across renewals, wipes and restarts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import nats.errors
import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.message import position_of, render
from concord_kernel.bus.stream import FACTS, provision
from concord_kernel.bus.subjects import partition
from concord_kernel.bus.window import Window
from concord_kernel.readers import pull as module
from concord_kernel.readers.pull import Pull

from tests.support.facts import envelope
from tests.support.reading import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.servers import NatsServer
    from nats.aio.client import Client

    from tests.support.servers import Nats

pytestmark = pytest.mark.anyio

AGENCY = "ca-pulled"
CONSUMER = f"review-{partition(AGENCY)}"


@pytest.fixture
async def connection(nats: Nats) -> AsyncGenerator[Client]:
    async with connected(Address(servers=(nats.url,))) as client:
        await provision(client.jetstream(), ["review"])
        yield client


async def publish(connection: Client, first: int, last: int) -> None:
    async with Window.open(connection) as window:
        await window.publish([render(envelope(AGENCY, nth)) for nth in range(first, last + 1)])


async def fetched(pull: Pull, messages: int, seconds: float = 10) -> list[int]:
    """So many positions, acknowledged."""
    found: list[int] = []
    async with asyncio.timeout(seconds):
        while len(found) < messages:
            try:
                [message] = await pull.fetch(1, 0.5)
            except nats.errors.TimeoutError:
                continue
            found.append(position_of(message.headers))
            await message.ack()
    return found


async def fetched_until(pull: Pull, last: int) -> set[int]:
    """Positions up to the last; a killed server may deliver anew what it had not yet noted down."""
    found: set[int] = set()
    while last not in found:
        found.update(await fetched(pull, 1))
    return found


async def test_messages_come_in_order_each_once(connection: Client) -> None:
    await publish(connection, 1, 300)
    pull = await Pull.start(connection, CONSUMER)
    assert await fetched(pull, 300) == list(range(1, 301))
    await publish(connection, 301, 303)
    assert await fetched(pull, 3) == [301, 302, 303]
    with pytest.raises(nats.errors.TimeoutError):
        await pull.fetch(1, 0.1)


async def test_what_waits_here_is_bounded(connection: Client) -> None:
    await publish(connection, 1, 1000)
    pull = await Pull.start(connection, CONSUMER)
    await pull.fetch(1, 2)
    await asyncio.sleep(0.3)
    info = await connection.jetstream().consumer_info(FACTS, CONSUMER)
    assert module.AHEAD <= (info.num_ack_pending or 0) <= 2 * module.AHEAD


async def test_two_copies_share_the_messages(connection: Client, nats: Nats) -> None:
    async with connected(Address(servers=(nats.url,))) as other:
        one, two = await Pull.start(connection, CONSUMER), await Pull.start(other, CONSUMER)
        both = asyncio.gather(fetched(one, 60), fetched(two, 60))
        await asyncio.sleep(0.2)
        for nth in range(1, 121):
            await publish(connection, nth, nth)
        first, second = await both
    assert sorted(first + second) == list(range(1, 121))
    assert first == sorted(first)
    assert second == sorted(second)


async def test_a_request_that_ran_out_is_made_again(
    connection: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXPIRES", 0.2)
    pull = await Pull.start(connection, CONSUMER)
    with pytest.raises(nats.errors.TimeoutError):
        await pull.fetch(1, 0.7)
    await publish(connection, 1, 3)
    assert await fetched(pull, 3) == [1, 2, 3]


async def test_without_a_consumer_it_asks_only_now_and_then(connection: Client) -> None:
    await connection.jetstream().delete_stream(FACTS)
    pull = await Pull.start(connection, CONSUMER)
    sent = connection.stats["out_msgs"]
    for _ in range(10):
        with pytest.raises(nats.errors.TimeoutError):
            await pull.fetch(1, 0.1)
    assert connection.stats["out_msgs"] - sent <= 4
    await provision(connection.jetstream(), ["review"])
    await publish(connection, 1, 3)
    assert await fetched(pull, 3) == [1, 2, 3]


async def test_after_a_wipe_the_new_streams_messages_come(connection: Client) -> None:
    pull = await Pull.start(connection, CONSUMER)
    for _ in range(3):
        await publish(connection, 1, 100)
        assert await fetched(pull, 100) == list(range(1, 101))
        await connection.jetstream().delete_stream(FACTS)
        await provision(connection.jetstream(), ["review"])


async def is_connected(client: Client) -> bool:
    return client.is_connected


async def test_after_a_restart_it_asks_anew(own_nats: NatsServer) -> None:
    async with connected(Address(servers=(own_nats.url,))) as client:
        await provision(client.jetstream(), ["review"])
        pull = await Pull.start(client, CONSUMER)
        await publish(client, 1, 5)
        assert await fetched(pull, 5) == [1, 2, 3, 4, 5]
        await asyncio.to_thread(own_nats.kill)
        with pytest.raises(nats.errors.TimeoutError):
            await pull.fetch(1, 0.3)
        await asyncio.to_thread(own_nats.start)
        await eventually(lambda: is_connected(client))
        await publish(client, 6, 9)
        assert await fetched_until(pull, 9) >= {6, 7, 8, 9}


async def test_who_waits_for_long_is_served_as_somebody_keeps_asking(connection: Client) -> None:
    pull = await Pull.start(connection, CONSUMER)
    waiting = asyncio.create_task(pull.fetch(1, 60))
    await asyncio.sleep(0.2)
    await connection.jetstream().delete_stream(FACTS)
    await provision(connection.jetstream(), ["review"])
    await publish(connection, 1, 1)

    async with asyncio.timeout(15):
        while not waiting.done():
            await pull.keep_asking()
            await asyncio.sleep(0.1)
    [message] = waiting.result()
    assert position_of(message.headers) == 1
