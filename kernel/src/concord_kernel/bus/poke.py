"""Tells the relays that an agency's log has grown: fire and forget, beside the commit.

A poke that is lost costs at most the relay's next look, a second later. So nothing here waits,
retries or raises. Given to the ledger as what it calls after a commit.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Self

import nats.errors

from concord_kernel.bus.address import connected
from concord_kernel.bus.running import end
from concord_kernel.bus.subjects import poke

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from nats.aio.client import Client

    from concord_kernel.bus.address import Address


class Poker:
    """Pokes by a connection of its own, which it makes when the bus is there."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._grown: set[str] = set()
        self._wake = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls, address: Address) -> AsyncGenerator[Self]:
        """A poker; returns at once, also when the bus is away."""
        poker = cls(address)
        running = asyncio.create_task(poker._run())
        try:
            yield poker
        finally:
            await end(running)

    def poke(self, agency: str) -> None:
        """Say that an agency's log has grown; never blocks, never raises."""
        self._grown.add(agency)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            async with connected(self._address) as connection:
                while not connection.is_closed:
                    await self._wake.wait()
                    await self._tell(connection)

    async def _tell(self, connection: Client) -> None:
        self._wake.clear()
        grown, self._grown = self._grown, set()
        if not connection.is_connected:
            return
        with suppress(nats.errors.Error):
            for agency in grown:
                await connection.publish(poke(agency))
