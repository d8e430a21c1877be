"""``concord serve``, ``read``, ``relay``, ``provision``: the processes of a deployment.

Each starts alone, waits for what is not up yet, answers health and metrics on its port, and stops
cleanly when told to. As many copies as one likes may run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from concord_kernel import service as services
from concord_kernel.observe import ReaderMetrics, RelayMetrics, set_up_logs
from concord_kernel.settings import ProvisionSettings, RelaySettings, Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from socket import socket
    from typing import Any

    from fastapi import FastAPI
    from uvicorn import Server

    from concord_kernel.settings import ProcessSettings
    from concord_kernel.work import Work

YOUNG_OBJECTS = 50_000
"""Objects made before garbage is looked for: at Python's 700, reading facts in bulk spends two
fifths of its time on looking (measured)."""

GRACE = 3
"""Seconds that open requests and streams have left when a process is told to stop."""

BEHIND = 5
"""By how much what nobody waits for stands behind what answers people, on a machine of both."""

ServiceName = Annotated[str, typer.Argument(help="review, scheduling, reporting, …")]


def serve(service: ServiceName) -> None:
    """Serve one service's pages and API."""
    settings = Settings.read()
    set_up_logs(service, "serve", settings.log_level)
    from concord_kernel.web.app import make_app, warm_up  # ruff: ignore[import-outside-top-level] -- slow, and only here

    _must_know_people(service, settings)
    app = make_app(services.installed(service), settings)
    warm_up(app, services.installed(service))
    _run(_served(_server(app, settings, settings.proxies)))


def _must_know_people(service: str, settings: Settings) -> None:
    """A service that could not say who is asking would let nobody in, and not say why.

    Raises:
        SettingsError: the way to the people's database is missing.
    """
    if not settings.sessions:
        raise SettingsError("CONCORD_SESSIONS: missing")
    if service == services.DOOR and not settings.people:
        raise SettingsError("CONCORD_PEOPLE: missing")


def read(service: ServiceName) -> None:
    """Keep one service's rows, and react for it."""
    os.nice(BEHIND)
    settings = Settings.read()
    set_up_logs(service, "read", settings.log_level)
    from concord_kernel.work import reading  # ruff: ignore[import-outside-top-level] -- slow, and only here

    _run(_at_work(reading(services.installed(service), settings, ReaderMetrics()), settings))


def relay() -> None:
    """Follow every agency's log into the bus."""
    os.nice(BEHIND)
    settings = RelaySettings.read()
    set_up_logs("bus", "relay", settings.log_level)
    from concord_kernel.work import relaying  # ruff: ignore[import-outside-top-level] -- slow, and only here

    _run(_at_work(relaying(services.installed_names(), settings, RelayMetrics()), settings))


def provision() -> None:
    """Set up roles, databases and schemas; harmless to run again."""
    settings = ProvisionSettings.read()
    from concord_kernel.provision import provision as set_up  # ruff: ignore[import-outside-top-level] -- slow, and only here

    given = json.loads(settings.passwords.read_text("utf-8"))
    _run(set_up(settings.admin, given, services.installed_names()))


def _run(work: Coroutine[Any, Any, None]) -> None:
    import uvloop  # ruff: ignore[import-outside-top-level] -- only processes that run need it

    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    uvloop.run(work)


def _server(app: FastAPI, settings: ProcessSettings, proxies: str = "") -> Server:
    import uvicorn  # ruff: ignore[import-outside-top-level] -- slow, and only here

    from concord_kernel.web import streams  # ruff: ignore[import-outside-top-level] -- slow, and only here

    class Prompt(uvicorn.Server):
        """Ends live streams as soon as it is told to stop, so that nobody waits for them."""

        async def shutdown(self, sockets: list[socket] | None = None) -> None:
            streams.end(app)
            await super().shutdown(sockets)

    return Prompt(
        uvicorn.Config(
            app,
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            timeout_graceful_shutdown=GRACE,
        )
    )


async def _served(server: Server) -> None:
    await server.serve()
    if not server.started:
        raise typer.Exit(1)


async def _at_work(work: Work, settings: ProcessSettings) -> None:
    """Do long work beside a small server of health and metrics; whichever ends ends both."""
    from concord_kernel.web.upkeep import upkeep_app  # ruff: ignore[import-outside-top-level] -- slow, and only here

    stop = asyncio.Event()
    server = _server(upkeep_app(work.health), settings)
    working = asyncio.create_task(work.run(stop))
    working.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await _served(server)
    finally:
        stop.set()
        await working
