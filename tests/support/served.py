"""The services of this process at a port, for a browser: as ``site`` opens them, in a thread."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from tests.support.provider import free_port
from tests.support.servers import room
from tests.support.site import open_house

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.support.servers import Cluster

STARTS_WITHIN = 30.0

KEY = bytes.fromhex("5e" * 32)
"""The session key of services that ``site`` opens."""


@contextmanager
def served(cluster: Cluster) -> Generator[str]:
    """The site's address, for as long as the block lasts."""
    port = free_port()
    server: list[uvicorn.Server] = []
    thread = threading.Thread(target=lambda: asyncio.run(_serve(cluster, port, server)))
    thread.start()
    try:
        _wait_for(server)
        yield f"http://localhost:{port}"
    finally:
        for one in server:
            one.should_exit = True
        thread.join(30)


async def _serve(cluster: Cluster, port: int, server: list[uvicorn.Server]) -> None:
    with room() as home:
        async with open_house(cluster, home) as house:
            config = uvicorn.Config(
                house, host="127.0.0.1", port=port, lifespan="off", log_level="warning", ws="none"
            )
            server.append(uvicorn.Server(config))
            await server[0].serve()


def _wait_for(server: list[uvicorn.Server]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not (server and server[0].started):
        assert time.monotonic() < deadline, "the site does not start"
        time.sleep(0.05)
