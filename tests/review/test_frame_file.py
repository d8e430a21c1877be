"""A frame file is taken whole or rejected whole, with every fault's row, column and rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from concord_kernel.web.problem import Rejected
from concord_review.sample.commands import LARGEST_FRAME
from concord_review.sample.frame_file import MOST_FAULTS, Known, Row, read_frame
from hypothesis import given
from hypothesis import strategies as st

KNOWN = Known(frozenset({"child-welfare", "probation"}))
HEADER = "case_number,stratum,worker,opened_on\n"
GOOD = "SC-1,child-welfare,Alder Synthetic,2009-06-01\n"

Fault = tuple[int, str, str]


def faults(content: str | bytes) -> list[Fault]:
    """Row, column and rule of each."""
    given_bytes = content.encode() if isinstance(content, str) else content
    with pytest.raises(Rejected) as rejected:
        read_frame(given_bytes, KNOWN)
    assert rejected.value.rule == "frame.cannot-be-read"
    return [(one["row"], one["column"], one["rule"]) for one in rejected.value.errors]


def test_each_row_is_a_case() -> None:
    rows = read_frame((HEADER + GOOD + "SC-2,probation,Birch,2010-01-29\n").encode(), KNOWN)

    assert rows == [
        Row(2, "SC-1", "child-welfare", "Alder Synthetic", date(2009, 6, 1)),
        Row(3, "SC-2", "probation", "Birch", date(2010, 1, 29)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (HEADER + GOOD).encode(),
        (HEADER + GOOD).replace("\n", "\r\n").encode(),
        (HEADER + GOOD).rstrip("\n").encode(),
        (HEADER + "\n" + GOOD + "\n\n").encode(),
        (
            b"opened_on,worker,case_number,stratum\n"
            b'2009-06-01,"Alder Synthetic",SC-1,"child-welfare"\n'
        ),
        (HEADER + " SC-1 , child-welfare ,  Alder Synthetic , 2009-06-01 \n").encode(),
    ],
    ids=["byte-order-mark", "windows", "no-last-line-end", "blank-lines", "other-order", "spaces"],
)
def test_what_spreadsheets_write_is_read(content: bytes) -> None:
    (row,) = read_frame(content, KNOWN)

    assert ("SC-1", "child-welfare", "Alder Synthetic", date(2009, 6, 1)) == (
        row.case_number,
        row.stratum,
        row.worker,
        row.opened_on,
    )


def test_a_cell_of_two_hundred_characters_is_read() -> None:
    (row,) = read_frame((HEADER + GOOD.replace("SC-1", "9" * 200)).encode(), KNOWN)

    assert row.case_number == "9" * 200


def test_names_of_every_language_are_read() -> None:
    (row,) = read_frame((HEADER + "SC-1,probation,Nuñez-Łukasz 李,2009-06-01\n").encode(), KNOWN)

    assert row.worker == "Nuñez-Łukasz 李"


BAD: dict[str, tuple[str | bytes, list[Fault]]] = {
    "nothing at all": ("", [(1, "", "frame.wrong-columns")]),
    "no case": (HEADER, [(1, "", "frame.empty")]),
    "a column too few": ("case_number,stratum,worker\n", [(1, "", "frame.wrong-columns")]),
    "a column too many": (
        HEADER.replace("\n", ",name_of_child\n") + GOOD,
        [(1, "", "frame.wrong-columns")],
    ),
    "a column twice": ("case_number,stratum,worker,worker\n", [(1, "", "frame.wrong-columns")]),
    "other words": ("Case,Kind,Worker,Opened\n" + GOOD, [(1, "", "frame.wrong-columns")]),
    "semicolons": ((HEADER + GOOD).replace(",", ";"), [(1, "", "frame.wrong-columns")]),
    "no header": (GOOD, [(1, "", "frame.wrong-columns")]),
    "a cell too few": (
        HEADER + GOOD + "SC-2,probation,Birch\n",
        [(3, "", "frame.wrong-number-of-cells")],
    ),
    "a cell too many": (
        HEADER + "SC-1,probation,Birch, Jane,2009-06-01\n",
        [(2, "", "frame.wrong-number-of-cells")],
    ),
    "empty cells": (
        HEADER + ",probation, ,2009-06-01\n",
        [(2, "case_number", "frame.empty-cell"), (2, "worker", "frame.empty-cell")],
    ),
    "the same case twice": (
        HEADER + GOOD + "SC-2,probation,Birch,2009-06-01\n" + GOOD,
        [(2, "case_number", "frame.duplicate-case"), (4, "case_number", "frame.duplicate-case")],
    ),
    "the same case but for spaces": (
        HEADER + GOOD + GOOD.replace("SC-1", " SC-1 "),
        [(2, "case_number", "frame.duplicate-case"), (3, "case_number", "frame.duplicate-case")],
    ),
    "an unknown stratum": (
        HEADER + GOOD.replace("child-welfare", "Child Welfare"),
        [(2, "stratum", "frame.unknown-stratum")],
    ),
    "a long cell": (
        HEADER + GOOD.replace("SC-1", "9" * 201),
        [(2, "case_number", "frame.not-a-cell")],
    ),
    "a line end in a cell": (
        HEADER + 'SC-1,probation,"Birch\nJane",2009-06-01\n',
        [(3, "worker", "frame.not-a-cell")],
    ),
    "NUL": (HEADER + GOOD.replace("Alder", "Al\0der"), [(2, "worker", "frame.not-a-cell")]),
    "text that runs from right to left by force": (
        HEADER + GOOD.replace("Alder", "Al\u202eder"),
        [(2, "worker", "frame.not-a-cell")],
    ),
    "a quotation mark that never ends": (
        HEADER + GOOD + 'SC-2,probation,"Birch,2009-06-01\n' + GOOD,
        [(3, "", "frame.not-csv")],
    ),
    "text after a quotation": (
        HEADER + 'SC-2,probation,"Birch"x,2009-06-01\n',
        [(2, "", "frame.not-csv")],
    ),
    "a field as long as a book": (
        HEADER + GOOD.replace("SC-1", "9" * 200_000),
        [(2, "", "frame.not-csv")],
    ),
    "Latin-1": (
        (HEADER + GOOD + "SC-2,probation,Nuñez,2009-06-01\n").encode("latin-1"),
        [(3, "", "frame.not-utf-8")],
    ),
    "a spreadsheet's own format": (
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xa4\xbd",
        [(1, "", "frame.not-utf-8")],
    ),
    "UTF-16": ((HEADER + GOOD).encode("utf-16"), [(1, "", "frame.not-utf-8")]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_rejected_with_each_place(what: str) -> None:
    content, expected = BAD[what]

    assert expected == faults(content)


@pytest.mark.parametrize(
    "cell",
    [
        "29.01.2010",
        "01/29/2010",
        "2010-1-29",
        "20100129",
        "2010-01-29T00:00:00",
        "2010-13-01",
        "2009-02-29",
        "0000-01-01",
        "2010-W04-5",
        "2010-029",
        "yesterday",
        "\uff12\uff10\uff11\uff10-01-29",
    ],
)
def test_a_day_is_written_year_month_day(cell: str) -> None:
    content = HEADER + f"SC-1,probation,Birch,{cell}\n"

    assert faults(content) == [(2, "opened_on", "frame.not-a-date")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\t"])
@pytest.mark.parametrize("column", ["case_number", "stratum", "worker", "opened_on"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_refused(start: str, column: str) -> None:
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    cells[column] = f"{start}{cells[column]}"

    assert [(2, column, "frame.formula")] == faults(HEADER + ",".join(cells.values()) + "\n")


def test_every_fault_of_a_file_is_found_at_once() -> None:
    content = (
        HEADER
        + "=1+1,courts,,01/29/2010\n"
        + GOOD
        + "SC-2,probation,Birch\n"
        + GOOD
        + "SC-3,probation,Birch,never\n"
    )

    assert faults(content) == [
        (2, "case_number", "frame.formula"),
        (2, "stratum", "frame.unknown-stratum"),
        (2, "worker", "frame.empty-cell"),
        (2, "opened_on", "frame.not-a-date"),
        (4, "", "frame.wrong-number-of-cells"),
        (6, "opened_on", "frame.not-a-date"),
        (3, "case_number", "frame.duplicate-case"),
        (5, "case_number", "frame.duplicate-case"),
    ]


def test_the_first_faults_are_named_and_all_are_counted() -> None:
    content = HEADER + "x,courts,Birch,2009-06-01\n" * 1000

    with pytest.raises(Rejected) as rejected:
        read_frame(content.encode(), KNOWN)

    assert len(rejected.value.errors) == MOST_FAULTS
    assert rejected.value.total == 1000


def rows(many: int) -> bytes:
    lines = (f"SC-{number},probation,Worker {number % 90},2009-06-01\n" for number in range(many))
    return (HEADER + "".join(lines)).encode()


def test_a_frame_holds_a_hundred_thousand_cases() -> None:
    assert len(read_frame(rows(LARGEST_FRAME), KNOWN)) == LARGEST_FRAME


def test_a_frame_holds_no_more_than_that() -> None:
    assert faults(rows(LARGEST_FRAME + 1)) == [(LARGEST_FRAME + 2, "", "frame.too-many-rows")]


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: HEADER + t)))
def test_whatever_is_sent_is_read_or_rejected_by_places(content: Any) -> None:
    sent = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content

    with pytest.raises(Rejected) as rejected:
        read_frame(sent, KNOWN)

    assert all(one.keys() == {"row", "column", "rule"} for one in rejected.value.errors)
    assert {one["column"] for one in rejected.value.errors} <= {"", *HEADER.strip().split(",")}
