"""What the ledger calls after a commit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.poke import Poker
from concord_kernel.bus.subjects import EVERY_POKE

if TYPE_CHECKING:
    from concord_kernel.servers import NatsServer
    from nats.aio.msg import Msg

    from tests.support.servers import Nats

pytestmark = pytest.mark.anyio


async def test_relays_hear_that_a_log_has_grown(nats: Nats) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hear(said: Msg) -> None:
        heard.put_nowait(said.subject)

    address = Address(servers=(nats.url,))
    async with connected(address) as relay, Poker.open(address) as poker:
        await relay.subscribe(EVERY_POKE, cb=hear)
        await relay.flush()
        await asyncio.sleep(0.2)
        for _ in range(1000):
            poker.poke("ca-x")  # a hundred commits at once are one poke
        assert await asyncio.wait_for(heard.get(), 5) == "concord.poke.ca-x"
        poker.poke("ca-y")
        assert await asyncio.wait_for(heard.get(), 5) == "concord.poke.ca-y"
        assert heard.empty()


async def test_while_the_bus_is_away_nothing_waits_and_nothing_is_kept(
    own_nats: NatsServer,
) -> None:
    await asyncio.to_thread(own_nats.stop)
    began = asyncio.get_running_loop().time()
    async with Poker.open(Address(servers=(own_nats.url,))) as poker:
        poker.poke("ca-x")
        await asyncio.sleep(0.1)
        poker.poke("ca-y")
    assert asyncio.get_running_loop().time() - began < 2
