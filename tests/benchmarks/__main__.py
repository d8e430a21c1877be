"""``python -m tests.benchmarks``: measure, print, write. ``tests.benchmarks`` says what."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from concord_kernel import clock

from tests.benchmarks.aims import verdicts
from tests.benchmarks.appends import measure_appends
from tests.benchmarks.arrivals import measure_arrivals
from tests.benchmarks.bulk_read import measure_bulk_read
from tests.benchmarks.figures import Figures, shown
from tests.benchmarks.ground import provisioned
from tests.benchmarks.growth import measure_growth
from tests.benchmarks.machine import Machine
from tests.benchmarks.page import page
from tests.benchmarks.rebuilding import measure_rebuild
from tests.benchmarks.sizes import FULL, QUICK

if TYPE_CHECKING:
    from tests.benchmarks.sizes import Sizes

ROOT = Path(__file__).parents[2]
PAGE = Path("docs/reference/performance.md")


def main() -> None:
    """Run once, as the arguments say."""
    asked = _asked()
    sizes: Sizes = QUICK if asked.quick else FULL
    figures = Figures()
    began = perf_counter()
    machine = _measured(sizes, figures)
    _say(f"\n{sizes.name} run, {perf_counter() - began:.0f} s; medians, and the rounds' range:\n")
    _say("\n".join([*figures.listed(), ""]))
    for one in verdicts(figures):
        _say(f"{one.aim}, {one.wanted}: {shown(one.measured)} {one.unit}, {one.said}")
    if asked.into or not asked.quick:
        _write(asked, sizes, figures, machine)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: figures mean nothing")
    parser.add_argument("--into", type=Path, help="write both files into this directory instead")
    parser.add_argument("--date", type=date.fromisoformat, default=clock.now().date())
    return parser.parse_args()


def _measured(sizes: Sizes, figures: Figures) -> Machine:
    with provisioned() as one:
        machine = Machine.look(one, one.keys.parent)
        _say("commit to row")
        measure_arrivals(sizes, figures, one)
        with provisioned() as other:
            _say("bulk read and rebuild")
            measure_bulk_read(sizes, figures, other)
            measure_rebuild(sizes, figures, other)
            _say(f"a log of {sizes.large:,}")
            measure_growth(sizes, figures, one, other)
        _say("appends")
        measure_appends(sizes, figures, one)
    return machine


def _write(asked: argparse.Namespace, sizes: Sizes, figures: Figures, machine: Machine) -> None:
    numbers = (asked.into or ROOT) / "bench.json"
    words = asked.into / PAGE.name if asked.into else ROOT / PAGE
    numbers.write_text(_json(sizes, figures, machine, asked.date), encoding="utf-8")
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text(page(sizes, figures, machine, asked.date), encoding="utf-8")
    _say(f"\nwrote {numbers} and {words}")


def _json(sizes: Sizes, figures: Figures, machine: Machine, day: date) -> str:
    everything: dict[str, Any] = {
        "run": sizes.name,
        "date": day.isoformat(),
        "machine": machine.written(),
        "figures": figures.written(),
        "aims": [one.written() for one in verdicts(figures)],
    }
    return json.dumps(everything, indent=1) + "\n"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
