"""What was measured: each request with its route, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Request(NamedTuple):
    """One request.

    Attributes:
        route: What was asked for, without whose and which.
        at: When, in seconds since the week began.
        seconds: Until the answer was there.
        status: HTTP status; 0 where no answer came.
    """

    route: str
    at: float
    seconds: float
    status: int


class Acknowledged(NamedTuple):
    """A command that was answered with a position.

    Attributes:
        agency: In whose log.
        command: Its id.
        position: Where it was said to stand.
    """

    agency: str
    command: str
    position: int


class Took(NamedTuple):
    """How long something took.

    Attributes:
        at: When it began, in seconds since the week began.
        seconds: How long.
    """

    at: float
    seconds: float


@dataclass
class Measured:
    """Everything that the callers measured.

    Attributes:
        requests: Every one, as it ended.
        commands: Every one that was acknowledged.
        to_row: From a command's answer until its rows were committed, of a part of them.
        own_writes: From asking for a page that shows the own write until it was there.
        passing: What callers met on the way and went past, with how often.
        refused: What they were told that they should not be told, with how often.
        boards: Streams that were open, and how often they told of a change.
    """

    requests: list[Request] = field(default_factory=list)
    commands: list[Acknowledged] = field(default_factory=list)
    to_row: list[Took] = field(default_factory=list)
    own_writes: list[Took] = field(default_factory=list)
    passing: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    boards: Counter[str] = field(default_factory=Counter)


class Figures(NamedTuple):
    """Of one route, or of all.

    Attributes:
        answered: Requests that were answered.
        p50: Seconds.
        p95: Seconds.
        p99: Seconds.
        away: Requests without an answer, or told that a server is away.
    """

    answered: int
    p50: float
    p95: float
    p99: float
    away: int


AWAY: Final = frozenset({0, 502, 503, 504})
"""No answer, or a server that is away: sent again."""

SPAN: Final = 10.0
"""Seconds in which requests are counted to know the load."""

STEP: Final = 10
"""Requests a second by which loads are told apart."""

FEWEST: Final = 2
"""Values from which percentiles can be said."""


def between(measured: Iterable[Request], begin: float, end: float) -> list[Request]:
    """Requests that were asked within a stretch of the week."""
    return [one for one in measured if begin <= one.at < end]


def within(measured: Iterable[Took], begin: float, end: float) -> list[float]:
    """Seconds of what began within a stretch of the week."""
    return [one.seconds for one in measured if begin <= one.at < end]


def nobody_waits(measured: Iterable[Request], since: float) -> float:
    """The first moment from then on at which every request asked so far was answered."""
    ends = since
    for one in sorted(measured, key=lambda one: one.at):
        if one.at > ends:
            break
        ends = max(ends, one.at + one.seconds)
    return ends


def pages(measured: Iterable[Request]) -> list[Request]:
    """The pages among requests."""
    return [one for one in measured if one.route.startswith("page ")]


def by_route(requests: Iterable[Request]) -> Mapping[str, Figures]:
    """Figures by route, the busiest first."""
    found: dict[str, list[Request]] = defaultdict(list)
    for one in requests:
        found[one.route].append(one)
    listed = sorted(found.items(), key=lambda item: -len(item[1]))
    return {route: figures(of) for route, of in listed}


def by_load(
    requests: Iterable[Request], stretches: Iterable[tuple[float, float]]
) -> Mapping[int, tuple[int, Figures]]:
    """Spans of stretches by their load: how many spans, and figures of the pages in them.

    Args:
        requests: Of the whole week.
        stretches: From when till when, in seconds; what is left of a span at the end is left out.
    """
    measured, spans = list(requests), Counter[int]()
    found: dict[int, list[Request]] = defaultdict(list)
    for since, until in stretches:
        for nth in range(int((until - since) // SPAN)):
            begin = since + nth * SPAN
            asked = between(measured, begin, begin + SPAN)
            load = int(len(asked) / SPAN // STEP) * STEP
            spans[load] += 1
            found[load] += pages(asked)
    return {load: (spans[load], figures(found[load])) for load in sorted(spans)}


def figures(requests: Iterable[Request]) -> Figures:
    """Of these requests; times only of those that were answered."""
    asked = list(requests)
    answered = [one.seconds for one in asked if one.status not in AWAY]
    return Figures(len(answered), *percentiles(answered), len(asked) - len(answered))


def percentiles(values: list[float]) -> tuple[float, float, float]:
    """The median, the 95th and the 99th percentile."""
    if len(values) < FEWEST:
        (only,) = values or [0.0]
        return only, only, only
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]
