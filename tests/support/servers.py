"""Real servers for tests: given addresses, containers where an engine answers, else the wheels.

``CONCORD_TEST_POSTGRES`` is a superuser's address, ``CONCORD_TEST_NATS`` a URL without accounts.
Servers that a test kills or fills come from ``Room`` and are always the wheels'.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- to copy a directory
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import SplitResult, urlsplit

import nats as nats_client
import psycopg
from concord_kernel.servers import NatsServer, PostgresAddress, PostgresServer
from psycopg.conninfo import conninfo_to_dict
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

if TYPE_CHECKING:
    from collections.abc import Generator

POSTGRES_IMAGE = "postgres:18"
NATS_IMAGE = "nats:2.15-alpine"
_CONTAINER_PASSWORD = "container"  # ruff: ignore[hardcoded-password-string] -- of a server that a test throws away


Wheel = TypeVar("Wheel", PostgresServer, NatsServer)


class Postgres(Protocol):
    """A server to log in to."""

    @property
    def admin_dsn(self) -> str: ...

    def dsn(self, database: str, user: str, password: str) -> str: ...


class Nats(Protocol):
    """A server to connect to."""

    @property
    def url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NatsAddress:
    url: str


@cache
def docker_answers() -> bool:
    """Ping the engine ourselves: docker's client leaves a socket open when there is none."""
    where = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    try:
        with _engine_socket(where) as engine:
            engine.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in engine.recv(1024)
    except OSError:
        return False


def _engine_socket(where: SplitResult) -> socket.socket:
    if where.scheme == "tcp":
        return socket.create_connection(
            (where.hostname or "localhost", where.port or 2375), timeout=2
        )
    engine = socket.socket(socket.AF_UNIX)
    engine.settimeout(2)
    try:
        engine.connect(where.path)
    except OSError:
        engine.close()
        raise
    return engine


@contextmanager
def room() -> Generator[Path]:
    """A fresh directory that the user of PostgreSQL can pass through, also when we are root."""
    path = Path(tempfile.mkdtemp(prefix="concord-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def thrown_away(server: Wheel) -> Generator[Wheel]:
    """Start a server whose data nobody wants afterwards, so that it need not be stopped gently."""
    server.start()
    try:
        yield server
    finally:
        server.kill()
        server.erase()


@contextmanager
def postgres_template() -> Generator[Path]:
    """The home of a server that was started once; a copy of it starts faster than a new one."""
    with room() as home:
        with PostgresServer(home / "template"):
            pass
        yield home / "template"


def copied(template: Path, home: Path) -> Path:
    """A copy with owners and modes, which the standard library would lose."""
    subprocess.run(["cp", "-a", str(template), str(home)], check=True)  # ruff: ignore[start-process-with-partial-path, subprocess-without-shell-equals-true] -- a fixed command
    return home


@contextmanager
def running_postgres() -> Generator[Postgres]:
    if given := os.environ.get("CONCORD_TEST_POSTGRES"):
        yield given_postgres(given)
    elif docker_answers():
        with _postgres_container() as address:
            yield address
    else:
        with room() as home, thrown_away(PostgresServer(home / "postgres")) as server:
            yield server


def given_postgres(dsn: str) -> PostgresAddress:
    parts = conninfo_to_dict(dsn)
    return PostgresAddress(
        str(parts.get("host", "")),
        int(parts.get("port") or 5432),
        str(parts.get("password", "")),
        str(parts["user"]),
    )


@contextmanager
def _postgres_container() -> Generator[PostgresAddress]:
    container = DockerContainer(
        POSTGRES_IMAGE, env={"POSTGRES_PASSWORD": _CONTAINER_PASSWORD}, ports=[5432]
    )
    with container:
        host, port = container.get_container_host_ip(), container.get_exposed_port(5432)
        address = PostgresAddress(host, int(port), _CONTAINER_PASSWORD)
        _wait_for(address.admin_dsn)
        yield address


def _wait_for(dsn: str, seconds: float = 60) -> None:
    """The image starts a server without a network first, so its log says "ready" too early.

    Raises:
        OperationalError: it does not come.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def running_nats() -> Generator[Nats]:
    if given := os.environ.get("CONCORD_TEST_NATS"):
        yield NatsAddress(given)
    elif docker_answers():
        with _nats_container() as address:
            yield address
    else:
        with room() as home, thrown_away(NatsServer(home / "nats")) as server:
            yield server


@contextmanager
def _nats_container() -> Generator[NatsAddress]:
    container = DockerContainer(NATS_IMAGE, command="-js", ports=[4222])
    with container.waiting_for(LogMessageWaitStrategy("Server is ready")):
        host, port = container.get_container_host_ip(), container.get_exposed_port(4222)
        yield NatsAddress(f"nats://{host}:{port}")


async def wipe(url: str) -> None:
    """Remove every stream, and so every consumer."""
    connection = await nats_client.connect(url)
    stream_api = connection.jetstream()
    for stream in await stream_api.streams_info():
        await stream_api.delete_stream(str(stream.config.name))
    await connection.close()


def service_names() -> tuple[str, ...]:
    """The installed services."""
    return tuple(sorted(entry.name for entry in entry_points(group="concord.service.v1")))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A provisioned deployment's databases, and a directory for its agencies' keys."""

    postgres: Postgres
    keys: Path

    @property
    def passwords(self) -> dict[str, str]:
        """The same in every worker, so that workers may share a server."""
        fixed = ("owner", "operator", "vault", "relay", "auditor", "people", "sessions")
        return {f"concord_{role}": f"test-{role}" for role in (*fixed, *service_names())}

    def ledger(self, role: str) -> str:
        """The ledger's address for ``review``, ``relay``, ``auditor``…"""
        return self._dsn("concord_ledger", role)

    def rows(self, service: str) -> str:
        """A service's database of rows."""
        return self._dsn(f"concord_{service}", service)

    def vault(self) -> str:
        return self._dsn("concord_vault", "vault")

    def people(self) -> str:
        """The people's database, as the door writes it."""
        return self._dsn("concord_people", "people")

    def sessions(self) -> str:
        """The people's database, as every service asks it."""
        return self._dsn("concord_people", "sessions")

    def owned(self, database: str) -> str:
        """Any database, as the owner of schemas."""
        return self._dsn(database, "owner")

    def _dsn(self, database: str, role: str) -> str:
        user = f"concord_{role}"
        return self.postgres.dsn(database, user, self.passwords[user])
