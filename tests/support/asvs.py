"""The table of ``docs/reference/security.md``, from ``asvs.csv`` beside it.

``python -m tests.support.asvs`` writes it; a test holds that it is current.
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Final

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CSV: Final = ROOT / "docs/reference/asvs.csv"
PAGE: Final = ROOT / "docs/reference/security.md"
BEGIN: Final = "<!-- the rest of this page is made from asvs.csv by `make docs` -->"
STATES: Final = ("met", "partly", "not met", "not applicable")


def rows() -> list[dict[str, str]]:
    """Every requirement with its state, what it is about, and what shows it or why it is so."""
    with CSV.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The whole page, with its table anew."""
    head = PAGE.read_text("utf-8").split(BEGIN)[0].rstrip()
    return "\n".join([head, "", BEGIN, "", *_table(), ""])


def _table() -> Iterator[str]:
    found = rows()
    counted = Counter(row["state"] for row in found)
    yield "## The standard, row by row"
    yield ""
    yield f"Of {len(found)} requirements of levels 1 and 2: " + ", ".join(
        f"{counted[state]} {state}" for state in STATES
    )
    yield ""
    for state in STATES[1:3]:
        yield f"### {state.capitalize()}"
        yield ""
        yield from (
            f"- {row['requirement']} ({row['what']}): {row['shown_by']}"
            for row in found
            if row["state"] == state
        )
        yield ""
    yield "### All"
    yield ""
    yield "| requirement | level | what | state | shown by, or why |"
    yield "|---|---|---|---|---|"
    for row in found:
        yield (
            f"| {row['requirement']} | {row['level']} | {row['what']} | {row['state']} "
            f"| {row['shown_by']} |"
        )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
