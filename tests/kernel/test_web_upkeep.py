"""Health and readiness, also while databases or a plugin are away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from concord_contracts.hooks import impl
from concord_kernel import service as services
from concord_kernel.bus.running import Health
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.settings import Settings
from concord_kernel.web.app import make_app
from concord_kernel.web.upkeep import upkeep_app

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import NOWHERE, Site, refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from fastapi import FastAPI

    from tests.support.site import House

pytestmark = pytest.mark.anyio

AWAY = "postgresql://concord_review:secret@127.0.0.1:9/concord_ledger?connect_timeout=1"


async def ask(app: FastAPI, path: str, **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as http:
        return await http.get(path, headers=headers)


@pytest.fixture
async def stranded(tmp_path: Path) -> AsyncGenerator[FastAPI]:
    """A service whose databases are all away."""
    (tmp_path / "session.key").write_text("5e" * 32, encoding="utf-8")
    settings = Settings(
        ledger=AWAY,
        rows=AWAY,
        vault=AWAY,
        vault_ledger=AWAY,
        sessions=AWAY,
        bus=(NOWHERE,),
        keys=tmp_path / "keys",
        session_key=tmp_path / "session.key",
        patience=0.3,
    )
    app = make_app(services.installed("review"), settings)
    async with app.router.lifespan_context(app):
        yield app


async def test_a_service_starts_and_lives_while_its_databases_are_away(stranded: FastAPI) -> None:
    alive = await ask(stranded, "/healthz")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})


async def test_it_says_at_once_that_it_is_not_ready(stranded: FastAPI) -> None:
    ready = await ask(stranded, "/readyz")

    assert (ready.status_code, ready.json()) == (503, {"ledger": False, "rows": False})
    assert ready.elapsed.total_seconds() < 3


async def test_a_request_waits_a_little_and_is_told_in_words(stranded: FastAPI) -> None:
    answer = await ask(stranded, "/review/api/v1/ca-napa/reviews", authorization="Bearer somebody")

    said = refused(answer, 503, "people.away")
    assert said["title"].startswith("Signing in is not possible just now.")
    assert "secret" not in answer.text


async def test_long_work_is_ready_when_it_reaches_what_it_needs() -> None:
    health = Health()
    app = upkeep_app(health)

    before = await ask(app, "/readyz")
    health.ready = True
    after = await ask(app, "/readyz")

    assert (before.status_code, before.json()) == (503, {"ready": False})
    assert (after.status_code, after.json()) == (200, {"ready": True})
    assert (await ask(app, "/healthz")).status_code == 200
    assert "python_info" in (await ask(app, "/metrics")).text
    assert (await ask(app, "/openapi.json")).status_code == 404


class Broken:
    """A plugin that answers nothing any more."""

    @impl
    def jurisdiction(self) -> Any:
        raise RuntimeError("Jane Doe")

    @impl
    def edition(self, edition: str) -> Any:
        raise RuntimeError(edition)


@pytest.fixture
def without_california(all_services: House) -> Callable[[], None]:
    """Breaks California's plugin."""
    apps = all_services.apps

    def happens() -> None:
        plugins = Jurisdictions([("california", Broken())])
        for app in apps.values():
            app.state.office = replace(app.state.office, jurisdictions=plugins)

    return happens


async def test_reviews_go_on_while_their_jurisdictions_plugin_fails(
    site: Site, all_services: House, without_california: Callable[[], None]
) -> None:
    one = await story.drawn(site)
    whole = {name: app.state.office for name, app in all_services.apps.items()}
    without_california()
    try:
        opened = await one.coordinator.post("review", "", {"edition": PQCR})
        await one.form_team()
        await one.set_week()
        await site.read()
        pages = [
            await one.coordinator.page(service, path)
            for service, path in (
                ("review", ""),
                ("review", one.where),
                ("review", f"{one.where}/teams"),
                ("scheduling", one.where),
                ("reporting", one.where),
            )
        ]
    finally:
        for name, app in all_services.apps.items():
            app.state.office = whole[name]

    refused(opened, 503, "rules.plugin-failed")
    assert "Doe" not in opened.text
    assert [page.status_code for page in pages] == [200] * 5
    assert "The rules of your jurisdiction cannot be read just now" in pages[0].text
