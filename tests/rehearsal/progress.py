"""How far a rehearsal is: a bar at a terminal, a line a stage elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.console import Console

Told = Callable[[str, int, int], None]
"""Told what is done now, how much of it is done, and of how much; 0 where nobody knows."""


def nobody(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


@contextmanager
def telling(console: Console) -> Generator[Told]:
    """Shows what is done now until the block ends."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    last, began = "", monotonic()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("start", total=None)

        def told(what: str, done: int, of: int) -> None:
            nonlocal last
            if what != last and not console.is_terminal:
                console.print(f"{monotonic() - began:5.0f} s  {what}")
            last = what
            bar.update(task, description=what, completed=done, total=of or None)

        yield told
