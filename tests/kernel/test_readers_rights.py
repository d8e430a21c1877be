"""Relay and readers as the users that they are in production: each with the least it needs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.bus.accounts import render
from concord_kernel.bus.address import Address
from concord_kernel.bus.keys import BusKeys
from concord_kernel.servers import NatsServer

from tests.support.reading import (
    SERVICE,
    House,
    apart,
    chaining,
    counting,
    eventually,
    folded_chain,
    folded_counts,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


COUNTING = counting("rights-counts")
CHAINING = chaining("rights-chain")


@pytest.fixture
async def guarded(server_room: Path) -> AsyncGenerator[tuple[NatsServer, Callable[[str], Address]]]:
    keys = BusKeys(server_room / "keys")
    conf = render([SERVICE, "scheduling"], [], [], keys.public)
    server = NatsServer(server_room / "nats", conf)
    await asyncio.to_thread(server.start)
    try:
        yield server, lambda user: Address(servers=(server.url,), user=user, seed=keys.seed(user))
    finally:
        await asyncio.to_thread(server.stop)


async def holds_all(house: House, agency: str) -> None:
    history = await house.history(agency)
    for reader in (COUNTING, CHAINING):
        await house.caught_up(reader, agency, len(history))
    assert await house.counts(COUNTING, agency) == folded_counts(history)
    assert await house.chain(CHAINING, agency) == folded_chain(history)


async def by_the_bus(house: House, agency: str) -> bool:
    """Faster than a comparison with the ledger would be."""
    await asyncio.sleep(0.3)
    return await house.rows.wait(CHAINING.name, agency, await house.count(agency, 1), 0.5)


async def test_least_rights_are_enough(
    cluster: Cluster, guarded: tuple[NatsServer, Callable[[str], Address]], agency: str
) -> None:
    server, user = guarded
    async with (
        House.open(cluster, server.url, user) as house,
        house.relaying() as health,
        house.reading(COUNTING, CHAINING),
    ):
        await house.count(agency, 30)
        await holds_all(house, agency)
        await eventually(lambda: by_the_bus(house, agency))
        assert health.ready
        await asyncio.to_thread(server.erase)
        await house.count(agency, 30)
        await asyncio.to_thread(server.start)
        await eventually(lambda: by_the_bus(house, agency))
        await holds_all(house, agency)


async def test_a_stranger_gets_no_facts_by_the_bus_but_its_rows_stay_right(
    cluster: Cluster, guarded: tuple[NatsServer, Callable[[str], Address]], agency: str
) -> None:
    """Another service's key opens no consumer of ours; readers then live by the ledger."""
    server, user = guarded
    async with (
        House.open(cluster, server.url, user) as house,
        house.relaying(),
        house.reading(COUNTING, CHAINING, bus=user("scheduling")),
    ):
        await house.count(agency, 10)
        await holds_all(house, agency)
