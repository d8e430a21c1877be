"""The bundled NATS server: started, stopped, killed, reloaded; clients come back by themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import nats
import pytest
from concord_kernel.servers import NatsServer, ServerFailedError

if TYPE_CHECKING:
    from pathlib import Path


async def store(url: str) -> int:
    connection = await nats.connect(url)
    stream = connection.jetstream()
    await stream.add_stream(name="KEPT", subjects=["kept"])
    acknowledged = await stream.publish("kept", b"")
    await connection.close()
    return acknowledged.seq


def test_messages_outlive_stop_kill_and_restart(own_nats: NatsServer) -> None:
    url = own_nats.url
    assert asyncio.run(store(own_nats.url)) == 1
    own_nats.restart()
    assert asyncio.run(store(own_nats.url)) == 2
    own_nats.kill()
    assert not own_nats.alive
    own_nats.start()
    assert asyncio.run(store(own_nats.url)) == 3
    assert own_nats.url == url


def test_a_client_comes_back_by_itself(own_nats: NatsServer) -> None:
    async def survive() -> None:
        back = asyncio.Event()

        async def came_back() -> None:
            back.set()

        connection = await nats.connect(
            own_nats.url, reconnect_time_wait=0.05, reconnected_cb=came_back
        )
        heard = await connection.subscribe("here")
        await asyncio.to_thread(own_nats.kill)
        await asyncio.to_thread(own_nats.start)
        await asyncio.wait_for(back.wait(), 10)
        await connection.publish("here", b"again")
        assert (await heard.next_msg(5)).data == b"again"
        await connection.close()

    asyncio.run(survive())


def test_a_taken_port_is_said(own_nats: NatsServer, server_room: Path) -> None:
    port = int(own_nats.url.rpartition(":")[2])
    rival = NatsServer(server_room / "rival", port=port)
    with pytest.raises(ServerFailedError, match=rf"NATS cannot listen on 127\.0\.0\.1:{port}"):
        rival.start()
    with pytest.raises(ServerFailedError, match="runs already"):
        own_nats.start()


def test_a_configuration_it_cannot_read_is_said_with_its_line(server_room: Path) -> None:
    server = NatsServer(server_room / "nats", "accounts {\n  nobody: [\n")
    with pytest.raises(ServerFailedError, match=r"(?s)NATS ended with status 1.*line"):
        server.start()


def test_a_reload_is_in_force_when_it_returns(own_nats: NatsServer) -> None:
    own_nats.reload("max_connections: 77\n")
    assert own_nats.monitor("varz")["max_connections"] == 77
    with pytest.raises(ServerFailedError, match="cannot read its configuration"):
        own_nats.reload("max_connections: [\n")
    own_nats.restart()
    assert own_nats.monitor("varz")["max_connections"] == 77


def test_the_store_may_be_elsewhere(server_room: Path) -> None:
    with NatsServer(server_room / "nats", store=server_room / "elsewhere") as server:
        asyncio.run(store(server.url))
        assert server.store == server_room / "elsewhere"
        assert any(server.store.rglob("*.blk"))
        server.erase()
    assert list(server_room.iterdir()) == []
