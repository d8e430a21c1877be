"""``python -m tests.faults.campaign``: faults for minutes, and the page on reliability.

Every choice comes from the seed; when things happen in the processes does not. It ends with exit
code 1 and what was found when a promise is broken, and writes no page then; the logs are in
``.run/faults-<seed>``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import shutil
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from concord_kernel import clock
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tests.faults import page
from tests.faults.full_disk import fill
from tests.faults.ground import BrokenPromiseError, Ground, Load
from tests.faults.plan import FAULTS, Record, do, finish
from tests.support.checkout import ROOT
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.faults.full_disk import Filled

PAGE = ROOT / "docs" / "reference" / "reliability.md"
LOAD = Load(agencies=("ca-alpine", "ca-santa-cruz", "nc-durham", "nc-wake"))
MINUTES = 20.0


def main() -> None:
    """Run the command.

    Raises:
        SystemExit: with 1 if a promise is broken.
    """
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(stderr=True)
    seed = secrets.randbelow(1 << 32) if given.seed is None else given.seed
    console.print(f"seed {seed}")
    try:
        with room() as root, _logs_kept(root, ROOT / ".run" / f"faults-{seed}"):
            text = _campaign(root, given, Record(seed=seed), console)
    except BrokenPromiseError as broken:
        console.print(f"[red]A promise is broken (seed {seed}):[/]", broken, sep="\n")
        raise SystemExit(1) from None
    given.page.write_text(text, encoding="utf-8")
    console.print(f"Every promise held. Written: {given.page}")


@contextmanager
def _logs_kept(root: Path, place: Path) -> Generator[None]:
    """Keep what the processes logged and the callers wrote down, if it ends badly."""
    try:
        yield
    except BaseException:
        for name in ("site/logs", "journal"):
            if (root / name).exists():
                shutil.copytree(root / name, place / name, dirs_exist_ok=True)
        raise


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults.campaign", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long at most")
    parser.add_argument("--cycles", type=int, default=sys.maxsize, help="each fault how often")
    parser.add_argument("--seed", type=int, help="of every choice; by default a new one")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the page")
    return parser.parse_args()


def _campaign(root: Path, given: argparse.Namespace, record: Record, console: Console) -> str:
    choices = random.Random(record.seed)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- repeatable
    full = root / "full"
    full.mkdir(mode=0o711)
    filled = asyncio.run(fill(full))
    console.print(f"full disk: {filled.acknowledged:,} facts, then {filled.reason}")
    ground, began = Ground(root, LOAD), time.monotonic()
    with _bar(console) as bar:
        task = bar.add_task("start", total=given.minutes * 60)
        with ground.running(lambda what, *_: bar.update(task, description=what)):
            began = time.monotonic()
            for fault in _order(choices, given.cycles):
                passed = time.monotonic() - began
                if passed > given.minutes * 60:
                    break
                bar.update(task, completed=passed, description=fault)
                seconds = do(ground, choices, fault, record)
                console.print(f"{passed:5.0f} s  {fault}: caught up in {seconds:.1f} s")
            finish(ground, record)
            record.seconds = time.monotonic() - began
            return _page(ground, record, filled)


def _page(ground: Ground, record: Record, filled: Filled) -> str:
    if refusals := ground.refusals():
        raise BrokenPromiseError("callers were told: " + "; ".join(sorted(set(refusals))[:10]))
    where = page.machine(ground.deployment.postgres.admin_dsn)
    return page.render(record, filled, ground.load, where, clock.now().date())


def _order(choices: random.Random, cycles: int) -> Iterator[str]:
    """Every fault in some order, then every fault in another one."""
    for _ in range(cycles):
        names = list(FAULTS)
        choices.shuffle(names)
        yield from names


def _bar(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True)


if __name__ == "__main__":
    main()
