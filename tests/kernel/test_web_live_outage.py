"""Live pages outlive what they need: the process that serves them, the database, and the bus.

The bus is away in all of these: live pages have no need of it.
"""

from __future__ import annotations

import asyncio
import signal
from time import monotonic
from typing import TYPE_CHECKING

import httpx2
import pytest
from concord_kernel.provision import provision
from concord_kernel.servers.ports import free_port
from concord_kernel.web import streams

from tests.support import story
from tests.support.commands import running
from tests.support.listening import Served, served
from tests.support.servers import Cluster, service_names
from tests.support.site import open_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from concord_kernel.servers import PostgresServer

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio


def live(one: story.Story) -> str:
    return f"/review/api/v1/{one.site.agency}/reviews/{one.review}/live"


async def answers(url: str, seconds: float = 60) -> None:
    """Wait until a process is ready."""
    async with httpx2.AsyncClient() as http, asyncio.timeout(seconds):
        while True:
            try:
                if (await http.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.1)


async def test_a_killed_process_is_followed_by_another_that_says_look_again(
    all_services: House, site: Site
) -> None:
    one = await story.opened(site)
    await site.read()
    settings = all_services.office("review").settings
    port = free_port()
    web = Served(f"http://127.0.0.1:{port}")
    with running("serve", settings, "review", port) as first:
        await answers(web.url)
        async with web.listen(one.coordinator, live(one)) as ear:
            seen = await ear.hears()
            first.kill()
            async with asyncio.timeout(5):
                await ear.is_over.wait()
    await one.plan()
    await site.read()
    with running("serve", settings, "review", port):
        await answers(web.url)
        async with web.listen(one.coordinator, live(one), last=seen.id) as again:
            assert (await again.hears()).event == "changed"


async def test_a_process_with_open_streams_stops_at_once_when_it_is_told_to(
    all_services: House, site: Site
) -> None:
    one = await story.opened(site)
    port = free_port()
    web = Served(f"http://127.0.0.1:{port}")
    with running("serve", all_services.office("review").settings, "review", port) as process:
        await answers(web.url)
        async with web.listen(one.coordinator, live(one)) as ear:
            await ear.hears()
            began = monotonic()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 10) in {0, -signal.SIGTERM}
            assert monotonic() - began < 2, "it waited for its streams"
            assert ear.is_over.is_set()


async def test_a_stream_goes_on_after_the_database_was_restarted(
    own_postgres: PostgresServer,
    cluster: Cluster,
    server_room: Path,
    new_agency: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("concord_kernel.web.watching.AWAY", 0.3)
    mine = Cluster(own_postgres, cluster.keys)
    await provision(own_postgres.admin_dsn, mine.passwords, service_names())
    home = server_room / "house"
    home.mkdir()
    async with open_house(mine, home) as house, served(house) as web:
        one = await story.opened(await house.join(new_agency()))
        await one.site.read()
        async with web.listen(one.coordinator, live(one)) as ear:
            await ear.hears()
            await asyncio.sleep(1)
            await asyncio.to_thread(own_postgres.restart)
            await asyncio.sleep(1)
            await one.plan()
            await one.site.read()
            assert (await ear.hears(20)).event == "changed"
        for app in house.apps.values():
            streams.end(app)
