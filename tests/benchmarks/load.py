"""Callers that do the same thing again and again for a while: tasks of one loop, or threads.

Each waits for its answer before it asks again. What is counted is what was answered, over the time
until the last answer came.
"""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Run:
    """What callers got done.

    Attributes:
        done: How many were answered.
        seconds: From the first question to the last answer.
        waits: Seconds that each waited for its answer, in ascending order.
    """

    done: int
    seconds: float
    waits: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.done / self.seconds

    def wait(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return quantile(self.waits, share) * 1000


def quantile(ascending: tuple[float, ...], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]


async def by_tasks(callers: int, seconds: float, act: Callable[[int], Awaitable[object]]) -> Run:
    """Let tasks of this loop act, each told its number, until the time is over."""
    waits: list[float] = []

    async def call(number: int, deadline: float) -> None:
        before = perf_counter()
        while before < deadline:
            await act(number)
            after = perf_counter()
            waits.append(after - before)
            before = after

    gc.collect()
    began = perf_counter()
    await asyncio.gather(*(call(number, began + seconds) for number in range(callers)))
    return _run(waits, perf_counter() - began)


async def so_many(callers: int, times: int, act: Callable[[int], Awaitable[object]]) -> Run:
    """Let tasks of this loop act so many times altogether."""
    waits: list[float] = []
    left = iter(range(times))

    async def call(number: int) -> None:
        for _ in left:
            before = perf_counter()
            await act(number)
            waits.append(perf_counter() - before)

    gc.collect()
    began = perf_counter()
    await asyncio.gather(*(call(number) for number in range(callers)))
    return _run(waits, perf_counter() - began)


def by_threads(callers: int, seconds: float, act: Callable[[], object]) -> Run:
    """Let threads act until the time is over; the clock starts when all of them stand ready."""
    ready = Barrier(callers)

    def call() -> tuple[float, list[float]]:
        waits: list[float] = []
        ready.wait()
        began = before = perf_counter()
        while before < began + seconds:
            act()
            after = perf_counter()
            waits.append(after - before)
            before = after
        return began, waits

    gc.collect()
    with ThreadPoolExecutor(callers) as pool:
        calls = [pool.submit(call) for _ in range(callers)]
        said = [one.result() for one in calls]
        ended = perf_counter()
    return _run([wait for _, waits in said for wait in waits], ended - min(one for one, _ in said))


def _run(waits: list[float], seconds: float) -> Run:
    return Run(len(waits), seconds, tuple(sorted(waits)))
