"""Watches whether what is on a page moves under somebody's eyes (cumulative layout shift)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

MOST: Final = 0.1
"""How much of a window may move while one looks at a page, beyond what one did oneself.

Source: https://web.dev/articles/cls, “good”.
"""

_WATCH: Final = """
new PerformanceObserver((list) => {
  const called = (node) => node ? `${node.nodeName}.${node.className ?? ""}` : "?";
  for (const one of list.getEntries()) {
    if (one.hadRecentInput) continue;
    window.concordShifted(`${location.pathname} ${performance.timeOrigin}`, one.value,
      one.sources.map((source) => called(source.node)).join(" "));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Shifts:
    """What moved on each page that was looked at.

    Attributes:
        seen: How much and what, by page and time it was opened.
    """

    seen: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))

    def too_much(self) -> list[str]:
        """Pages on which more moved than somebody puts up with, and what it was."""
        return [
            f"{view.split()[0]} moved by {sum(much for much, _ in moved):.3f}: {moved}"
            for view, moved in self.seen.items()
            if sum(much for much, _ in moved) >= MOST
        ]

    def check(self) -> None:
        """See that nothing moved too much.

        Raises:
            AssertionError: something did.
        """
        assert self.too_much() == []

    def _note(self, _: Any, view: str, much: float, what: str) -> None:
        self.seen[view].append((much, what))


def watch_shifts(context: BrowserContext) -> Shifts:
    """Note what moves on every page that is opened from now on."""
    shifts = Shifts()
    context.expose_binding("concordShifted", shifts._note)
    context.add_init_script(_WATCH)
    return shifts
