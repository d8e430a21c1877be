"""What was hoped for, and whether this run met it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tests.benchmarks.figures import shown

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figures


@dataclass(frozen=True, slots=True)
class Verdict:
    """One aim and how it was met.

    Attributes:
        aim: What was hoped for, in words.
        measured: What came out.
        limit: What it had to reach, or not to exceed.
        unit: Of both.
        higher: Whether more is better.
    """

    aim: str
    measured: float
    limit: float
    unit: str
    higher: bool

    @property
    def met(self) -> bool:
        """Whether it was met."""
        return self.measured >= self.limit if self.higher else self.measured <= self.limit

    @property
    def wanted(self) -> str:
        """The limit in words."""
        return f"{'at least' if self.higher else 'at most'} {shown(self.limit)} {self.unit}"

    @property
    def said(self) -> str:
        """The verdict, and by how much."""
        apart = abs(self.measured / self.limit - 1)
        side = "above" if self.measured > self.limit else "below"
        share = f"{apart:.0%}" if apart >= 0.1 else f"{apart:.1%}"
        return f"{'met' if self.met else 'not met'}, {share} {side} the limit"

    def written(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self) | {"met": self.met}


def verdicts(figures: Figures) -> list[Verdict]:
    """Every aim; ratios are computed within this run, round by round."""
    library = figures.ratio("append/concord/32", "append/library/32")
    umadb = figures.ratio("append/concord/32", "append/umadb/32")
    grown = figures.ratio("growth/small/32", "growth/large/32")
    rebuilt = figures.value("rebuild/counting")
    of_one, of_eight = (figures.value(f"arrival/{name}/p99") for name in ("one", "eight"))
    return [
        Verdict("32 callers, beside the library's recorder", library, 8, "times", higher=True),
        Verdict("the same, reaching for", library, 12, "times", higher=True),
        Verdict("32 callers, beside UmaDB", umadb, 1, "times", higher=True),
        Verdict("rebuild of a counting reader", rebuilt, 200_000, "facts/s", higher=True),
        Verdict("commit to row, p99, facts of one agency", of_one, 50, "ms", higher=False),
        Verdict("commit to row, p99, facts of eight agencies", of_eight, 50, "ms", higher=False),
        Verdict("append to the large log, beside the small", grown, 1.2, "times", higher=False),
    ]
