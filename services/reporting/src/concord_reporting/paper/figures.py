"""Small counts are hidden before anything is drawn or printed. Pure.

A count below the edition's number could point at somebody. Where one count of a table is hidden,
all of them are, for the hidden one could be worked out from the rest and the sum; a count of
nobody points at nobody and may stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.facts.report import Figure

FLOOR = 2
"""What no edition goes below."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted, as it may be printed.

    Attributes:
        counted: By what is counted, then by kind; the kind is empty for a sum.
        least: The smallest count that is printed.
    """

    counted: Mapping[str, Mapping[str, int]]
    least: int

    def total(self, what: str) -> str:
        """A count in figures, ``fewer than 3``, or ``0`` where nothing was counted."""
        number = sum(self.counted.get(what, {}).values())
        return str(number) if number == 0 or number >= self.least else f"fewer than {self.least}"

    def has(self, what: str) -> bool:
        """Whether anything of that was counted."""
        return any(self.counted.get(what, {}).values())

    def table(self, what: str) -> Mapping[str, int]:
        """Counts by kind; none where one of them is too small to be told."""
        counts = self.counted.get(what, {})
        told = all(number == 0 or number >= self.least for number in counts.values())
        return counts if told else {}


def printable(figures: Sequence[Figure], least: int) -> Figures:
    """Figures of a version, with the least count that is printed."""
    counted: dict[str, dict[str, int]] = {}
    for one in figures:
        counted.setdefault(one.what, {})[one.among or ""] = one.number
    return Figures(counted, max(least, FLOOR))
