"""The page of a rehearsal: who did how much, how long answers took, and what was lost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil

from tests.rehearsal.figures import between, by_route, figures, percentiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.rehearsal.figures import Figures, Measured
    from tests.rehearsal.week import Pace

HEAD: Final = """# An event week of every county at once

`make rehearsal` plays event weeks of California's 58 counties at the same time.
It plays them against the real processes: servers, door, services, relays and readers.
Recorders save an answer every few seconds, peers and coordinators look at pages.
A board stays open in each county, and every schedule goes out anew each simulated morning.
In mid-week two more copies of each service start; then one process of each kind is killed.
Everybody and every case is made up.

The callers run on the same machine and take their share of it.
"""


@dataclass(frozen=True)
class Told:
    """What there is to tell.

    Attributes:
        measured: By the callers.
        counties: How many.
        reviews: Stored before the week.
        pace: How fast time went.
        done: To the processes, with when.
        level: Seconds after the week until every reader stood at its log's end.
        findings: Broken promises.
        on: The day.
    """

    measured: Measured
    counties: int
    reviews: int
    pace: Pace
    done: list[tuple[float, str]]
    level: float
    findings: list[str]
    on: date


def page(told: Told) -> str:
    """The page, as Markdown."""
    return "\n".join([HEAD, *_what(told), "", *_stretches(told), "", *_routes(told), ""])


def _what(told: Told) -> Iterator[str]:
    lost = len(told.findings)
    memory = psutil.virtual_memory().total / 2**30
    yield f"Run on {told.on} on {len(os.sched_getaffinity(0))} cores with {memory:.0f} GB."
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| counties | {told.counties} |"
    yield f"| reviews stored | {told.reviews:,} |"
    yield f"| seconds of the week | {told.pace.week:.0f} |"
    yield f"| requests | {len(told.measured.requests):,} |"
    yield f"| commands acknowledged | {len(told.measured.commands):,} |"
    yield f"| acknowledged and lost, or doubled | {lost} |"
    yield f"| seconds after the week until every reader was level | {told.level:.1f} |"
    yield ""
    yield from (f"- at {at:.0f} s: {what}" for at, what in told.done)
    if told.measured.troubles:
        yield ""
        yield "What callers were told in between, and then sent the same again:"
        yield ""
        yield from (f"- {what}: {many}" for what, many in sorted(told.measured.troubles.items()))


def _stretches(told: Told) -> Iterator[str]:
    """Before anything was done, while processes died, and after."""
    first = told.done[0][0] if told.done else told.pace.week
    killed = [at for at, what in told.done if " killed" in what]
    begin, end = (killed[0], killed[-1] + 10) if killed else (first, first)
    yield "| stretch | requests a second | p50 ms | p95 ms | p99 ms | own write shown, p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, since, until in (
        ("before", 0.0, first),
        ("with more copies", first, begin),
        ("while processes die", begin, end),
        ("after", end, max(told.pace.week, end)),
    ):
        if until > since:
            of = figures(between(told.measured.requests, since, until))
            own = [took for at, took in told.measured.own_writes if since <= at < until]
            seen = percentiles(own)[2] * 1000
            yield f"| {name} | {of.answered / (until - since):.0f} | {_times(of)} | {seen:.0f} |"


def _routes(told: Told) -> Iterator[str]:
    yield "| route | requests | p50 ms | p95 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|"
    for route, of in by_route(told.measured.requests).items():
        yield f"| `{route}` | {of.answered:,} | {_times(of)} |"


def _times(of: Figures) -> str:
    return " | ".join(f"{1000 * seconds:.0f}" for seconds in (of.p50, of.p95, of.p99))
