"""Markdown as text: tables and cells. Knows nothing of what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; columns that are empty in every row are left out."""
    cells = [[cell(text) for text in row] for row in rows]
    shown = [nth for nth, _ in enumerate(columns) if any(row[nth] for row in cells)]
    if not shown:
        return []
    lines = [[columns[nth] for nth in shown], ["---"] * len(shown)]
    lines += [[row[nth] for nth in shown] for row in cells]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def cell(text: str) -> str:
    """Text on one line, with nothing in it that would end the cell or begin a tag."""
    joined = " ".join(text.split())
    return joined.replace("|", "\\|").replace("<", "&lt;")


def code(text: str) -> str:
    """Text as code, or nothing."""
    return f"`{text}`" if text else ""


def page(*blocks: Iterable[str]) -> str:
    """Blocks of lines as one page, with one line's end at its end."""
    return "\n".join(line for block in blocks for line in block).rstrip("\n") + "\n"
