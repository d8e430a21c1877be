"""Reads the first sheet of a workbook (XLSX) in a process of its own, within hard limits.

A workbook is a compressed archive: a small file can unfold into gigabytes, and a parser can be
kept busy. So it is opened by a child process that may use so much memory and time and no more; it
has no environment, and what it finds comes back as lines of text. The child stops before it unfolds
a sheet that is too long or too wide, and it names every formula by its place.
"""

from __future__ import annotations

import json
import re
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- an untrusted archive is opened apart, under limits
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePosixPath
from threading import BoundedSemaphore
from typing import IO, Any, Final
from xml.parsers import expat

MOST_ROWS: Final = 100_001
"""Rows with content that a sheet may have: the frame's and its first one."""

MOST_COLUMNS: Final = 32
"""Columns that a sheet may have."""

MOST_ENTRIES: Final = 2_000
"""Files that the archive may hold."""

UNFOLDED: Final = 400_000_000
"""Bytes that the archive may hold when it is unfolded."""

LONGEST_CELL: Final = 201
"""Characters that are taken of a cell: one more than a cell may have, so that it is noticed."""

MOST_FORMULAS: Final = 200
"""Formulas that are named; the rest are counted."""

MEMORY: Final = 1_000_000_000
"""Bytes of memory that the child may use."""

SECONDS: Final = 20
"""Seconds of the processor's time that the child may use."""

PATIENCE: Final = 40
"""Seconds after which the child is stopped whatever it does."""

BROKEN: Final = "frame.not-a-workbook"
TOO_LARGE: Final = "frame.workbook-too-large"
TOO_LONG: Final = "frame.too-many-rows"
TOO_WIDE: Final = "frame.wrong-columns"

SHEETS: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
CELL: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")

AT_ONCE = BoundedSemaphore(2)
"""Children that run at the same time; whoever comes later waits for a place."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet holds.

    Attributes:
        rows: Number of the row, and its cells as text.
        formulas: Row and column, from 1, of the first formulas.
        formulas_in_all: How many there are.
        fault: The rule that the workbook breaks, or empty.
        row: Where it breaks it.
    """

    rows: tuple[tuple[int, list[str]], ...] = ()
    formulas: tuple[tuple[int, int], ...] = ()
    formulas_in_all: int = 0
    fault: str = ""
    row: int = 1


def read_workbook(content: bytes) -> Sheet:
    """The first visible sheet of a workbook; takes no longer than ``PATIENCE``."""
    command = [sys.executable, "-I", "-m", __name__, str(MEMORY), str(SECONDS)]
    with AT_ONCE:
        try:
            done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- this module itself
                command, input=content, capture_output=True, timeout=PATIENCE, check=False, env={}
            )
        except subprocess.TimeoutExpired:
            return Sheet(fault=TOO_LARGE)
    if done.returncode:
        return Sheet(fault=TOO_LARGE)
    return _told(done.stdout)


def _told(said: bytes) -> Sheet:
    first, *lines = said.decode().splitlines()
    head = json.loads(first)
    rows = ((number, cells) for number, cells in map(json.loads, lines))
    formulas = tuple((row, column) for row, column in head.pop("formulas", ()))
    return Sheet(rows=tuple(rows), formulas=formulas, **head)


class _Stop(Exception):  # ruff: ignore[error-suffix-on-exception-name] -- ends a reading; nothing went wrong
    def __init__(self, rule: str, row: int = 1) -> None:
        self.rule = rule
        self.row = row
        super().__init__(rule)


class _Scan:
    """Goes through a sheet's XML once, without keeping it: how far it reaches, and its formulas."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int]] = []
        self.formulas_in_all = 0
        self._rows = 0
        self._row = 0
        self._column = 0
        self._counted = 0

    def of(self, content: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _no_document_type
        parser.ParseFile(content)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif kind == "c":
            place = CELL.fullmatch(attributes.get("r", ""))
            self._column = _number(place[1]) if place else self._column + 1
        elif kind == "f":
            self.formulas_in_all += 1
            if len(self.formulas) < MOST_FORMULAS:
                self.formulas.append((self._row, self._column))
        elif kind in {"v", "is"}:
            self._cell()

    def _cell(self) -> None:
        if self._row != self._counted:
            self._rows, self._counted = self._rows + 1, self._row
        if self._rows > MOST_ROWS or self._row > 2 * MOST_ROWS:
            raise _Stop(TOO_LONG, self._row)
        if self._column > MOST_COLUMNS:
            raise _Stop(TOO_WIDE, self._row)


def _no_document_type(*_: Any) -> None:
    raise _Stop(BROKEN)


def _number(letters: str) -> int:
    """A column's number, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _within_limits(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(BytesIO(content))
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > UNFOLDED:
        raise _Stop(TOO_LARGE)
    if SHEETS not in archive.namelist():
        raise _Stop(BROKEN)
    return archive


def _place_of(archive: zipfile.ZipFile, name: str) -> str:
    """The file in which the sheet of a name stands.

    Raises:
        _Stop: no sheet of that name is where the workbook says.
    """
    sheets = {one.get("name"): one for one in _elements(archive, SHEETS, "sheet")}
    ids = [value for key, value in sheets.get(name, {}).items() if key.endswith(" id")]
    targets = {one["Id"]: one["Target"] for one in _elements(archive, RELATIONS, "Relationship")}
    if not ids or ids[0] not in targets:
        raise _Stop(BROKEN)
    target = targets[ids[0]]
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _elements(archive: zipfile.ZipFile, path: str, kind: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == kind:
            found.append(attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_document_type
    with archive.open(path) as content:
        parser.ParseFile(content)
    return found


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    match cell:
        case bool():
            said = "yes" if cell else "no"
        case float() if cell.is_integer():
            said = str(int(cell))
        case datetime() if not (cell.hour or cell.minute or cell.second):
            said = cell.date().isoformat()
        case date():
            said = cell.isoformat()
        case _:
            said = str(cell)
    return said[:LONGEST_CELL]


def _sheet(content: bytes) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    from python_calamine import (  # ruff: ignore[import-outside-top-level] -- only the child needs it
        CalamineWorkbook,
        SheetVisibleEnum,
    )

    archive, scan = _within_limits(content), _Scan()
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    visible = [
        one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible
    ]
    if not visible:
        raise _Stop(BROKEN)
    with archive.open(_place_of(archive, visible[0])) as sheet:
        scan.of(sheet)
    cells = workbook.get_sheet_by_name(visible[0]).to_python(skip_empty_area=False)
    rows = ((number, [_text(cell) for cell in row]) for number, row in enumerate(cells, 1))
    head = {"formulas": scan.formulas, "formulas_in_all": scan.formulas_in_all}
    return head, [one for one in rows if any(one[1])]


def _answer(content: bytes) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    try:
        return _sheet(content)
    except _Stop as stop:
        return {"fault": stop.rule, "row": stop.row}, []
    except MemoryError:
        return {"fault": TOO_LARGE}, []
    except Exception:  # ruff: ignore[blind-except] -- whatever a broken archive makes a parser say, it is no workbook
        return {"fault": BROKEN}, []


def main() -> None:
    """What the child does: read from its input, say what stands there."""
    import resource  # ruff: ignore[import-outside-top-level] -- only the child limits itself

    import python_calamine  # ruff: ignore[import-outside-top-level, unused-import] -- loaded before the limits bind

    memory, seconds = (int(one) for one in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, rows = _answer(sys.stdin.buffer.read())
    lines = (json.dumps(one, separators=(",", ":")) for one in (head, *rows))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
