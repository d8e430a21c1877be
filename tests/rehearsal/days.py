"""The simulated days of a week, which are the same for every county.

What is done to the processes is done on the second day; the last one begins when that is over, so
that there is a time before and a time after on any machine.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Pace:
    """How fast time goes.

    Attributes:
        save: Seconds between two saves of one recorder, on average.
        look: Seconds between two pages that somebody looks at, on average.
        day: Seconds of a simulated day.
        days: Of interviews; three at least.
        boards: Pages that stay open in each county.
    """

    save: float = 8.0
    look: float = 90.0
    day: float = 150.0
    days: int = 3
    boards: int = 1


@dataclass
class Calendar:
    """When the days of a week begin, and when it is over.

    Attributes:
        pace: How fast time goes.
        now: Seconds since the week began.
        middle: Set when what is done to the processes in mid-week is done.
        over: Set when the week is.
    """

    pace: Pace
    now: Callable[[], float]
    middle: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._morning = [asyncio.Event() for _ in range(self.pace.days)]
        self._began = [0.0] * self.pace.days

    async def turn(self) -> None:
        """Let one day begin after the other."""
        for day, morning in enumerate(self._morning):
            if day == self.pace.days - 1:
                await self.middle.wait()
            self._began[day] = self.now()
            morning.set()
            await asyncio.sleep(self.pace.day)
        self.over.set()

    async def reach(self, day: int, part: float = 0.0) -> None:
        """Wait until a day has come, and a part of it is gone."""
        await self._morning[day].wait()
        await asyncio.sleep(max(0.0, self._began[day] + part * self.pace.day - self.now()))

    async def pause(self, seconds: float) -> bool:
        """Wait so many seconds, at most until the week is over; whether it still goes on."""
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            return True
        return False
