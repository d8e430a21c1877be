"""Tables for people: drawn on a terminal, tab-separated lines elsewhere.

A command says what its rows are; whether they are drawn is decided by where they go. Called by
the commands that show lists.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        title: What it shows.
        columns: The headings.
        rows: The cells, row by row.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def print_sheets(sheets: Iterable[Sheet]) -> None:
    """Draw tables on a terminal, or write them as plain lines; a table without rows is left out."""
    draw = _drawn if sys.stdout.isatty() else _plain
    for sheet in sheets:
        if sheet.rows:
            draw(sheet)


def _drawn(sheet: Sheet) -> None:
    table = Table(title=Text(sheet.title, style="bold"), title_justify="left", show_lines=True)
    for column in sheet.columns:
        table.add_column(column, overflow="fold")
    for row in sheet.rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _plain(sheet: Sheet) -> None:
    typer.echo(f"# {sheet.title}")
    for row in (sheet.columns, *sheet.rows):
        typer.echo("\t".join(" ".join(cell.split()) for cell in row))
    typer.echo()
