"""A workbook is read within limits: formulas are named, and a hostile file costs nothing."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from concord_kernel.web.problem import Rejected
from concord_review.sample import workbook
from concord_review.sample.commands import LARGEST_FRAME
from concord_review.sample.frame_file import XLSX, Known, Row, read_frame
from concord_review.sample.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KNOWN = Known(
    strata=frozenset({"child-welfare", "probation"}),
    marks={
        "outcome": ("outcome-achieved", "outcome-not-achieved"),
        "kind": ("case", "referral"),
    },
    questions={"family_in_service": "family-in-service"},
)
COLUMNS = ("case_number", "stratum", "worker", "opened_on")
CASE = ("SC-1", "child-welfare", "Alder Synthetic", datetime(2009, 6, 1))  # ruff: ignore[call-datetime-without-tzinfo] -- a workbook's day has no zone
SHEET = "xl/worksheets/sheet1.xml"


def written(rows: Sequence[Sequence[Any]], *, hidden: bool = False) -> bytes:
    """A workbook with these rows on its first visible sheet."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"default_date_format": "yyyy-mm-dd", "constant_memory": True}
    )
    if hidden:
        book.add_worksheet("Old").hide()
        book.add_worksheet("Cases").activate()
    sheet = book.worksheets()[-1] if hidden else book.add_worksheet("Cases")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def changed(content: bytes, change: Callable[[str], str], path: str = SHEET) -> bytes:
    """The same archive with one of its files changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == path else text)
    return made.getvalue()


def faults(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(Rejected) as rejected:
        read_frame(content, KNOWN, XLSX)
    return [(one["row"], one["column"], one["rule"]) for one in rejected.value.errors]


def test_a_workbook_is_read_as_its_rows_were_typed() -> None:
    full = (*COLUMNS, "outcome", "kind", "family_in_service")
    rows = [
        full,
        (*CASE, "Outcome achieved", "Referral", True),
        (),
        (1234, "probation", "Birch", "2010-01-29", "", "", "no"),
    ]

    for hidden in (False, True):
        assert read_frame(written(rows, hidden=hidden), KNOWN, XLSX) == [
            Row(
                *(2, "SC-1", "child-welfare", "Alder Synthetic", date(2009, 6, 1)),
                outcome="outcome-achieved",
                kind="referral",
                answers=(("family-in-service", "yes"),),
            ),
            Row(
                *(4, "1234", "probation", "Birch", date(2010, 1, 29)),
                answers=(("family-in-service", "no"),),
            ),
        ]


def test_each_place_that_needs_mending_is_named_by_row_and_column() -> None:
    full = (*COLUMNS, "kind", "family_in_service")
    rows = [
        full,
        ("SC-1", "courts", "=1+1", 40_000, "rumour", "perhaps"),
        ("SC-2", "probation", "", "2010-02-30", "case", ""),
    ]

    assert sorted(faults(written(rows))) == [
        (2, "family_in_service", "frame.not-yes-or-no"),
        (2, "kind", "frame.unknown-kind"),
        (2, "opened_on", "frame.not-a-date"),
        (2, "stratum", "frame.unknown-stratum"),
        (2, "worker", "frame.formula"),
        (3, "opened_on", "frame.not-a-date"),
        (3, "worker", "frame.empty-cell"),
    ]


@pytest.mark.parametrize("columns", [COLUMNS[:3], (*COLUMNS, "case_notes"), (*COLUMNS, "stratum")])
def test_other_columns_are_refused_so_that_nothing_of_a_file_is_copied(
    columns: tuple[str, ...],
) -> None:
    row = [*CASE, "Mother said that …"][: len(columns)]

    assert faults(written([columns, row])) == [(1, "", "frame.wrong-columns")]


def test_a_row_too_many_is_named_and_nothing_of_it_is_unfolded() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(3, 100_003))
    long = changed(GOOD, lambda xml: xml.replace("</sheetData>", cells + "</sheetData>"))

    began = time.monotonic()
    assert faults(long) == [(LARGEST_FRAME + 2, "", "frame.too-many-rows")]
    assert time.monotonic() - began < workbook.PATIENCE


def unfolding_to(content: bytes, size: int, path: str = SHEET) -> bytes:
    """The same archive, saying of one of its files that it is so large when it is unfolded."""
    directory = content.index(b"PK\x01\x02")
    entry = content.rindex(b"PK\x01\x02", directory, content.index(path.encode(), directory))
    return content[: entry + 24] + struct.pack("<I", size) + content[entry + 28 :]


GOOD = written([COLUMNS, CASE])
FAR_AWAY = '<row r="2000000"><c r="A2000000"><v>1</v></c></row></sheetData>'
WIDE = '<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><worksheet '
HOSTILE = {
    "a cell far down": (
        changed(GOOD, lambda xml: xml.replace("</sheetData>", FAR_AWAY)),
        "frame.too-many-rows",
    ),
    "a cell far to the right": (
        changed(GOOD, lambda xml: xml.replace("</sheetData>", WIDE)),
        "frame.wrong-columns",
    ),
    "entities": (
        changed(GOOD, lambda xml: xml.replace("<worksheet ", ENTITIES)),
        "frame.not-a-workbook",
    ),
    "a broken sheet": (
        changed(GOOD, lambda xml: xml.replace("</worksheet>", "")),
        "frame.not-a-workbook",
    ),
    "a row without a number": (
        changed(GOOD, lambda xml: xml.replace('r="2"', 'r="two"')),
        "frame.not-a-workbook",
    ),
    "a gigabyte, folded": (unfolding_to(GOOD, 10**9), "frame.workbook-too-large"),
    "no archive": (b"PK\x03\x04 and nothing more", "frame.not-a-workbook"),
    "an archive of something else": (
        GOOD.replace(b"xl/workbook.xml", b"xl/notebook.xml"),
        "frame.not-a-workbook",
    ),
    "nothing": (b"", "frame.not-a-workbook"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(what: str) -> None:
    content, rule = HOSTILE[what]

    assert [named for _, _, named in faults(content)] == [rule]


@pytest.mark.parametrize(("limit", "value"), [("MEMORY", 1), ("SECONDS", 0), ("PATIENCE", 0.01)])
def test_a_child_that_takes_too_much_is_stopped(
    limit: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, limit, value)

    assert read_workbook(GOOD).fault == "frame.workbook-too-large"
