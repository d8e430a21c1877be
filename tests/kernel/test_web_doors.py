"""Letting people in: the front page, entering with a statement, leaving."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

SERVICES = ("review", "scheduling", "reporting")


async def enter(site: Site, to: str, token: str = "", service: str = "review") -> httpx2.Response:
    token = token or site.enter("coordinator-1", "coordinator").token or ""
    params = {"token": token, "to": to}
    return await site.visitor(None).ask("GET", f"/{service}/enter", params=params)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_statement_of_ours_lets_in_and_goes_on_to_the_page(
    site: Site, service: str
) -> None:
    there = f"/{service}/{site.agency}/reviews/pqcr-1?at=3#top"

    answer = await enter(site, there, service=service)

    assert (answer.status_code, answer.headers["location"]) == (303, there)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("concord=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_whoever_entered_at_one_service_is_known_at_the_others(site: Site) -> None:
    entered = await enter(site, "/review/")
    token = entered.headers["set-cookie"].split(";")[0].removeprefix("concord=")

    page = await site.visitor(token.strip('"')).page("review")

    assert page.status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/review/\r\nSet-Cookie: concord=theirs",
        "/review/\\..\\evil",
        "/review/\u2028",
    ],
)
async def test_nobody_is_sent_on_to_another_site(site: Site, to: str) -> None:
    answer = await enter(site, to)

    assert answer.status_code == 404
    assert answer.json()["rule"] == "door.not-found"
    assert not {"location", "set-cookie"} & set(answer.headers)


@pytest.mark.parametrize("token", ["rubbish", "a.b", "é.é", "x" * 10_000])
async def test_nobody_enters_without_a_statement_of_ours(site: Site, token: str) -> None:
    answer = await enter(site, "/review/", token)

    assert (answer.status_code, answer.json()["rule"]) == (401, "door.not-signed-in")
    assert "set-cookie" not in answer.headers
    assert token not in answer.text


async def test_entering_asks_for_both_and_shows_neither(site: Site) -> None:
    answer = await site.visitor(None).ask("GET", "/review/enter", params={"tokens": "secret"})

    assert answer.status_code == 422
    assert "secret" not in answer.text


@pytest.mark.parametrize("service", SERVICES)
async def test_leaving_forgets_who_was_here(site: Site, service: str) -> None:
    answer = await site.enter("coordinator-1", "coordinator").ask("POST", f"/{service}/leave")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/{service}/")
    assert 'concord=""; expires=' in answer.headers["set-cookie"]


@pytest.mark.parametrize("service", SERVICES)
async def test_the_front_page_is_open_to_everybody(site: Site, service: str) -> None:
    page = await site.visitor(None).ask("GET", f"/{service}/")

    assert page.status_code == 200
    assert "Please open the link that your coordinator gave you." in page.text
    assert "Look around as" not in page.text


async def test_a_demonstration_shows_its_doors(site: Site, all_services: House) -> None:
    file = all_services.office("review").settings.demo
    assert file is not None
    door = {
        "label": "Coordinator <of> Santa Cruz",
        "sees": "The whole review.",
        "to": "/review/ca-santa-cruz/reviews?at=1&x=2",
        "token": "a.b+c",
    }
    file.write_text(json.dumps([door]), encoding="utf-8")
    try:
        page = await site.visitor(None).ask("GET", "/review/")
    finally:
        file.unlink()

    assert "Coordinator &lt;of&gt; Santa Cruz" in page.text
    assert (
        "/review/enter?to=/review/ca-santa-cruz/reviews%3Fat%3D1%26x%3D2&amp;token=a.b%2Bc"
        in page.text
    )
    assert 'class="synthetic"' in page.text
