"""``python -m tests.rehearsal``: event weeks of 58 counties at once; ``tests.rehearsal`` says how.

It ends with exit code 1 if anything that was acknowledged is lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from concord_demo.stage import Stage
from concord_kernel import clock
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tests.rehearsal.callers import Keeping
from tests.rehearsal.county import COUNTIES, ready, store_reviews
from tests.rehearsal.figures import Measured
from tests.rehearsal.judge import Judge
from tests.rehearsal.page import Told, page
from tests.rehearsal.week import Pace, held
from tests.support.checkout import ROOT
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from concord_kernel.servers.deployment import Deployment

    from tests.rehearsal.county import County

PAGE: Final = ROOT / "docs/reference/rehearsal.md"
SERVICES: Final = ("review", "scheduling", "reporting", "door")


@dataclass
class Rehearsal:
    """One rehearsal.

    Attributes:
        stage: The deployment.
        counties: Whose weeks are held.
        pace: How fast time goes.
        more: Services of which more copies start in mid-week.
        copies: How many more of each.
        kinds: Of which kinds of process one is killed.
        measured: What callers measured.
        done: What was done to the processes, with when.
    """

    stage: Stage
    counties: list[County]
    pace: Pace
    more: tuple[str, ...] = SERVICES
    copies: int = 2
    kinds: tuple[str, ...] = ("serve", "read", "relay", "nats", "door", "postgres")
    measured: Measured = field(default_factory=Measured)
    done: list[tuple[float, str]] = field(default_factory=list)

    async def hold(self, told: Callable[[str], None]) -> None:
        """Hold every week at once; start copies and kill processes in the middle."""
        began = monotonic()
        keeping = Keeping(lambda: monotonic() - began, self.measured)
        url = self.stage.deployment.url
        weeks = [
            held(county, url, keeping, self.pace, nth) for nth, county in enumerate(self.counties)
        ]
        added: list[str] = []
        try:
            await asyncio.gather(*weeks, self._middle(keeping, added, told))
        finally:
            for name in added:
                self.stage.deployment.remove(name)

    async def _middle(
        self, keeping: Keeping, added: list[str], told: Callable[[str], None]
    ) -> None:
        """More copies of services, and one process of each kind killed."""
        await asyncio.sleep(self.pace.week / 3)
        for service in self.more * self.copies:
            name = await asyncio.to_thread(self.stage.deployment.add, "serve", service)
            added.append(name)
            self.done.append((keeping.now(), f"{name} added"))
            told(f"{name} added")
        await asyncio.sleep(max(0.0, self.pace.week / 2 - keeping.now()))
        judge = Judge(self.stage.deployment.secrets)
        agencies = [one.agency for one in self.counties]
        for name in _one_of_each(self.kinds, self.stage.deployment):
            await asyncio.to_thread(self.stage.deployment.processes[name].kill)
            at = keeping.now()
            level = await asyncio.to_thread(judge.level_after, SERVICES, agencies)
            self.done.append((at, f"{name} killed; readers level after {level:.1f} s"))
            told(f"{name} killed")


def _one_of_each(kinds: Iterable[str], deployment: Deployment) -> list[str]:
    """One process of each kind, by name."""
    names = sorted(deployment.processes)
    return [next(name for name in names if name.partition("-")[0] == kind) for kind in kinds]


def main() -> None:
    """Run the command.

    Raises:
        SystemExit: with 1 if a promise is broken.
    """
    given = _arguments()
    console = Console(stderr=True)
    pace = Pace(day=given.day)
    with room() as root, _bar(console) as bar:
        task = bar.add_task("start", total=None)

        def told(what: str) -> None:
            bar.update(task, description=what)

        stage = Stage(root / "site")
        try:
            findings, written = _rehearsed(stage, given, pace, told)
        finally:
            stage.deployment.stop()
    given.page.write_text(page(written), encoding="utf-8")
    given.figures.write_text(json.dumps(asdict(written.measured), default=str), encoding="utf-8")
    console.print(f"Written: {given.page}")
    if findings:
        console.print("[red]A promise is broken:[/]", *findings[:20], sep="\n")
        raise SystemExit(1)
    console.print("Everything that was acknowledged stands, once.")


def _rehearsed(
    stage: Stage, given: argparse.Namespace, pace: Pace, told: Callable[[str], None]
) -> tuple[list[str], Told]:
    stage.start(lambda what, *_: told(what))
    counties = ready(stage, COUNTIES[: given.counties], told)
    told(f"{given.reviews} reviews are stored")
    store_reviews(stage, counties, given.reviews)
    rehearsal = Rehearsal(stage, counties, pace)
    asyncio.run(rehearsal.hold(told))
    judge = Judge(stage.deployment.secrets)
    level = judge.level_after(SERVICES, [one.agency for one in counties])
    findings = list(judge.findings(rehearsal.measured.commands))
    return findings, Told(
        measured=rehearsal.measured,
        counties=len(counties),
        reviews=given.reviews,
        pace=pace,
        done=rehearsal.done,
        level=level,
        findings=findings,
        on=clock.now().date(),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.rehearsal", description=__doc__)
    parser.add_argument("--counties", type=int, default=len(COUNTIES), help="how many at most 58")
    parser.add_argument("--reviews", type=int, default=1000, help="stored before the week begins")
    parser.add_argument("--day", type=float, default=Pace().day, help="seconds of a simulated day")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the page")
    parser.add_argument("--figures", type=Path, default=ROOT / ".run/rehearsal.json")
    return parser.parse_args()


def _bar(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True)


if __name__ == "__main__":
    main()
