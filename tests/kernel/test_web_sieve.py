"""Routers behind a sieve answer as they do without one."""

from __future__ import annotations

import httpx2
import pytest
from concord_kernel.web import sieve
from fastapi import APIRouter, FastAPI

pytestmark = pytest.mark.anyio

PREFIX = "/review"


def app_of(*, with_sieve: bool) -> FastAPI:
    app = FastAPI()
    for nth, path in enumerate(["/{agency}/reviews", "/api/v1/{agency}/a.b/{rest:path}"]):
        router = APIRouter(prefix=path)
        router.add_api_route("", lambda nth=nth: nth, methods=["GET"])
        router.add_api_route("/{review}/cases", lambda nth=nth: 10 + nth, methods=["GET", "PUT"])
        app.include_router(sieve.Sieved(router, PREFIX) if with_sieve else router, prefix=PREFIX)
    return app


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/review/ca-yolo/reviews", 200),
        ("GET", "/review/ca-yolo/reviews/r-1/cases", 200),
        ("PUT", "/review/ca-yolo/reviews/r-1/cases", 200),
        ("POST", "/review/ca-yolo/reviews/r-1/cases", 405),
        ("GET", "/review/ca-yolo/reviews/", 307),
        ("GET", "/review/api/v1/ca-yolo/a.b/one/more/part", 200),
        ("GET", "/review/api/v1/ca-yolo/axb/one", 404),
        ("GET", "/review//reviews", 404),
        ("GET", "/review/ca-yolo/reviews/r-1/cases/more", 404),
        ("GET", "/elsewhere/ca-yolo/reviews", 404),
        ("GET", "/review/ca-yolo%2Freviews", 200),
    ],
)
async def test_a_sieve_changes_no_answer(method: str, path: str, status: int) -> None:
    answers = []
    for with_sieve in (False, True):
        transport = httpx2.ASGITransport(app_of(with_sieve=with_sieve))
        async with httpx2.AsyncClient(transport=transport, base_url="http://door") as client:
            answers.append(await client.request(method, path))
    plain, sieved = answers
    assert plain.status_code == sieved.status_code == status
    assert plain.content == sieved.content
    assert plain.headers == sieved.headers
