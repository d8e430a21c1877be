"""What was measured: each request with its route, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING, NamedTuple

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


@dataclass
class Measured:
    """Everything that the callers measured.

    Attributes:
        requests: Every one, as it ended.
        commands: Every one that was acknowledged.
        own_writes: Seconds from a command's answer to a page that shows it.
        troubles: What callers were told that they should not be told, with how often.
    """

    requests: list[Request] = field(default_factory=list)
    commands: list[Acknowledged] = field(default_factory=list)
    own_writes: list[tuple[float, float]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)


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


AWAY = frozenset({0, 502, 503, 504})


def between(measured: Iterable[Request], begin: float, end: float) -> list[Request]:
    """Requests that were asked within a stretch of the week."""
    return [one for one in measured if begin <= one.at < end]


def by_route(requests: Iterable[Request]) -> Mapping[str, Figures]:
    """Figures by route, the busiest first."""
    found: dict[str, list[Request]] = defaultdict(list)
    for one in requests:
        found[one.route].append(one)
    listed = sorted(found.items(), key=lambda item: -len(item[1]))
    return {route: figures(of) for route, of in listed}


def figures(requests: Iterable[Request]) -> Figures:
    """Of these requests; times only of those that were answered."""
    asked = list(requests)
    answered = [one.seconds for one in asked if one.status not in AWAY]
    return Figures(len(answered), *percentiles(answered), len(asked) - len(answered))


def percentiles(values: list[float]) -> tuple[float, float, float]:
    """The median, the 95th and the 99th percentile."""
    if len(values) < 2:
        (only,) = values or [0.0]
        return only, only, only
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]
