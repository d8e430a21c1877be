"""Fixtures of the kernel's tests: a ledger's database, plain and with partitions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.ledger import AgencyKeys, Ledger

from tests.support.ledgers import Place, another

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.servers import Cluster


@pytest.fixture(scope="session")
def in_parts(cluster: Cluster) -> Place:
    return asyncio.run(another(cluster, "concord_ledger_in_parts", in_parts=True))


@pytest.fixture(params=["one-table", "sixteen-parts"])
def place(request: pytest.FixtureRequest, cluster: Cluster) -> Place:
    """Either schema: what holds on one holds on the other."""
    if request.param == "one-table":
        return Place(cluster, "concord_ledger")
    found = request.getfixturevalue("in_parts")
    assert isinstance(found, Place)
    return found


@pytest.fixture
def keys(cluster: Cluster) -> AgencyKeys:
    return AgencyKeys(cluster.keys)


@pytest.fixture
async def ledger(place: Place, keys: AgencyKeys) -> AsyncGenerator[Ledger]:
    """The review service's."""
    async with Ledger.open(place.dsn("review"), keys) as ledger:
        yield ledger
