"""Builds a service's application: doors, routes, refusals, headers, upkeep."""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from concord_kernel import observe
from concord_kernel.office import opened
from concord_kernel.sweeping import sweeping
from concord_kernel.web import bodies, doors, headers, problem, upkeep, words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.service import Service
    from concord_kernel.settings import Settings


def make_app(service: Service, settings: Settings) -> FastAPI:
    """The application of one service; it opens its doors when it starts."""

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
    )
    words.add(service.package)
    problem.install(app)
    headers.install(app)
    bodies.install(app)
    observe.measure_requests(app, service.name)
    app.include_router(upkeep.router)
    app.include_router(doors.router, prefix=f"/{service.name}")
    for router in service.routers:
        app.include_router(router, prefix=f"/{service.name}")
    static = files("concord_kernel.web") / "static"
    app.mount(f"/{service.name}/static", StaticFiles(directory=str(static)), name="static")
    return app
