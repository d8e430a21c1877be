"""The page of a rehearsal: who did how much, how long answers took, and what was lost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil

from tests.rehearsal.figures import (
    SPAN,
    STEP,
    between,
    by_load,
    by_route,
    figures,
    nobody_waits,
    pages,
    percentiles,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tests.rehearsal.days import Pace
    from tests.rehearsal.figures import Figures, Measured
    from tests.rehearsal.processes import Done

HEAD: Final = """# An event week of every county at once

`make rehearsal` plays event weeks of California's 58 counties at once, and writes this page.
It plays them against the real processes: servers, door, services, relays and readers.
In each county two recorders save an answer every few seconds, debriefs are written, days agreed.
Boards stay open as live pages, and people look at one page and then at another.
What begins at one hour everywhere begins within a fifth of the simulated day.
Each simulated morning an interview is moved and the schedule released anew.
On the second day somebody does not come, and a back-up case takes the place.
In mid-week two more copies of each process start; then one of each kind is killed, and each server.
Everybody and every case is made up.

The reviews stored before are copies of the counties' own history up to their week, under other ids,
without agreements, meetings, preparation and tasks; the tables are vacuumed and analysed after it.
The weeks begin when the bus has delivered all of that and the machine has come to rest.
The callers run on the same machine and take their share of it.
A caller that gets no answer, or one that a server is away, sends the same again.
"""

LIMIT: Final = 100
"""Milliseconds under which nineteen of twenty pages shall be answered."""


HALF_A_MINUTE: Final = 30


@dataclass(frozen=True)
class Written:
    """What there is to write down.

    Attributes:
        measured: By the callers.
        counties: How many.
        reviews: Stored before the week, those of the counties among them.
        facts: In the counties' logs, before the week and after it.
        pace: How fast time went.
        done: To the processes.
        level: Seconds after the week until every reader stood at its log's end.
        findings: Broken promises.
        on: The day.
    """

    measured: Measured
    counties: int
    reviews: int
    facts: tuple[int, int]
    pace: Pace
    done: Sequence[Done]
    level: float
    findings: Sequence[str]
    on: date

    @property
    def stretches(self) -> Iterator[tuple[str, float, float]]:
        """Parts of the week: until copies start, with them, while processes die, and after."""
        end = max((one.at for one in self.measured.requests), default=0.0)
        first = self.done[0].at if self.done else end
        killed = [one for one in self.done if one.what == "killed"]
        die = killed[0].at if killed else end
        level = killed[-1].at + killed[-1].level if killed else end
        after = nobody_waits(self.measured.requests, level)
        yield "before", 0.0, first
        yield "with more copies", first, die
        yield "while processes die", die, level
        yield "until nobody waits", level, after
        yield "after", after, end


def page(told: Written) -> str:
    """The page, as Markdown."""
    what = (_what, _stretches, _loads, _course, _processes, _routes, _met)
    parts = [of(told) for of in what]
    return "\n".join([HEAD, *(f"{line}" for part in parts for line in (*part, ""))]).rstrip() + "\n"


def _what(told: Written) -> Iterator[str]:
    memory = psutil.virtual_memory().total / 2**30
    boards = told.measured.boards
    yield f"Run on {told.on} on {len(os.sched_getaffinity(0))} cores with {memory:.0f} GB."
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| counties | {told.counties} |"
    yield f"| reviews stored | {told.reviews:,} |"
    yield f"| facts before and after | {told.facts[0]:,} and {told.facts[1]:,} |"
    yield f"| seconds of a simulated day, days | {told.pace.day:g}, {told.pace.days} |"
    yield f"| seconds between two saves, two looks | {told.pace.save:g}, {told.pace.look:g} |"
    yield f"| boards open in each county | {told.pace.boards} |"
    yield f"| requests | {len(told.measured.requests):,} |"
    yield f"| commands acknowledged | {len(told.measured.commands):,} |"
    yield f"| acknowledged and lost, doubled, or wrongly refused | {len(told.findings)} |"
    yield f"| boards opened, told of a change | {boards['opened']:,}, {_count(told)} |"
    yield f"| boards that lost their line and came again | {boards['lost their line']:,} |"
    yield f"| seconds after the week until every reader was level | {told.level:.1f} |"


def _count(told: Written) -> str:
    return f"{told.measured.boards['told of a change']:,}"


def _stretches(told: Written) -> Iterator[str]:
    yield "## Before, meanwhile, after"
    yield ""
    yield "Pages are what a person opens; requests are pages, data and commands."
    yield "Commit to row runs from a command's answer until no reader of the service is before it."
    yield (
        "Processes die until the readers are level after the last of them. Callers still wait then"
        " for what they asked meanwhile; after begins when, for a moment, nobody waits any more."
    )
    yield ""
    yield (
        "| stretch | s | requests/s | p50 ms | p95 ms | p99 ms | pages p95 ms |"
        " commit to row p50 ms | p99 ms | sent again |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, since, until in told.stretches:
        if until > since:
            asked = between(told.measured.requests, since, until)
            of, seen = figures(asked), figures(pages(asked))
            rows = percentiles(within(told.measured.to_row, since, until))
            a_second = of.answered / (until - since)
            yield (
                f"| {name} | {until - since:.0f} | {a_second:.0f} | {_times(of)} |"
                f" {_ms(seen.p95)} | {_ms(rows[0])} | {_ms(rows[2])} | {of.away:,} |"
            )
    own = percentiles([one.seconds for one in told.measured.own_writes])
    yield ""
    yield (
        f"Of {len(told.measured.own_writes):,} lists that were asked for right after the own write,"
        f" p50 was {_ms(own[0])} ms and p99 {_ms(own[2])} ms until it was shown."
    )


def _loads(told: Written) -> Iterator[str]:
    calm = [(since, until) for name, since, until in told.stretches if name in {"before", "after"}]
    yield "## By load"
    yield ""
    yield (
        f"Before and after, spans of {SPAN:.0f} seconds by how many requests were asked a second in"
        " them; times are those of the pages."
    )
    yield ""
    yield "| requests/s | spans | pages | p50 ms | p95 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|"
    for load, (spans, of) in by_load(told.measured.requests, calm).items():
        yield f"| {load} to {load + STEP - 1} | {spans} | {of.answered:,} | {_times(of)} |"


def _course(told: Written) -> Iterator[str]:
    yield "## From half a minute to half a minute"
    yield ""
    yield "| from s | requests/s | pages | p50 ms | p95 ms | p99 ms | in |"
    yield "|---:|---:|---:|---:|---:|---:|---|"
    stretches = list(told.stretches)
    for since in range(0, int(stretches[-1][2]), HALF_A_MINUTE):
        asked = between(told.measured.requests, since, since + HALF_A_MINUTE)
        of = figures(pages(asked))
        name = next(name for name, _, until in stretches if since < until)
        a_second = len(asked) / HALF_A_MINUTE
        yield f"| {since} | {a_second:.0f} | {of.answered:,} | {_times(of)} | {name} |"


def _processes(told: Written) -> Iterator[str]:
    added = [one for one in told.done if one.what == "added"]
    killed = [one for one in told.done if one.what == "killed"]
    yield "## What was done to the processes"
    yield ""
    if added:
        yield (
            f"From {added[0].at:.0f} s to {added[-1].at:.0f} s {len(added)} more processes started:"
            f" {', '.join(one.name for one in added)}."
        )
        yield ""
    yield "| killed | at, s | readers level after, s |"
    yield "|---|---:|---:|"
    yield from (f"| {one.name} | {one.at:.0f} | {one.level:.1f} |" for one in killed)


def _routes(told: Written) -> Iterator[str]:
    stretches = {name: (since, until) for name, since, until in told.stretches}
    before = by_route(between(told.measured.requests, *stretches["before"]))
    after = by_route(between(told.measured.requests, *stretches["after"]))
    yield "## By route, before and after"
    yield ""
    yield f"Routes of pages with a p95 of {LIMIT} ms or more are marked."
    yield ""
    yield "| route | before | p50 ms | p95 ms | p99 ms | after | p50 ms | p95 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for route in by_route(told.measured.requests):
        early, late = before.get(route), after.get(route)
        slow = max(one.p95 * 1000 for one in (early, late) if one) if early or late else 0.0
        mark = " (!)" if route.startswith("page ") and slow >= LIMIT else ""
        yield f"| `{route}`{mark} | {_both(early)} | {_both(late)} |"


def _met(told: Written) -> Iterator[str]:
    yield "## What callers met on the way"
    yield ""
    met = sorted(told.measured.passing.items(), key=lambda one: -one[1])
    yield from (f"- {what}: {many:,}" for what, many in met)
    if not met:
        yield "Nothing."
    if told.findings:
        yield ""
        yield "## Broken promises"
        yield ""
        yield from (f"- {one}" for one in told.findings)


def _both(of: Figures | None) -> str:
    return f"{of.answered:,} | {_times(of)}" if of else "0 | | | "


def _times(of: Figures) -> str:
    return " | ".join(_ms(seconds) for seconds in (of.p50, of.p95, of.p99))


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"
