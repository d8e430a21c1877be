"""Small editions for tests, and the tables that tests compare with."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from concord_contracts.rules import Edition

TABLES = Path(__file__).parent.parent / "tables"

EVIDENCE: dict[str, Any] = {
    "sentence": "It is said so.",
    "source": {"document": "A guide"},
    "since": "2009-01-01",
}


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table under ``tests/tables``."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parameter(**changes: Any) -> dict[str, Any]:
    """A parameter's fields, some of them changed."""
    return {
        "id": "interview.minutes",
        "value": 45,
        "unit": "minutes",
        "level": "warn",
        **EVIDENCE,
        **changes,
    }


def date_rule(**changes: Any) -> dict[str, Any]:
    """A date rule's fields, some of them changed."""
    return {
        "id": "report.due",
        "label": "report due",
        "level": "block",
        "start": "onsite.last-day",
        "steps": [{"count": 2, "unit": "months"}],
        **EVIDENCE,
        **changes,
    }


def edition_fields(**changes: Any) -> dict[str, Any]:
    """A small edition's fields, some of them changed."""
    return {
        "id": "utopia/visit@2009",
        "jurisdiction": "utopia",
        "protocol": "visit",
        "title": "Visits",
        "source": {"document": "A guide"},
        "since": "2009-01-01",
        "parameters": [parameter()],
        "anchors": [{"id": "onsite.last-day", "label": "last day"}],
        "dates": [date_rule()],
        **changes,
    }


def small_edition(**changes: Any) -> Edition:
    """A small edition, some of its fields changed."""
    return Edition.model_validate(edition_fields(**changes))
