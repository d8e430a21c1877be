"""A house at a port of this machine, for tests at a browser that also ask the house itself.

It lives in a thread with a loop of its own, since a browser's driver waits in the test's.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import uvicorn
from concord_kernel.bus.running import end

from tests.support.provider import free_port
from tests.support.servers import room
from tests.support.site import House, open_house

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator

    from tests.support.servers import Cluster
    from tests.support.site import Site

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for the house to open, to do something, and to close."""


@dataclass
class Hosted:
    """A house that answers at a port.

    Attributes:
        house: What answers.
        url: Where.
        loop: Where the house lives.
    """

    house: House
    url: str
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the house do something, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    @contextmanager
    def following(self, site: Site) -> Generator[None]:
        """Readers follow an agency's log for as long as the block lasts, as in a deployment."""
        task = self.run(_begun(site))
        try:
            yield
        finally:
            self.run(end(task))


async def _begun(site: Site) -> asyncio.Task[None]:
    return asyncio.create_task(_follow(site))


async def _follow(site: Site) -> None:
    while True:
        await site.read()
        await asyncio.sleep(0.05)


@contextmanager
def hosting(cluster: Cluster) -> Generator[Hosted]:
    """Everything answers for as long as the block lasts.

    Args:
        cluster: A provisioned cluster.
    """
    found: list[Hosted] = []
    begun, over = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_host(cluster, found, begun, over)))
    thread.start()
    try:
        assert begun.wait(PATIENCE)
        yield found[0]
    finally:
        over.set()
        thread.join(PATIENCE)


async def _host(
    cluster: Cluster, found: list[Hosted], begun: threading.Event, over: threading.Event
) -> None:
    with room() as home:
        async with open_house(cluster, home) as house:
            port = free_port()
            config = uvicorn.Config(house, port=port, log_level="warning", lifespan="off")
            server = uvicorn.Server(config)
            answering = asyncio.create_task(server.serve())
            while not server.started:  # ruff: ignore[async-busy-wait] -- the server has no event to wait for
                await asyncio.sleep(0.02)
            found.append(Hosted(house, f"http://localhost:{port}", asyncio.get_running_loop()))
            begun.set()
            while not over.is_set():  # ruff: ignore[async-busy-wait] -- the test is in another thread
                await asyncio.sleep(0.1)
            server.should_exit = server.force_exit = True
            await answering
