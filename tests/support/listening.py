"""A browser that listens: server-sent events over real HTTP, from the services of this process."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import httpx2
import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from tests.support.site import House, Visitor


class Heard(NamedTuple):
    """One event."""

    event: str
    id: str
    data: str


@dataclass
class Ear:
    """An open stream.

    Attributes:
        status: How the request was answered.
        events: What came, until the stream ended.
        is_over: Set when it ended.
    """

    status: int
    events: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def hears(self, seconds: float = 5.0) -> Heard:
        """The next event."""
        async with asyncio.timeout(seconds):
            return await self.events.get()

    async def is_silent(self, seconds: float = 1.5) -> bool:
        """Whether nothing comes for a while."""
        await asyncio.sleep(seconds)
        return self.events.empty()

    async def listen(self, lines: AsyncIterator[str]) -> None:
        """Take in what comes, until the stream ends or is cut off."""
        with suppress(httpx2.TransportError):
            await self._take_in(lines)
        self.is_over.set()

    async def _take_in(self, lines: AsyncIterator[str]) -> None:
        said: dict[str, str] = {}
        async for line in lines:
            name, _, value = line.partition(":")
            if name:
                said[name] = value.removeprefix(" ")
            elif not line and "event" in said:
                heard = Heard(said.pop("event"), said.pop("id", ""), said.pop("data", ""))
                self.events.put_nowait(heard)


@dataclass(frozen=True)
class Served:
    """The services at an address."""

    url: str

    @asynccontextmanager
    async def listen(
        self, who: Visitor, path: str, *, last: str = "", accept: str = "text/event-stream"
    ) -> AsyncGenerator[Ear]:
        """Somebody's stream, for as long as the block lasts."""
        headers = {"Authorization": f"Bearer {await who.shown()}", "Accept": accept}
        if last:
            headers["Last-Event-ID"] = last
        async with (
            httpx2.AsyncClient(timeout=30) as http,
            http.stream("GET", self.url + path, headers=headers) as answer,
        ):
            ear = Ear(answer.status_code)
            task = asyncio.create_task(ear.listen(answer.aiter_lines()))
            try:
                yield ear
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def served(house: House) -> AsyncGenerator[Served]:
    """The services of a house over HTTP."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
        config = uvicorn.Config(
            house, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=3
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[place]))
        while not server.started:  # ruff: ignore[async-busy-wait] -- the server says so by a flag
            await asyncio.sleep(0.01)
        try:
            yield Served(f"http://127.0.0.1:{port}")
        finally:
            server.should_exit = True
            await task
