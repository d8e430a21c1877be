"""Reads a frame from CSV, XLSX or lines of JSON: each row a candidate, each fault by its place.

A fault names its place and its rule, never what stood there. The whole file is read before anything
is recorded, so that a file is taken or rejected as one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.web.problem import Rejected

from concord_review.sample.commands import LARGEST_FRAME
from concord_review.sample.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS: Final = ("case_number", "stratum", "worker", "opened_on")
"""The columns that a frame file has, in any order."""

MARKS: Final = ("outcome", "kind")
"""The columns that it may have beside them, where the edition knows such marks."""

UNKNOWN_MARKS: Final = {"outcome": "frame.unknown-outcome", "kind": "frame.unknown-kind"}
"""What is said of a mark that the edition does not know."""

CSV: Final = "text/csv"
LINES: Final = "application/x-ndjson"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = (CSV, XLSX, LINES)
"""Kinds of file that are read: CSV or a workbook with columns named, or one JSON object a line."""

YES, NO = frozenset({"yes", "y", "sí", "si"}), frozenset({"no", "n"})
"""How a question of eligibility may be answered in a file."""

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
    outcome: str = ""
    kind: str = ""
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the edition knows, and so what a file may say.

    Attributes:
        strata: Codes of the strata.
        marks: Outcomes and kinds, each with its codes.
        questions: Column to the question of eligibility that is answered in it.
    """

    strata: frozenset[str]
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    @property
    def further(self) -> tuple[str, ...]:
        """The columns that a file may have, and need not."""
        return (*(one for one in MARKS if self.marks.get(one)), *self.questions)

    def fits(self, named: Iterable[str | None]) -> bool:
        """Whether a file names the columns that it has to, each once, and none that is unknown."""
        columns = list(named)
        once = len(columns) == len(set(columns))
        return once and set(COLUMNS) <= set(columns) <= {*COLUMNS, *self.further}


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


def read_frame(content: bytes, known: Known, kind: str = CSV) -> list[Row]:
    """Every row of a frame file.

    Raises:
        Rejected: columns are wrong, or a cell is; every fault with its row and column.
    """
    rows, faults = check_frame(content, known, kind)
    faults.reject()
    return rows


def check_frame(content: bytes, known: Known, kind: str = CSV) -> tuple[list[Row], Faults]:
    """The rows of a frame file that can be read, and everything that is wrong with the others."""
    faults = Faults()
    rows = list(_rows(_records(content, kind, known, faults), known, faults))
    for number in _repeated(rows):
        faults.add(number, "case_number", "frame.duplicate-case")
    if not rows and not faults.total:
        faults.add(1, "", "frame.empty")
    return rows, faults


Records = Iterator[tuple[int, dict[str, str]]]


def _records(content: bytes, kind: str, known: Known, faults: Faults) -> Records:
    if kind == XLSX:
        yield from _of_workbook(content, known, faults)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(content[: error.start].count(b"\n") + 1, "", "frame.not-utf-8")
        return
    yield from (_of_lines if kind == LINES else _of_csv)(text, known, faults)


def _of_lines(text: str, known: Known, faults: Faults) -> Records:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if _is_record(record, known):
            yield number, record
        else:
            faults.add(number, "", "frame.not-a-line")


def _is_record(record: Any, known: Known) -> bool:
    """Whether a line's JSON is an object of the columns and no others, each with a text."""
    if not isinstance(record, dict) or not known.fits(record):
        return False
    return all(isinstance(cell, str) for cell in record.values())


def _of_csv(text: str, known: Known, faults: Faults) -> Records:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not known.fits(reader.fieldnames or ()):
            faults.add(1, "", "frame.wrong-columns")
            return
        yield from ((reader.line_num, record) for record in reader)
    except csv.Error:
        faults.add(reader.line_num + 1, "", "frame.not-csv")  # the line after the last good row


def _of_workbook(content: bytes, known: Known, faults: Faults) -> Records:
    sheet = read_workbook(content)
    if sheet.fault:
        faults.add(sheet.row, "", sheet.fault)
    if not sheet.rows:
        return
    (first, named), *rows = sheet.rows
    columns = [one.strip() for one in named if one.strip()]
    if not known.fits(columns) or any(one.strip() for one in named[len(columns) :]):
        faults.add(first, "", "frame.wrong-columns")
        return
    for row, column in sheet.formulas:
        name = columns[column - 1] if 0 < column <= len(columns) else ""
        faults.add(row, name, "frame.formula")
    faults.total += sheet.formulas_in_all - len(sheet.formulas)
    for number, cells in rows:
        beyond = any(cells[len(columns) :])
        yield number, {**dict(zip(columns, cells, strict=False)), **({None: ""} if beyond else {})}  # type: ignore[dict-item]  # as the CSV reader says it


def _rows(records: Records, known: Known, faults: Faults) -> Iterator[Row]:
    for count, (number, record) in enumerate(records, 1):
        if count > LARGEST_FRAME:
            faults.add(number, "", "frame.too-many-rows")
            return
        row = _row(number, record, known, faults)
        if row is not None:
            yield row


def _row(number: int, record: dict[str, str], known: Known, faults: Faults) -> Row | None:
    before = faults.total
    if None in record or None in record.values():
        faults.add(number, "", "frame.wrong-number-of-cells")
        return None
    said = {column: cell.strip() for column, cell in record.items()}
    for column, cell in record.items():
        if rule := _fault(column, cell, known):
            faults.add(number, column, rule)
    if faults.total > before:
        return None
    return Row(
        number=number,
        case_number=said["case_number"],
        stratum=said["stratum"],
        worker=said["worker"],
        opened_on=date.fromisoformat(said["opened_on"]),
        outcome=_as_code(said.get("outcome", "")),
        kind=_as_code(said.get("kind", "")),
        answers=tuple(_answers(said, known)),
    )


def _answers(said: Mapping[str, str], known: Known) -> Iterator[tuple[str, str]]:
    for column, question in known.questions.items():
        if answer := said.get(column, "").casefold():
            yield question, "yes" if answer in YES else "no"


def _as_code(cell: str) -> str:
    """A mark as it may be typed, as its code: ``Outcome achieved`` is ``outcome-achieved``."""
    return "-".join(cell.casefold().split())


def _fault(column: str, cell: str, known: Known) -> str:
    text = cell.strip()
    if not text:
        return "" if column in known.further else "frame.empty-cell"
    if len(text) > LONGEST_CELL or not text.isprintable():
        return "frame.not-a-cell"
    if text.startswith(FORMULA) or cell.startswith(FORMULA):
        return "frame.formula"
    return _unknown(column, text, known)


def _unknown(column: str, text: str, known: Known) -> str:
    """What a cell of a column with meaning breaks, or nothing."""
    if column == "stratum":
        return "" if text in known.strata else "frame.unknown-stratum"
    if column == "opened_on":
        return "" if _is_date(text) else "frame.not-a-date"
    if column in known.questions:
        return "" if text.casefold() in YES | NO else "frame.not-yes-or-no"
    if column in known.marks:
        return "" if _as_code(text) in known.marks[column] else UNKNOWN_MARKS[column]
    return ""


def _is_date(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _repeated(rows: list[Row]) -> list[int]:
    times = Counter(row.case_number for row in rows)
    return [row.number for row in rows if times[row.case_number] > 1]
