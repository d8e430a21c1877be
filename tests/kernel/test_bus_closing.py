"""Whoever speaks with the bus leaves no socket behind, however often they are told to end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psutil
import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.readers.run import ReadersPost, run_readers

from tests.support.reading import SERVICE, House, counting, eventually

if TYPE_CHECKING:
    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


def sockets(nats: Nats) -> int:
    """How many lines this process has to the bus."""
    port = int(nats.url.rpartition(":")[2])
    lines = psutil.Process().net_connections("tcp")
    return sum(bool(one.raddr) and one.raddr.port == port for one in lines)


async def told_at_every_turn(work: asyncio.Task[None]) -> None:
    while not work.done():
        work.cancel()
        await asyncio.sleep(0)


async def test_a_connection_that_ends_leaves_no_socket(nats: Nats) -> None:
    before, found = sockets(nats), asyncio.Event()
    using = asyncio.create_task(_use(nats, found))
    await found.wait()
    assert sockets(nats) == before + 1

    await told_at_every_turn(using)

    assert sockets(nats) == before


async def _use(nats: Nats, found: asyncio.Event) -> None:
    async with connected(Address(servers=(nats.url,))):
        found.set()
        await asyncio.sleep(60)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.5])
async def test_readers_that_end_while_they_connect_or_read_leave_no_socket(
    cluster: Cluster, nats: Nats, after: float
) -> None:
    async with House.open(cluster, nats.url) as house, house.relaying() as relay:
        await eventually(lambda: holds(relay.ready))
        post = ReadersPost(
            service=SERVICE,
            readers=(counting("closing"),),
            rows=house.rows,
            ledger=house.ledger,
            bus=house.bus(SERVICE),
        )
        before = sockets(nats)
        reading = asyncio.create_task(run_readers(post, asyncio.Event()))
        await eventually(lambda: holds(sockets(nats) > before))
        await asyncio.sleep(after)

        await told_at_every_turn(reading)

        assert sockets(nats) == before


async def test_readers_that_end_while_a_server_says_nothing_leave_no_socket(
    cluster: Cluster, nats: Nats
) -> None:
    came, left = asyncio.Event(), asyncio.Event()

    async def silent(said: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        came.set()
        await said.read()
        left.set()
        answer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, House.open(cluster, nats.url) as house:
        post = ReadersPost(
            service=SERVICE,
            readers=(counting("closing"),),
            rows=house.rows,
            ledger=house.ledger,
            bus=Address(servers=(f"nats://127.0.0.1:{port}",)),
        )
        reading = asyncio.create_task(run_readers(post, asyncio.Event()))
        await came.wait()

        await told_at_every_turn(reading)

        async with asyncio.timeout(3):
            await left.wait()


async def holds(it: object) -> bool:
    return bool(it)
