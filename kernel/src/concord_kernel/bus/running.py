"""What long work has in common: it ends when told to, and says whether it can do its work.

Called by what ``concord relay`` and ``concord read`` run.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine

AGAIN: Final = 2.0
"""Seconds that work has to tidy up before it is told again."""


@dataclass(slots=True)
class Health:
    """Whether everything that the work needs answered a moment ago."""

    ready: bool = False


async def until(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Do works until the event is set or one of them ends, then end them all.

    Raises:
        Exception: whatever one of them ended with by itself.
    """
    tasks = [asyncio.create_task(work) for work in works]
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({*tasks, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(told, *tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Do works until all have ended; where one fails, end the others.

    Raises:
        Exception: whatever one of them failed with.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await end(*tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def whole(work: Coroutine[Any, Any, None]) -> None:
    """Do work that must not be left in the middle; who is cancelled meanwhile is so afterwards.

    A connection of nats-py that is left while it closes counts as closed, and its socket stays.

    Raises:
        CancelledError: it was told meanwhile; the work is done.
    """
    doing, told = asyncio.create_task(work), None
    while not doing.done():
        try:
            await asyncio.wait({doing})
        except asyncio.CancelledError as error:
            told = error
    doing.result()
    if told is not None:
        raise told


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have tidied up, whoever is cancelled meanwhile.

    Told once is not enough: ``asyncio.wait_for`` of Python 3.11 forgets that it was cancelled when
    what it waited for is there at that moment, and so does a library that fails while it closes.
    psycopg waits so for every answer.
    """
    await whole(_ended(tasks))


async def _ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    left = set(tasks)
    while left := {task for task in left if not task.done()}:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
