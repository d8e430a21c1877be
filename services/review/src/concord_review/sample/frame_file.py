"""Reads a frame from CSV or lines of JSON: every row a candidate, every fault by its place.

A fault names its place and its rule, never what stood there. The whole file is read before anything
is recorded, so that a file is taken or rejected as one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.web.problem import Rejected

from concord_review.sample.commands import LARGEST_FRAME

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = ("case_number", "stratum", "worker", "opened_on")
"""The columns of a frame file, in any order."""

CSV: Final = "text/csv"
LINES: Final = "application/x-ndjson"
KINDS: Final = (CSV, LINES)
"""Kinds of file that are read: CSV with its columns named, or one JSON object a line."""

LONGEST_CELL: Final = 200
"""Characters a cell may have."""

MOST_FAULTS: Final = 200
"""Faults that are named; the rest are counted."""

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate."""

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a day is written; ``date.fromisoformat`` takes weeks too, such as 2010-W04-5."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was typed; number and worker go to the vault."""

    number: int
    case_number: str
    stratum: str
    worker: str
    opened_on: date


class Faults:
    """Collects faults, and rejects the file if there are any."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.total = 0

    def add(self, row: int, column: str, rule: str) -> None:
        """Note one fault."""
        self.total += 1
        if self.total <= MOST_FAULTS:
            self.found.append({"row": row, "column": column, "rule": rule})

    def reject(self) -> None:
        """Reject the file if anything was wrong.

        Raises:
            Rejected: something was.
        """
        if self.total:
            raise Rejected("frame.cannot-be-read", self.found, self.total)


def read_frame(content: bytes, strata: frozenset[str], kind: str = CSV) -> list[Row]:
    """Every row of a frame file.

    Raises:
        Rejected: columns are wrong, or a cell is; every fault with its row and column.
    """
    rows, faults = check_frame(content, strata, kind)
    faults.reject()
    return rows


def check_frame(
    content: bytes, strata: frozenset[str], kind: str = CSV
) -> tuple[list[Row], Faults]:
    """The rows of a frame file that can be read, and everything that is wrong with the others."""
    faults = Faults()
    rows = list(_rows(_records(content, kind, faults), strata, faults))
    for number in _repeated(rows):
        faults.add(number, "case_number", "frame.duplicate-case")
    if not rows and not faults.total:
        faults.add(1, "", "frame.empty")
    return rows, faults


def _records(content: bytes, kind: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(content[: error.start].count(b"\n") + 1, "", "frame.not-utf-8")
        return
    yield from (_of_lines if kind == LINES else _of_csv)(text, faults)


def _of_lines(text: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if _is_record(record):
            yield number, record
        else:
            faults.add(number, "", "frame.not-a-line")


def _is_record(record: Any) -> bool:
    """Whether a line's JSON is an object of exactly the columns, each with a text."""
    if not isinstance(record, dict) or sorted(record) != sorted(COLUMNS):
        return False
    return all(isinstance(cell, str) for cell in record.values())


def _of_csv(text: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if sorted(reader.fieldnames or ()) != sorted(COLUMNS):
            faults.add(1, "", "frame.wrong-columns")
            return
        yield from ((reader.line_num, record) for record in reader)
    except csv.Error:
        faults.add(reader.line_num + 1, "", "frame.not-csv")  # the line after the last good row


def _rows(
    records: Iterator[tuple[int, dict[str, str]]], strata: frozenset[str], faults: Faults
) -> Iterator[Row]:
    for count, (number, record) in enumerate(records, 1):
        if count > LARGEST_FRAME:
            faults.add(number, "", "frame.too-many-rows")
            return
        row = _row(number, record, strata, faults)
        if row is not None:
            yield row


def _row(number: int, record: dict[str, str], strata: frozenset[str], faults: Faults) -> Row | None:
    before = faults.total
    if None in record or None in record.values():
        faults.add(number, "", "frame.wrong-number-of-cells")
        return None
    for column, cell in record.items():
        if rule := _fault(column, cell, strata):
            faults.add(number, column, rule)
    if faults.total > before:
        return None
    return Row(
        number=number,
        case_number=record["case_number"].strip(),
        stratum=record["stratum"].strip(),
        worker=record["worker"].strip(),
        opened_on=date.fromisoformat(record["opened_on"].strip()),
    )


def _fault(column: str, cell: str, strata: frozenset[str]) -> str:
    text = cell.strip()
    if not text:
        return "frame.empty-cell"
    if len(text) > LONGEST_CELL or not text.isprintable():
        return "frame.not-a-cell"
    if text.startswith(FORMULA) or cell.startswith(FORMULA):
        return "frame.formula"
    if column == "stratum" and text not in strata:
        return "frame.unknown-stratum"
    if column == "opened_on" and not _is_date(text):
        return "frame.not-a-date"
    return ""


def _is_date(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _repeated(rows: list[Row]) -> list[int]:
    times = Counter(row.case_number for row in rows)
    return [row.number for row in rows if times[row.case_number] > 1]
