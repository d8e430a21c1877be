"""Made-up requests find no server error, and no answer that the documents do not name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import anyio.to_thread
import pytest
from concord_kernel.web import desk, openapi
from concord_kernel.web.limits import Allowance, Buckets, Limits

from tests.support import story
from tests.support.fuzz import Fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.site import House, Site, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

EXAMPLES = int(os.environ.get("CONCORD_API_EXAMPLES", "3"))
"""Requests of each kind to each operation, each by everybody; ``make soak`` sends many more."""

WIDE = Allowance(at_once=10**9, a_second=10**9)
SERVICES = ("review", "scheduling", "reporting", "door")


@pytest.fixture
def patient(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is asked to wait, and no page waits for a position that was made up."""
    monkeypatch.setattr(desk, "PATIENCE", 0.01)
    apps = list(site.house.apps.values())
    usual = [app.state.limits for app in apps]
    for app in apps:
        app.state.limits = Limits(Buckets(WIDE), Buckets(WIDE))
    yield
    for app, limits in zip(apps, usual, strict=True):
        app.state.limits = limits


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.usefixtures("patient")
async def test_a_service_answers_as_its_document_says(
    service: str, site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    done = await story.finished(site)
    elsewhere = await all_services.join(new_agency())
    known = {"agency": site.agency, "review": done.review, "team": done.team, "frame": done.frame}
    known |= {"session": done.sessions[0], "theme": done.themes[0]}
    people: list[Visitor] = [
        site.visitor(None),
        elsewhere.enter("coordinator-2", "coordinator"),
        done.peers[0],
        done.coordinator,
    ]
    if service == "door":
        people.append(site.enter("administrator-1", "administrator"))
    await site.bring_up("door")
    fuzz = Fuzz(openapi.whole(), EXAMPLES)

    await anyio.to_thread.run_sync(fuzz.try_all, f"/{service}/", people, known)

    answered = {status for _, status in fuzz.answered}
    assert answered >= {200, 401, 404, 422}, fuzz.answered
