"""A request is answered in the thread that took it: what it needs first is no detour by another.

FastAPI runs a plain function in a pool of threads. Each change of thread waits for the lock of the
interpreter, up to five milliseconds while the process is busy.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from concord_kernel import service as services
from fastapi.routing import APIRoute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.dependencies.models import Dependant


def called(needed: Dependant) -> Iterator[object]:
    yield needed.call
    for one in needed.dependencies:
        yield from called(one)


def test_no_request_goes_through_another_thread() -> None:
    routes = [
        route
        for name in services.installed_names()
        for router in services.installed(name).routers
        for route in router.routes
        if isinstance(route, APIRoute)
    ]
    found = {one for route in routes for one in called(route.dependant)}

    assert len(routes) > 300
    assert [one for one in found if not inspect.iscoroutinefunction(one)] == []
