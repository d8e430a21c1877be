"""What is done to the processes in mid-week: more copies start, then one of each is killed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_demo.stage import Stage

    from tests.rehearsal.days import Calendar
    from tests.rehearsal.judge import Judge
    from tests.rehearsal.progress import Told

SERVICES: Final = ("review", "scheduling", "reporting", "door")

EVERY_JOB: Final = (
    *(("serve", service) for service in SERVICES),
    *(("read", service) for service in SERVICES),
    ("relay", ""),
)
"""What a service is run as, and the relay that all of them share."""

SERVERS: Final = ("door", "nats", "postgres")
"""What there is one of: it is killed and comes back."""

WITH_COPIES: Final = 0.2
"""Part of a day for which all copies run before anything is killed."""


class Done(NamedTuple):
    """Something that was done.

    Attributes:
        at: When, in seconds since the week began.
        what: ``added`` or ``killed``.
        name: The process.
        level: Seconds until every reader stood where the logs ended when it was killed.
    """

    at: float
    what: str
    name: str
    level: float = 0.0


@dataclass
class Middle:
    """The middle of a week.

    Attributes:
        stage: The deployment.
        judge: Says when readers are level.
        agencies: Whose logs are written.
        jobs: Of what more copies are started; one of each is killed.
        copies: How many more of each.
        servers: Which servers are killed.
        done: What was done.
        added: The copies that run.
    """

    stage: Stage
    judge: Judge
    agencies: Sequence[str]
    jobs: Sequence[tuple[str, str]] = EVERY_JOB
    copies: int = 2
    servers: Sequence[str] = SERVERS
    done: list[Done] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    async def pass_by(self, calendar: Calendar, told: Told) -> None:
        """Wait for the second day, and do all of it."""
        now, total = calendar.now, (self.copies + 1) * len(self.jobs) + len(self.servers)
        await calendar.reach(1)
        for command, service in tuple(self.jobs) * self.copies:
            name = await asyncio.to_thread(self.stage.deployment.add, command, service)
            self.added.append(name)
            self.done.append(Done(now(), "added", name))
            told("the weeks go on, with more copies", len(self.done), total)
        await asyncio.sleep(WITH_COPIES * calendar.pace.day)
        for name in (*("-".join(filter(None, (*job, "1"))) for job in self.jobs), *self.servers):
            at = now()
            await asyncio.to_thread(self.stage.deployment.processes[name].kill)
            level = await asyncio.to_thread(self.judge.level_after, SERVICES, self.agencies)
            self.done.append(Done(at, "killed", name, level))
            told("the weeks go on, and processes die", len(self.done), total)
        told("the weeks go on", 0, 0)
        calendar.middle.set()

    def undo(self) -> None:
        """Stop the copies."""
        while self.added:
            self.stage.deployment.remove(self.added.pop())
