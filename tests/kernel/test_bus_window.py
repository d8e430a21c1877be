"""Pipelined publishing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.message import Message
from concord_kernel.bus.stream import FACTS, stream_config
from concord_kernel.bus.window import NotStoredError, Window

from tests.support.reading import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.servers import NatsServer
    from nats.aio.client import Client

    from tests.support.servers import Nats

pytestmark = pytest.mark.anyio


async def is_connected(client: Client) -> bool:
    return client.is_connected


def messages(first: int, last: int) -> list[Message]:
    return [
        Message("concord.1.t.t", b"{}", {"Nats-Msg-Id": f"t:{nth}"})
        for nth in range(first, last + 1)
    ]


@pytest.fixture
async def connection(nats: Nats) -> AsyncGenerator[Client]:
    async with connected(Address(servers=(nats.url,))) as client:
        yield client


async def test_what_is_published_is_stored_in_order(connection: Client) -> None:
    await connection.jetstream().add_stream(stream_config())
    async with Window.open(connection, limit=7) as window:
        stored = await window.publish(messages(1, 100))
    assert [one.sequence for one in stored] == list(range(1, 101))
    assert not any(one.repeated for one in stored)
    last = await connection.jetstream().get_last_msg(FACTS, "concord.1.>")
    assert (last.headers or {})["Nats-Msg-Id"] == "t:100"


async def test_a_repeated_message_is_recognised(connection: Client) -> None:
    await connection.jetstream().add_stream(stream_config())
    async with Window.open(connection) as window:
        await window.publish(messages(1, 3))
        again = await window.publish(messages(2, 4))
    assert [one.repeated for one in again] == [True, True, False]


async def test_without_a_stream_it_says_so_at_once_and_goes_on_later(connection: Client) -> None:
    async with Window.open(connection, limit=5) as window:
        for _ in range(3):
            with pytest.raises(NotStoredError) as refused:
                await window.publish(messages(1, 4))
            assert refused.value.code == 503
        await connection.jetstream().add_stream(stream_config())
        assert len(await window.publish(messages(1, 20))) == 20


async def test_a_refusal_of_the_stream_is_told(connection: Client) -> None:
    config = stream_config()
    config.max_msg_size = 10
    await connection.jetstream().add_stream(config)
    async with Window.open(connection, limit=2) as window:
        with pytest.raises(NotStoredError) as refused:
            await window.publish([Message("concord.1.t.t", b"x" * 100, {})])
        assert refused.value.code == 400
        with pytest.raises(NotStoredError):
            await window.publish([Message("concord.1.t.t", b"x" * 100, {})] * 10)


async def test_silence_ends_after_the_patience_and_leaves_the_window_open(
    connection: Client,
) -> None:
    await connection.subscribe("concord.1.t.t")  # somebody listens, nobody answers
    async with Window.open(connection, limit=2, patience=0.2) as window:
        for _ in range(3):
            with pytest.raises(NotStoredError) as silent:
                await window.publish(messages(1, 5))
            assert silent.value.code == 0
        await connection.jetstream().add_stream(stream_config())
        assert len(await window.publish(messages(1, 5))) == 5


async def test_while_the_server_is_away_nothing_is_promised(own_nats: NatsServer) -> None:
    async with connected(Address(servers=(own_nats.url,))) as client:
        await client.jetstream().add_stream(stream_config())
        async with Window.open(client, patience=0.5) as window:
            await asyncio.to_thread(own_nats.kill)
            with pytest.raises(NotStoredError):
                await window.publish(messages(1, 5))
            await asyncio.to_thread(own_nats.start)
            await eventually(lambda: is_connected(client))
            stored = await window.publish(messages(1, 5))
            assert [one.sequence for one in stored] == [1, 2, 3, 4, 5]
