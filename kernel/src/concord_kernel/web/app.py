"""Builds a service's application: doors, routes, refusals, headers, upkeep."""

from __future__ import annotations

from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from fastapi import FastAPI

from concord_kernel import observe
from concord_kernel.office import opened
from concord_kernel.sweeping import sweeping
from concord_kernel.web import (
    assets,
    bodies,
    csrf,
    headers,
    limits,
    live,
    openapi,
    pages,
    problem,
    sieve,
    upkeep,
    words,
)
from concord_kernel.web.may import undecided

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.service import Service
    from concord_kernel.settings import Settings


class UndecidedRouteError(Exception):
    """A route names no action; the process does not start."""


def warm_up(app: FastAPI, service: Service) -> None:
    """Make now what is else made at a first request, which then takes seconds.

    FastAPI puts the routes of a router together when one of them is first looked for.
    """
    asked = {"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []}
    for route in app.router.routes:
        route.matches(asked)
    loading = Thread(target=pages.load_all, args=(service.package, service.name), daemon=True)
    loading.start()


def make_app(service: Service, settings: Settings) -> FastAPI:
    """The application of one service; it opens its doors when it starts.

    Raises:
        UndecidedRouteError: nothing decides who may use one of its routes.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with opened(service, settings) as office, sweeping(office.vault):
            app.state.office = office
            yield

    app = FastAPI(
        title=f"Concord {service.title}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{service.name}/openapi.json",
        generate_unique_id_function=openapi.operation_id,
    )
    openapi.install(app, service)
    words.add(service.package)
    problem.install(app)
    csrf.install(app)
    limits.install(app)
    headers.install(app)
    bodies.install(app)
    observe.measure_requests(app, service.name)
    app.include_router(upkeep.router)
    for router in service.routers:
        prefix = f"/{service.name}"
        app.include_router(sieve.Sieved(router, prefix), prefix=prefix)
    live.install(app, service)
    if open_routes := undecided([upkeep.router, *service.routers]):
        raise UndecidedRouteError(", ".join(open_routes))
    assets.install(app)
    return app
