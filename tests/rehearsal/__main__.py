"""``python -m tests.rehearsal``: event weeks of 58 counties at once; ``tests.rehearsal`` says how.

It ends with exit code 1 if anything that was acknowledged is lost or doubled, or if anybody was
refused what they may do. ``--counties 4 --reviews 40 --day 20`` is a short one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from concord_demo.stage import Stage
from concord_kernel import clock
from concord_kernel.bus.running import end
from rich.console import Console

from tests.rehearsal.arrivals import Arrivals
from tests.rehearsal.callers import Keeping
from tests.rehearsal.county import COUNTIES, ready
from tests.rehearsal.days import Calendar, Pace
from tests.rehearsal.figures import Measured
from tests.rehearsal.judge import Judge
from tests.rehearsal.page import Written, page
from tests.rehearsal.past import rest, store_reviews, tidy_up
from tests.rehearsal.processes import SERVICES, Middle
from tests.rehearsal.progress import telling
from tests.rehearsal.week import held
from tests.support.checkout import ROOT
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.rehearsal.county import County
    from tests.rehearsal.figures import Acknowledged
    from tests.rehearsal.progress import Told

PAGE: Final = ROOT / "docs/reference/rehearsal.md"
MOST_SHOWN: Final = 20


@dataclass
class Rehearsal:
    """One rehearsal.

    Attributes:
        stage: The deployment.
        counties: Whose weeks are held.
        pace: How fast time goes.
        middle: What is done to the processes.
        measured: What callers measured.
    """

    stage: Stage
    counties: Sequence[County]
    pace: Pace
    middle: Middle
    measured: Measured = field(default_factory=Measured)

    async def hold(self, told: Told) -> None:
        """Hold every week at once; start copies and kill processes in the middle."""
        began = monotonic()
        arrivals = Arrivals(self.stage.deployment.secrets, "review", self.measured)

        def now() -> float:
            return monotonic() - began

        def acknowledged(one: Acknowledged) -> None:
            arrivals.told(one, now())

        keeping, calendar = Keeping(now, self.measured, acknowledged), Calendar(self.pace, now)
        follows = asyncio.create_task(arrivals.follow(now))
        told("the weeks begin", 0, 0)
        try:
            async with asyncio.TaskGroup() as everything:
                for county in self.counties:
                    url = self.stage.deployment.url
                    everything.create_task(held(county, url, keeping, calendar))
                everything.create_task(self.middle.pass_by(calendar, told))
                everything.create_task(calendar.turn())
        finally:
            await end(follows)
            await asyncio.to_thread(self.middle.undo)


def main() -> None:
    """Run the command.

    Raises:
        SystemExit: with 1 if a promise is broken.
    """
    given = _arguments()
    console = Console(stderr=True)
    with room() as root, telling(console) as told:
        stage = Stage(root / "site")
        try:
            written = asyncio.run(_rehearsed(stage, given, told))
        finally:
            stage.deployment.stop()
    given.page.parent.mkdir(parents=True, exist_ok=True)
    given.page.write_text(page(written), encoding="utf-8")
    given.figures.parent.mkdir(parents=True, exist_ok=True)
    given.figures.write_text(json.dumps(written.measured.__dict__), encoding="utf-8")
    console.print(f"Written: {given.page}")
    if written.findings:
        console.print("[red]A promise is broken:[/]", *written.findings[:MOST_SHOWN], sep="\n")
        raise SystemExit(1)
    console.print("Everything that was acknowledged stands, once.")


async def _rehearsed(stage: Stage, given: argparse.Namespace, told: Told) -> Written:
    await asyncio.to_thread(stage.start, lambda what, nth, of: told(f"start: {what}", nth, of))
    counties = await ready(stage, COUNTIES[: given.counties], told)
    await store_reviews(stage, counties, given.reviews, told)
    judge, agencies = Judge(stage.deployment.secrets), [one.agency for one in counties]
    await asyncio.to_thread(judge.level_after, SERVICES, agencies, told)
    await asyncio.to_thread(tidy_up, stage)
    await asyncio.to_thread(rest, told)
    before = judge.facts(agencies)
    pace = Pace(save=given.save, look=given.look, day=given.day, boards=given.boards)
    middle = Middle(stage, judge, agencies, copies=given.copies)
    rehearsal = Rehearsal(stage, counties, pace, middle)
    await rehearsal.hold(told)
    level = await asyncio.to_thread(judge.level_after, SERVICES, agencies, told)
    told("what was acknowledged is looked for", 0, 0)
    return Written(
        measured=rehearsal.measured,
        counties=len(counties),
        reviews=max(given.reviews, len(counties)),
        facts=(before, judge.facts(agencies)),
        pace=pace,
        done=middle.done,
        level=level,
        findings=findings(judge, rehearsal.measured),
        on=clock.now().date(),
    )


def findings(judge: Judge, measured: Measured) -> list[str]:
    """Every promise that is broken: lost, doubled, or refused though it may be done."""
    refused = [f"{what} ({many} times)" for what, many in sorted(measured.refused.items())]
    return [*judge.findings(measured.commands), *refused]


def _arguments() -> argparse.Namespace:
    usual = Pace()
    parser = argparse.ArgumentParser(prog="tests.rehearsal", description=__doc__)
    parser.add_argument("--counties", type=int, default=len(COUNTIES), help="at most 58")
    parser.add_argument("--reviews", type=int, default=1000, help="stored before the week begins")
    parser.add_argument("--day", type=float, default=usual.day, help="seconds of a simulated day")
    parser.add_argument("--save", type=float, default=usual.save, help="seconds between two saves")
    parser.add_argument("--look", type=float, default=usual.look, help="seconds between two looks")
    parser.add_argument("--boards", type=int, default=usual.boards, help="open, at most 4")
    parser.add_argument("--copies", type=int, default=2, help="more copies of each process")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the page")
    parser.add_argument("--figures", type=Path, default=ROOT / ".run/rehearsal.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
