"""What a run finds out: named figures with their unit, one value for each round."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(slots=True)
class Figure:
    """Something measured.

    Attributes:
        name: Its path, such as ``append/library/32``.
        unit: Of every value.
        rounds: A value for each round.
    """

    name: str
    unit: str
    rounds: list[float] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)


class Figures:
    """All figures of a run, in the order in which they were first measured."""

    def __init__(self) -> None:
        self._all: dict[str, Figure] = {}

    def add(self, name: str, value: float, unit: str) -> None:
        """Note one round's value."""
        self._all.setdefault(name, Figure(name, unit)).rounds.append(value)

    def __getitem__(self, name: str) -> Figure:
        return self._all[name]

    def value(self, name: str) -> float:
        """A figure's median."""
        return self._all[name].value

    def ratio(self, name: str, to: str) -> float:
        """How many times one figure is another: the median over the rounds, each with its own."""
        pairs = zip(self._all[name].rounds, self._all[to].rounds, strict=True)
        return median(one / other for one, other in pairs)

    def written(self) -> list[dict[str, Any]]:
        """Every figure as JSON."""
        return [
            {"name": one.name, "unit": one.unit, "value": one.value, "rounds": one.rounds}
            for one in self._all.values()
        ]

    def listed(self) -> list[str]:
        """Every figure as a line of a table: name, median, range of the rounds, unit."""
        width = max(len(name) for name in self._all)
        return [
            f"{one.name:{width}}  {shown(one.value):>10}"
            f"  {shown(min(one.rounds)):>10} to {shown(max(one.rounds)):>10}  {one.unit}"
            for one in self._all.values()
        ]


def shown(value: float) -> str:
    """A number with about three digits that count."""
    places = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{places}f}"
