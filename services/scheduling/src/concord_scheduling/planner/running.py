"""Runs a search beside the event loop, for as long as somebody watches.

A few at once in each process, each in a thread that lets everything else go first. Nothing is kept:
whoever goes away ends the search, and its plans are gone unless one was accepted.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from threading import get_native_id
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi import HTTPException, Request

from concord_scheduling.planner.reasons import Explaining
from concord_scheduling.planner.search import Search

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import date

    from concord_kernel.web.streams import Streams

    from concord_scheduling.planner.problem import Problem
    from concord_scheduling.planner.reasons import Reasons
    from concord_scheduling.planner.search import Found, Outcome

T = TypeVar("T")

AT_ONCE: Final = 2
"""Searches that a process runs at the same time."""

GENTLE: Final = 10
"""How far a search steps back behind the pages that its process shows."""

EXPLAINING: Final = 15.0
"""Seconds in which the reasons are looked for, at most."""

EVERY: Final = 0.4
"""Seconds between two looks at what was found."""


@dataclass(frozen=True)
class Seen:
    """How far a search has come.

    Attributes:
        found: Every plan that was better than those before; the last one is the best.
        outcome: How it ended; none while it goes on.
        reasons: Why interviews are left, once that is known.
        is_over: Whether nothing more will come.
    """

    found: tuple[Found, ...] = ()
    outcome: Outcome | None = None
    reasons: Reasons | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What is searched for, and for how long.

    Attributes:
        more_days: Days on which something could be held, if it were asked for.
    """

    problem: Problem
    more_days: Sequence[date]
    seconds: float
    seed: int


class Searches:
    """The searches of one process."""

    def __init__(self) -> None:
        self._running = 0

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Started by the first search, not by every process that could run one."""
        return ThreadPoolExecutor(AT_ONCE, "proposals", _step_back)

    def must_have_room(self) -> None:
        """Refuse one search more than the process runs at the same time.

        Raises:
            HTTPException: 429, there is no room.
        """
        if self._running >= AT_ONCE:
            raise HTTPException(429, "proposals.too-many")

    async def watch(self, wish: Wish, streams: Streams) -> AsyncGenerator[Seen]:
        """How far the search has come, whenever that is something else; ends with the last word."""
        found: list[Found] = []
        search = Search(wish.problem, found.append, wish.seed)
        explaining = Explaining(wish.problem, wish.more_days, wish.seed)
        self._running += 1
        shown = 0
        try:
            outcome = self._beside(search.run, wish.seconds)
            while not await _is_done(outcome, streams):
                if shown < len(found):
                    shown = len(found)
                    yield Seen(tuple(found))
            ended = Seen(tuple(found), outcome.result())
            if ended.found[-1].plan.left:
                yield ended
                reasons = self._beside(explaining.run, EXPLAINING)
                while not await _is_done(reasons, streams):
                    pass
                ended = replace(ended, reasons=reasons.result())
            yield replace(ended, is_over=True)
        finally:
            search.stop()
            explaining.stop()
            self._running -= 1

    def _beside(self, work: Callable[[float], T], seconds: float) -> asyncio.Future[T]:
        """Work in a thread of its own."""
        task = asyncio.get_running_loop().run_in_executor(self._threads, work, seconds)
        task.add_done_callback(_taken_note)
        return task


async def _is_done(task: asyncio.Future[Any], streams: Streams) -> bool:
    """Whether the work is done, after a little while; the process may not wait for it to stop.

    Raises:
        CancelledError: the process was told to stop.
    """
    if streams.is_ending:
        raise asyncio.CancelledError
    await asyncio.wait([task], timeout=EVERY)
    return task.done()


def _taken_note(task: asyncio.Future[Any]) -> None:
    """Nobody waits for it any more."""
    if not task.cancelled():
        task.exception()


async def searches_of(request: Request) -> Searches:
    """The searches of this process; the first one who asks makes the list of them."""
    state = request.app.state
    if not isinstance(found := getattr(state, "searches", None), Searches):
        found = state.searches = Searches()
    return found


def _step_back() -> None:
    """Let other threads of the machine go first, also for the threads that this one starts."""
    os.setpriority(os.PRIO_PROCESS, get_native_id(), GENTLE)
