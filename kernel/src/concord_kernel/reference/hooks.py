"""The page of hooks: every question, its answer, and the plugins that answer it."""

from __future__ import annotations

import inspect
from importlib.metadata import entry_points
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final

import concord_contracts.hooks as questions
from concord_contracts.hooks import GROUP, Jurisdiction

from concord_kernel.reference.docstrings import attributes, first_paragraph, paragraphs
from concord_kernel.reference.markdown import code, page, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD: Final = f"""# Hooks

A hook is a question, named by its answer.
A plugin announces itself in the entry-point group `{GROUP}` under its jurisdiction's code and
answers with data: it must not read a clock, the network or anything outside its own package.
An implementation may take fewer arguments than the question offers.
Answers survive JSON, so a plugin can live in a process of its own.
"""


def hooks_page() -> str:
    """The page."""
    return page(HEAD.splitlines(), [""], *starmap(_hook, hooks().items()), _answer())


def hooks() -> dict[str, Callable[..., Any]]:
    """Every question by its name, in the order of the contracts."""
    return {
        name: found
        for name, found in vars(questions).items()
        if inspect.isfunction(found) and hasattr(found, "concord_spec")
    }


def answered_by(hook: str) -> list[str]:
    """The installed plugins that answer a question."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return [point.name for point in points if hasattr(point.load(), hook)]


def _hook(name: str, hook: Callable[..., Any]) -> Iterator[str]:
    signature = str(inspect.signature(hook)).replace("'", "")
    yield from (f"## {name}", "", "```python", f"def {name}{signature}", "```", "")
    for paragraph in paragraphs(hook):
        yield from (paragraph.replace(".. versionadded:: ", "Since version "), "")
    plugins = ", ".join(map(code, answered_by(name))) or "nobody"
    yield from (f"Answered by: {plugins}.", "")


def _answer() -> Iterator[str]:
    yield from ("## Answers", "", "### Jurisdiction", "", first_paragraph(Jurisdiction), "")
    said = attributes(Jurisdiction)
    rows = [(code(name), said.get(name, "")) for name in Jurisdiction.model_fields]
    yield from table(("field", "meaning"), rows)
    yield from ("### Edition", "", "All editions are on [the page of rules](rules.md).", "")
