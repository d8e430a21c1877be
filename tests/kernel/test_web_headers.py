"""Headers on every answer, also on refusals and on what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_kernel.web.headers import FIXED

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site

pytestmark = pytest.mark.anyio


def stands_guarded(answer: httpx2.Response, status: int) -> None:
    assert answer.status_code == status
    for name, value in FIXED.items():
        assert answer.headers[name] == value


def test_pages_load_and_run_nothing_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in FIXED["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["worker-src"] == "'self'"
    assert "unsafe" not in FIXED["Content-Security-Policy"]


async def test_every_answer_is_guarded(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    stands_guarded(await who.page("review"), 200)
    stands_guarded(await who.get("review"), 200)
    stands_guarded(await who.post("review", "", {"edition": "california/pqcr@1999"}), 422)
    stands_guarded(await who.post("review", "", {"edition": 7}), 422)
    stands_guarded(await who.get("review", "/pqcr-none"), 404)
    stands_guarded(await site.visitor(None).get("review"), 401)
    stands_guarded(await who.ask("GET", "/review/nowhere"), 404)
    stands_guarded(await who.ask("GET", "/nowhere"), 404)
    stands_guarded(await who.ask("DELETE", f"/review/api/v1/{site.agency}/reviews"), 405)
    stands_guarded(await who.ask("GET", "/door/"), 200)
    stands_guarded(await who.ask("GET", "/healthz"), 200)


async def test_an_answer_that_went_wrong_is_guarded(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> str:
        raise RuntimeError("Jane Doe, 12 Main Street")

    who = site.enter("coordinator-1", "coordinator")
    monkeypatch.setattr(type(site.house.office("review").directory), "jurisdiction", fails)
    answer = await who.get("review")

    stands_guarded(answer, 500)
    assert answer.json()["rule"] == "server.unexpected"
    assert "Doe" not in answer.text


@pytest.mark.parametrize("path", ["../pages.py", "..%2fpages.py", "%2e%2e/desk.py"])
async def test_nothing_else_of_the_package_is_served(site: Site, path: str) -> None:
    answer = await site.visitor(None).ask("GET", f"/door/static/{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize("elsewhere", ["cross-site", "same-site"])
async def test_a_form_on_another_site_sends_nothing(site: Site, elsewhere: str) -> None:
    who = site.enter("coordinator-1", "coordinator")
    body = {"edition": "california/pqcr@2009"}
    headers = {"Sec-Fetch-Site": elsewhere}

    answer = await who.api("POST", "review", "", json=body, headers=headers)

    stands_guarded(answer, 403)
    assert answer.json()["rule"] == "door.not-found"
    assert await site.history() == []
    assert (await who.ask("POST", "/door/leave", headers=headers)).status_code == 403


@pytest.mark.parametrize("here", ["same-origin", "none"])
async def test_our_own_forms_are_taken(site: Site, here: str) -> None:
    who = site.enter("coordinator-1", "coordinator")
    body = {"edition": "california/pqcr@2009"}

    answer = await who.api("POST", "review", "", json=body, headers={"Sec-Fetch-Site": here})

    assert answer.status_code == 201


async def test_a_link_from_elsewhere_opens_a_page(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    answer = await who.api("GET", "review", "", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200
