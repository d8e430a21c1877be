"""A process that dies in mid-delivery: what it had claimed is sent by the next one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import story
from tests.support.commands import running
from tests.support.receiver import Program, receiving
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio


@pytest.fixture
def program(server_room: Any) -> Iterator[Program]:
    with receiving(server_room) as running:
        yield running


@pytest.fixture
def house(all_services: House) -> Iterator[House]:
    """The door of one machine: addresses of it may be sent to."""
    app = all_services.apps["door"]
    before = app.state.office
    settings = before.settings.model_copy(update={"webhooks_inside": True})
    app.state.office = replace(before, settings=settings)
    yield all_services
    app.state.office = before


async def eventually(found: Callable[[], Coroutine[Any, Any, bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await found():  # ruff: ignore[async-busy-wait] -- another process does it
            await asyncio.sleep(0.1)


async def test_a_delivery_outlives_the_process_that_made_it(
    house: House, site: Site, program: Program
) -> None:
    who = site.enter("administrator-1", "administrator")
    url, facts = program.url("/hang-once"), ["review.opened"]
    path = f"/door/api/v1/{site.agency}/webhooks"
    webhook = made(await who.ask("POST", path, json={"url": url, "facts": facts}))["id"]

    async def came(times: int) -> bool:
        return len(await asyncio.to_thread(program.seen, "/hang-once")) == times

    async def is_taken() -> bool:
        answer = await who.ask("GET", f"{path}/{webhook}/deliveries")
        return [one["state"] for one in answer.json()["deliveries"]] == ["sent"]

    office = house.office("door")
    with running("read", office.settings) as first:
        await story.opened(site)
        await eventually(lambda: came(1))
        first.kill()
    async with office.rows.of(site.agency, "webhooks") as db:
        claimed = await db.execute("SELECT state, attempts, due_at > now() FROM delivery")
        assert await claimed.fetchall() == [("due", 1, True)]
        await db.execute("UPDATE delivery SET due_at = now()")  # the claim is over
    with running("read", office.settings):
        await eventually(is_taken)

    first_time, second_time = await asyncio.to_thread(program.seen, "/hang-once")
    assert first_time["body"] == second_time["body"]
    assert first_time["headers"]["webhook-id"] == second_time["headers"]["webhook-id"]
