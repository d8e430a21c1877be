"""Makes up people and cases. Nobody here exists; every name and number says so."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from importlib.resources import files
from itertools import cycle
from random import Random
from typing import Any

FIRST = ("Alder", "Birch", "Cedar", "Dahlia", "Elm", "Fern", "Ginkgo", "Hazel", "Iris", "Juniper")
LAST = ("Synthetic", "Madeup", "Sample", "Placeholder", "Example")


def person(number: int) -> str:
    """A made-up name, such as Cedar Example 12."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}"


def frame(strata: dict[str, int], workers: int, opened_before: date, seed: int) -> str:
    """A frame as a county would export it.

    Args:
        strata: Cases of each stratum.
        workers: How many workers share the cases.
        opened_before: Every case was opened before this day.
        seed: The same seed makes the same frame.
    """
    chance = Random(seed)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- made-up data
    names = cycle([person(number) for number in range(100, 100 + workers)])
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("case_number", "stratum", "worker", "opened_on"))
    number = 0
    for stratum, cases in strata.items():
        for _ in range(cases):
            number += 1
            opened = opened_before - timedelta(days=chance.randrange(90, 900))
            rows.writerow((f"SYN-{number:05}", stratum, next(names), opened.isoformat()))
    return file.getvalue()


TYPED = {
    "reason": (
        "Synthetic: children move more often than a year ago.",
        "Synthetic: youth change group homes within weeks.",
    ),
    "statement": (
        "Synthetic: relatives are asked early, and placements hold longer.",
        "Synthetic: one person's opinion.",
    ),
    "override": ("Synthetic: a small county has few workers.",),
    "notes": (
        "Synthetic notes. The worker said visits went better once relatives were asked early.",
        "Synthetic notes. The worker said the plan was written before the family was met.",
        "Synthetic notes. The worker said there was too little time to look near the school.",
    ),
}


def typed(kind: str, number: int) -> str:
    """What somebody might have typed: a reason, a statement, a note, a name."""
    if kind == "name":
        return person(number)
    return TYPED[kind][number % len(TYPED[kind])]


def tool() -> dict[str, Any]:
    """A made-up tool of questions in two languages; no county uses it."""
    read: dict[str, Any] = json.loads(
        (files(__package__) / "synthetic_tool.json").read_text("utf-8")
    )
    return read
