"""The table of ``docs/reference/requirements.md``: each row of the checklist and its tests.

A test names the rows that it proves: ``@pytest.mark.proves("PQCR-72")``.
``python -m tests.support.requirements`` writes the page; a test holds that it is current.
"""

from __future__ import annotations

import ast
import csv
from typing import TYPE_CHECKING, Final

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CSV: Final = ROOT / "tests/tables/requirements.csv"
PAGE: Final = ROOT / "docs/reference/requirements.md"
LEVELS: Final = {"H": "must", "W": "should", "I": "may", "C": "choice"}
HEAD: Final = """# What a review needs, and the test that proves it

This page is made from the tests by `make docs`.
A row is proved when a test that goes through the public way in names it.
A row of level *must* is held to.
A row of level *should* warns, and a named person may override it with a reason, on record.
A row of level *may* is offered.
A row of level *choice* is how a contradiction of the guide is read; a jurisdiction can change it.
The rows are those of `tests/tables/requirements.csv`, which says where the guide has each.
"""


def rows() -> list[dict[str, str]]:
    """Every row of the checklist: id, severity, what the system must, and its source."""
    with CSV.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def proofs() -> dict[str, list[str]]:
    """Row of the checklist to the tests that say they prove it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for row, test in _claims(path):
            found.setdefault(row, []).append(test)
    return found


def page() -> str:
    """The whole page."""
    proved = proofs()
    open_rows = [row for row in rows() if row["id"] not in proved]
    lines = [HEAD, _count(proved), "", "| row | level | the system must | proved by |"]
    lines += ["|---|---|---|---|", *_table(proved)]
    lines += ["", "## Not proved yet", ""]
    lines += [f"- {row['id']} ({LEVELS[row['severity']]}): {row['must']}" for row in open_rows]
    lines += [] if open_rows else ["Nothing: every row has its test."]
    return "\n".join([*lines, ""])


def _count(proved: dict[str, list[str]]) -> str:
    said = [
        f"{sum(row['id'] in proved for row in of)} of {len(of)} of level *{name}*"
        for level, name in LEVELS.items()
        if (of := [row for row in rows() if row["severity"] == level])
    ]
    return f"Proved: {', '.join(said)}."


def _table(proved: dict[str, list[str]]) -> Iterator[str]:
    for row in rows():
        if tests := proved.get(row["id"]):
            shown = "<br>".join(f"`{test}`" for test in tests)
            yield f"| {row['id']} | {LEVELS[row['severity']]} | {row['must']} | {shown} |"


def _claims(path: Path) -> Iterator[tuple[str, str]]:
    """Rows and tests of one file."""
    source = path.read_text("utf-8")
    if "mark.proves" not in source:
        return
    where = path.relative_to(ROOT / "tests")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator).startswith("pytest.mark.proves("):
                    yield from ((row, f"{where}::{node.name}") for row in _rows(decorator))


def _rows(decorator: ast.expr) -> list[str]:
    if not isinstance(decorator, ast.Call):
        return []
    return [ast.literal_eval(one) for one in decorator.args]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
