"""A frame of a hundred thousand cases: nobody else waits for it, and it is read page by page."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support import story
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.site import Site

pytestmark = pytest.mark.anyio

MANY = 100_000
BEAT = 0.005
"""Seconds between two beats of a loop that is free."""


@asynccontextmanager
async def heart() -> AsyncGenerator[list[float]]:
    """Beats on the loop: the seconds from each beat to the next."""
    gaps: list[float] = []
    clock = asyncio.get_running_loop().time

    async def beat() -> None:
        last = clock()
        while True:
            await asyncio.sleep(BEAT)
            now = clock()
            gaps.append(now - last)
            last = now

    beating = asyncio.create_task(beat())
    try:
        yield gaps
    finally:
        beating.cancel()


async def test_the_largest_frame_does_not_hold_others_up(site: Site) -> None:
    one = await story.opened(site)
    content = story.HEADER + story.rows(MANY, workers=900)

    async with heart() as gaps:
        made(await one.send_frame(content))

    assert max(gaps) < sum(gaps) / 8


async def test_the_cases_of_a_large_frame_come_page_by_page(site: Site) -> None:
    one = await story.opened(site)
    await one.import_frame(story.HEADER + story.rows(2_345, workers=30))
    await site.bring_up("review")
    path = f"{one.where}/frames/{one.frame}/candidates"

    ordinals, after, pages = [], "", 0
    while True:
        page = (await one.coordinator.get("review", path, after=after, limit=200)).json()
        ordinals += [case["ordinal"] for case in page["candidates"]]
        pages += 1
        if page["next"] is None:
            break
        after = page["next"]

    assert ordinals == list(range(1, 2_346))
    assert pages == 12
