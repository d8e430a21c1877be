"""A line to PostgreSQL that a test can cut where it hurts, and on which it counts round trips."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from psycopg.conninfo import conninfo_to_dict, make_conninfo

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

Cut = Literal["", "request", "answer"]

FACTS = rb"\"sv\":"
"""Is in what a client sends when it records facts, and in nothing else: their entries, in JSON."""


@dataclass(slots=True)
class Wire:
    """A proxy in front of a server.

    Attributes:
        dsn: The server's address through the proxy.
        cut: What to lose the next time facts are sent, with the connection: the request, or only
            the answer to it.
        cuts: How often something was lost.
        turns: How often the client spoke after the server had.
    """

    server: str
    dsn: str = ""
    cut: Cut = ""
    cuts: int = 0
    turns: int = 0
    _clients: set[asyncio.StreamWriter] = field(default_factory=set)
    _has_spoken: set[asyncio.StreamWriter] = field(default_factory=set)

    async def connected(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self._clients.add(client)
        from_server, server = await _line_to(self.server)
        losing = asyncio.Event()
        self._has_spoken.add(client)
        back = asyncio.create_task(self._back(from_server, client, losing))
        try:
            await self._forth(reader, server, losing, client)
        except ConnectionError:
            pass
        finally:
            server.close()
            await back
            client.close()
            self._clients.discard(client)
            self._has_spoken.discard(client)

    async def _forth(
        self,
        reader: asyncio.StreamReader,
        server: asyncio.StreamWriter,
        losing: asyncio.Event,
        client: asyncio.StreamWriter,
    ) -> None:
        while data := await reader.read(1 << 20):
            if client in self._has_spoken:
                self._has_spoken.discard(client)
                self.turns += 1
            if self.cut and FACTS in data:
                kind, self.cut = self.cut, ""
                self.cuts += 1
                if kind == "request":
                    return
                losing.set()
            server.write(data)
            await server.drain()

    async def _back(
        self, reader: asyncio.StreamReader, client: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while data := await reader.read(1 << 20):
            if losing.is_set():
                break
            client.write(data)
            self._has_spoken.add(client)
        client.close()

    def hang_up(self) -> None:
        for client in self._clients:
            client.transport.abort()


async def _line_to(dsn: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = conninfo_to_dict(dsn)
    host, port = str(parts["host"]), int(parts.get("port") or 5432)
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    return await asyncio.open_connection(host, port)


@asynccontextmanager
async def wire_to(dsn: str) -> AsyncGenerator[Wire]:
    """A line to a server, for as long as the block lasts."""
    wire = Wire(dsn)
    async with await asyncio.start_server(wire.connected, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        wire.dsn = make_conninfo(
            dsn, host="127.0.0.1", port=port, sslmode="disable", gssencmode="disable"
        )
        try:
            yield wire
        finally:
            wire.hang_up()
