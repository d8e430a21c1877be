"""What goes on for ever ends when it is told to, also in the middle of an answer.

psycopg and nats-py wait with ``asyncio.wait_for``, which under Python 3.11 forgets now and then
that it was cancelled: who asks all the time and is told once may go on for ever.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.bus.running import end, together
from concord_kernel.web.watching import EVERY, Watches

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

OFTEN = 60


async def test_nobody_looks_where_rows_stand_for_whom_nobody_listens(site: Site) -> None:
    watches = Watches(site.house.office("review"))
    for moment in range(OFTEN):
        async with watches.listening(site.agency):
            await asyncio.sleep(moment / 5_000)
    await asyncio.sleep(2 * EVERY)

    assert not [one for one in asyncio.all_tasks() if "Watches" in repr(one.get_coro())]


async def test_where_one_of_several_fails_the_others_end_though_they_forget_it_once() -> None:
    told: list[int] = []

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ConnectionResetError

    async def forgets() -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                told.append(1)
                if len(told) > 1:
                    raise

    with pytest.raises(ConnectionResetError):
        await together(forgets(), fails())

    assert len(told) == 2


async def test_several_end_together_where_none_fails() -> None:
    done: list[str] = []

    async def works(name: str) -> None:
        await asyncio.sleep(0)
        done.append(name)

    await together(works("one"), works("other"))

    assert sorted(done) == ["one", "other"]


async def test_who_is_told_to_end_all_ends_each() -> None:
    done: list[str] = []

    async def works() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            done.append("tidied up")

    whole = asyncio.create_task(together(works(), works()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await end(whole)

    assert done == ["tidied up", "tidied up"]
