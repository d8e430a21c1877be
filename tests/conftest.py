"""Fixtures that every test may use. ``tests/README.md`` lists them."""

from __future__ import annotations

import asyncio
import gc
import itertools
import secrets
from typing import TYPE_CHECKING

import pytest
from concord_kernel.cli.processes import YOUNG_OBJECTS
from concord_kernel.provision import provision
from concord_kernel.servers import NatsServer, PostgresServer

from tests.support.apart import apart
from tests.support.servers import (
    Cluster,
    Nats,
    Postgres,
    copied,
    postgres_template,
    room,
    running_nats,
    running_postgres,
    service_names,
    thrown_away,
    wipe,
)
from tests.support.site import open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from pathlib import Path

    from tests.support.site import House, Site

pytest_plugins = ("tests.support.groups", "tests.support.stage", "tests.support.stuck")

_RUN = secrets.token_hex(4)
_NUMBERS = itertools.count(1)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through all of it for garbage takes much of a run."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def shared_nats() -> Iterator[Nats]:
    with running_nats() as server:
        yield server


@pytest.fixture
def nats(shared_nats: Nats) -> Nats:
    asyncio.run(wipe(shared_nats.url))
    return shared_nats


@pytest.fixture(scope="session")
def cluster(postgres: Postgres) -> Iterator[Cluster]:
    with room() as home:
        cluster = Cluster(postgres, home / "keys")
        begin = provision(postgres.admin_dsn, cluster.passwords, service_names())
        apart(lambda: asyncio.run(begin))
        yield cluster


@pytest.fixture(scope="session")
def new_agency() -> Callable[[], str]:
    return lambda: f"ca-test-{_RUN}-{next(_NUMBERS)}"


@pytest.fixture
def agency(new_agency: Callable[[], str]) -> str:
    return new_agency()


@pytest.fixture
def server_room() -> Iterator[Path]:
    with room() as path:
        yield path


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    with postgres_template() as home:
        yield home


@pytest.fixture
def own_postgres(server_room: Path, template: Path) -> Iterator[PostgresServer]:
    home = copied(template, server_room / "postgres")
    with thrown_away(PostgresServer(home)) as server:
        yield server


@pytest.fixture
def own_nats(server_room: Path) -> Iterator[NatsServer]:
    with thrown_away(NatsServer(server_room / "nats")) as server:
        yield server


@pytest.fixture(scope="session")
async def all_services(cluster: Cluster) -> AsyncGenerator[House]:
    with room() as home:
        async with open_house(cluster, home) as house:
            yield house


@pytest.fixture
async def site(all_services: House, agency: str) -> Site:
    return await all_services.join(agency)
