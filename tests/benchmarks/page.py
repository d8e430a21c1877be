"""The page on performance: what was measured, where, against what, and what came of the aims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import words
from tests.benchmarks.aims import verdicts
from tests.benchmarks.figures import shown
from tests.benchmarks.payload import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.machine import Machine
    from tests.benchmarks.sizes import Sizes


def page(sizes: Sizes, figures: Figures, machine: Machine, day: date) -> str:
    """The page in Markdown.

    Args:
        sizes: Of the run.
        figures: What it measured.
        machine: Where.
        day: When.
    """
    return "\n".join((
        _head(sizes, machine, day),
        words.AIMS.format(table=_aims(figures)),
        _appends(sizes, figures),
        words.READ.format(facts=sizes.read_facts, table=_of(figures, "read", words.READERS)),
        words.REBUILD.format(
            facts=sizes.read_facts, table=_of(figures, "rebuild", words.REBUILDERS)
        ),
        words.ARRIVAL.format(sizes=sizes, table=_arrivals(figures)),
        words.GROWTH.format(sizes=sizes, table=_growth(sizes, figures)),
        words.LIMITS,
    ))


def _head(sizes: Sizes, machine: Machine, day: date) -> str:
    settings = machine.postgres.items()
    return words.HEAD.format(
        day=day.isoformat(),
        run=sizes.name,
        rounds=sizes.rounds,
        machine=machine,
        software=", ".join(f"{name} {number}" for name, number in machine.software.items()),
        durable=", ".join(f"`{name} = {value}`" for name, value in settings),
        payload=len(DATA),
    )


def _aims(figures: Figures) -> str:
    return _table(
        ("aim", "limit", "this run", "verdict"),
        (
            (one.aim, one.wanted, f"{shown(one.measured)} {one.unit}", one.said)
            for one in verdicts(figures)
        ),
    )


def _appends(sizes: Sizes, figures: Figures) -> str:
    rates = ([str(n), *_rates(figures, n), *_times(figures, n)] for n in sizes.callers)
    waits = ([str(n), *_waits(figures, n)] for n in sizes.callers)
    spread = f"concord-spread/{sizes.agencies}"
    return words.APPENDS.format(
        rates=_table(("callers", *words.COMPARED.values(), *words.RATIOS), rates),
        waits=_table(("callers", *words.COMPARED.values()), waits),
        agencies=sizes.agencies,
        spread=shown(figures.value(f"append/{spread}")),
        spread_p50=shown(figures.value(f"append-p50/{spread}")),
        spread_p99=shown(figures.value(f"append-p99/{spread}")),
    )


def _rates(figures: Figures, callers: int) -> list[str]:
    return [shown(figures.value(f"append/{name}/{callers}")) for name in words.COMPARED]


def _times(figures: Figures, callers: int) -> list[str]:
    own = f"append/concord/{callers}"
    others = (f"append/{name}/{callers}" for name in ("library", "umadb"))
    return [f"{figures.ratio(own, other):.1f}" for other in others]


def _waits(figures: Figures, callers: int) -> list[str]:
    return [
        " / ".join(
            shown(figures.value(f"append-{share}/{name}/{callers}")) for share in ("p50", "p99")
        )
        for name in words.COMPARED
    ]


def _of(figures: Figures, part: str, said: dict[str, str]) -> str:
    """A row for each figure of a part."""
    found = {name: figures[f"{part}/{name}"] for name in said}
    (unit,) = {one.unit for one in found.values()}
    rows = ((said[name], shown(one.value)) for name, one in found.items())
    return _table(("what", unit), rows)


def _arrivals(figures: Figures) -> str:
    shares = ("p50", "p99", "longest")
    rows = (
        (said, *(shown(figures.value(f"arrival/{name}/{share}")) for share in shares))
        for name, said in words.ARRIVALS.items()
    )
    return _table(("facts of", *(f"{share}, ms" for share in shares)), rows)


def _growth(sizes: Sizes, figures: Figures) -> str:
    rows = (
        (
            str(callers),
            *(shown(figures.value(f"growth/{log}/{callers}")) for log in ("small", "large")),
            f"{figures.ratio(f'growth/small/{callers}', f'growth/large/{callers}'):.2f}",
            *(shown(figures.value(f"growth-wal/{log}/{callers}")) for log in ("small", "large")),
        )
        for callers in (1, 32)
    )
    logs = (f"log of {sizes.small:,}", f"log of {sizes.large:,}")
    written = ("WAL bytes an append, small", "large")
    return _table(("callers", *logs, "times as long", *written), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
