"""Who asks too much at once is asked to wait; what is too large or of another kind is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from concord_kernel.web import limits, problem
from concord_kernel.web.bodies import LARGEST_BODY, LARGEST_FORM
from concord_kernel.web.limits import Allowance, Buckets, Limits
from fastapi import FastAPI

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import made, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.site import Site

pytestmark = pytest.mark.anyio

FEW = Allowance(at_once=3, a_second=0.001)
MANY = Allowance(at_once=1000, a_second=1000)


def limited(person: Allowance, address: Allowance) -> FastAPI:
    """A small application under limits."""
    app = FastAPI()
    problem.install(app)
    limits.install(app, person, address)

    @app.post("/api/do")
    @app.get("/api/see")
    @app.get("/x/static/y")
    async def do() -> str:
        return "done"

    return app


async def statuses(
    app: FastAPI, method: str, path: str, tokens: list[str], *, address: str = "192.0.2.1"
) -> list[int]:
    transport = httpx2.ASGITransport(app=app, client=(address, 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as http:
        found = []
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = await http.request(method, path, headers=headers)
            found.append(answer.status_code)
            if answer.status_code == 429:
                assert int(answer.headers["retry-after"]) > 0
                assert answer.json()["rule"] == "request.too-many"
        return found


async def test_a_person_sends_so_many_commands_at_once(anyio_backend_name: str) -> None:
    app = limited(FEW, MANY)

    assert await statuses(app, "POST", "/api/do", ["ann"] * 5) == [200] * 3 + [429] * 2
    assert await statuses(app, "POST", "/api/do", ["ben"]) == [200]
    assert await statuses(app, "GET", "/api/see", ["ann"] * 5) == [200] * 5
    assert anyio_backend_name == "asyncio"


async def test_an_address_sends_so_many_whatever_tokens_it_makes_up() -> None:
    app = limited(MANY, FEW)

    made_up = [f"token-{nth}" for nth in range(5)]
    assert await statuses(app, "POST", "/api/do", made_up) == [200] * 3 + [429] * 2
    assert await statuses(app, "POST", "/api/do", ["ann"], address="192.0.2.2") == [200]


async def test_what_needs_no_sign_in_counts_for_the_address() -> None:
    app = limited(FEW, FEW)

    assert await statuses(app, "GET", "/api/see", [""] * 5) == [200] * 3 + [429] * 2
    assert await statuses(app, "GET", "/x/static/y", [""] * 5) == [200] * 5


def test_a_bucket_fills_again_and_never_above_its_brim() -> None:
    bucket = Buckets(Allowance(at_once=2, a_second=0.5))

    waits = [bucket.take("a", now) for now in (0, 0, 0, 1, 2, 1000, 1000, 1000)]

    assert waits == pytest.approx([0, 0, 2, 1, 0, 0, 0, 2])


def test_who_asked_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    bucket = Buckets(Allowance(at_once=1, a_second=0.001))

    assert not any(bucket.take(who, 0.0) for who in ("a", "b", "c"))
    assert bucket.take("c", 0.0) > 0
    assert not bucket.take("a", 0.0)


async def test_ten_million_bytes_of_json_are_refused_before_they_are_read(site: Site) -> None:
    one = await story.opened(site)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 100_000
            yield b" " * 100_000

    headers = {"Content-Type": "application/json"}
    path = f"{one.where}/focus-area"
    told = await one.coordinator.api(
        "POST", "review", path, content=b"{" + b" " * 10_000_000, headers=headers
    )
    untold = await one.coordinator.api("POST", "review", path, content=endless(), headers=headers)

    for answer in (told, untold):
        refused(answer, 413, "request.body-too-large")
    assert read <= LARGEST_FORM + 200_000


async def test_a_file_may_be_larger_than_a_form_but_not_endless(site: Site) -> None:
    one = await story.opened(site)

    assert (await one.send_frame(b"\n" * (LARGEST_FORM + 1))).json()[
        "rule"
    ] != "request.body-too-large"
    refused(await one.send_frame(b"\n" * (LARGEST_BODY + 1)), 413, "request.body-too-large")


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "é"],
)
async def test_a_command_is_json(site: Site, kind: str) -> None:
    who = site.enter("coordinator-1", "coordinator")
    headers = {"Content-Type": kind.encode()}

    answer = await who.api("POST", "review", "", content=b'{"edition": "x"}', headers=headers)

    said = refused(answer, 415, "request.kind-not-taken")
    assert "JSON" in said["title"]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/merge-patch+json", "application/json; charset=utf-8"]
)
async def test_json_has_more_names_than_one(site: Site, kind: str) -> None:
    who = site.enter("coordinator-1", "coordinator")
    body = f'{{"edition": "{PQCR}"}}'.encode()

    made(await who.api("POST", "review", "", content=body, headers={"Content-Type": kind}))


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream", ""])
async def test_a_frame_is_csv_or_lines_of_json(site: Site, kind: str) -> None:
    one = await story.opened(site)
    headers = {"Content-Type": kind}

    answer = await one.coordinator.api(
        "POST", "review", f"{one.where}/frame", content=story.FRAME.encode(), headers=headers
    )

    refused(answer, 415, "request.kind-not-taken")


async def test_every_service_holds_its_callers_to_limits(site: Site) -> None:
    few = Allowance(at_once=2, a_second=0.001)
    nobody = site.visitor(None)
    for name, app in site.house.apps.items():
        usual, app.state.limits = app.state.limits, Limits(Buckets(few), Buckets(few))
        try:
            asked = [await nobody.ask("GET", f"/{name}/openapi.json") for _ in range(3)]
        finally:
            app.state.limits = usual
        assert [answer.status_code for answer in asked] == [200, 200, 429]
        refused(asked[2], 429, "request.too-many")
        assert asked[2].headers["content-security-policy"]


async def test_a_made_up_cookie_spares_nobody_and_a_session_looks_as_much_as_it_likes(
    site: Site,
) -> None:
    few = Allowance(at_once=2, a_second=0.001)
    someone, nobody = site.enter("coordinator-1", "coordinator"), site.visitor(None)
    app = site.house.apps["review"]
    usual, app.state.limits = app.state.limits, Limits(Buckets(few), Buckets(few))
    try:
        inside = [await someone.ask("GET", f"/review/{site.agency}/reviews") for _ in range(4)]
        made_up = [{"Cookie": f"concord=made-up-{nth}"} for nth in range(3)]
        outside = [
            await nobody.ask("GET", "/review/interviewee/x", headers=cookie) for cookie in made_up
        ]
        still = await someone.ask("GET", f"/review/{site.agency}/reviews")
    finally:
        app.state.limits = usual

    assert [answer.status_code for answer in (*inside, still)] == [200] * 5
    assert [answer.status_code for answer in outside] == [404, 429, 429]
