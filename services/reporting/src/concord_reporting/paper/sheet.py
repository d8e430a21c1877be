"""Recommendations as a workbook, by XlsxWriter; what was typed stays text and is no formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS: Final = (60, 24, 18, 30, 24, 16, 22, 60, 30)


def workbook(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], at: datetime
) -> bytes:
    """One sheet with a header row that stays in sight.

    Args:
        title: The file's title.
        columns: The header.
        rows: A row a recommendation.
        at: The time that the file says it is of.
    """
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, dict(OPTIONS))
    book.set_properties({"title": title, "created": at.replace(tzinfo=None, microsecond=0)})
    sheet = book.add_worksheet("Recommendations")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(WIDTHS[: len(columns)]):
        sheet.set_column(column, column, width, wrapped)
    sheet.freeze_panes(1, 0)
    named = [{"header": one} for one in columns]
    table = {"columns": named, "data": [list(one) for one in rows], "style": "Table Style Light 1"}
    sheet.add_table(0, 0, max(len(rows), 1), len(columns) - 1, table)
    book.close()
    return kept.getvalue()
