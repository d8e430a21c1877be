"""What a measurement stands on: servers from the wheels, fresh, durable, with the real roles."""

from __future__ import annotations

import asyncio
import sysconfig
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import umadb
from concord_kernel.provision import provision
from concord_kernel.servers import PostgresServer
from concord_kernel.servers.ports import LOOPBACK, free_port
from concord_kernel.servers.process import ServerProcess

from tests.support.servers import Cluster, room, service_names

if TYPE_CHECKING:
    from collections.abc import Generator

UMADB_STARTS_WITHIN = 15.0
"""Seconds."""


@contextmanager
def provisioned() -> Generator[Cluster]:
    """A new PostgreSQL with Concord's databases and roles, and nothing recorded."""
    with room() as home, PostgresServer(home / "postgres") as server:
        cluster = Cluster(server, home / "keys")
        asyncio.run(provision(server.admin_dsn, cluster.passwords, service_names()))
        yield cluster


@contextmanager
def running_umadb() -> Generator[str]:
    """UmaDB's server with its own settings; its address."""
    with room() as home:
        where = f"{LOOPBACK}:{free_port()}"
        url = f"http://{where}"
        program = Path(sysconfig.get_path("scripts")) / "umadb"
        command = [str(program), "--listen", where, "--db-path", str(home / "umadb")]
        server = ServerProcess("UmaDB", command, home / "umadb.log")
        server.start()
        try:
            server.wait_until(lambda: _answers(url), UMADB_STARTS_WITHIN)
            yield url
        finally:
            server.stop()


def _answers(url: str) -> bool:
    try:
        umadb.Client(url).head()
    except (umadb.TransportError, OSError):
        return False
    return True
