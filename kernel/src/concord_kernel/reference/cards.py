"""Reads a slice's card: the labelled lines of its package's docstring.

``Stream: ``review-<id>``.`` and ``Commands: OpenReview, ChooseFocusArea.`` become names by label.
Reads packages that are installed and runs nothing of theirs but their ``__init__``.
"""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LINE: Final = re.compile(r"^(Streams?|Commands?|Facts?|Readers?|Screens?): (.+)\.$")


def cards_of(package: str) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Each slice of a service by its name, with its card."""
    service = import_module(package)
    for module in iter_modules(service.__path__):
        if module.ispkg:
            yield module.name, card(import_module(f"{package}.{module.name}").__doc__ or "")


def card(docstring: str) -> Mapping[str, tuple[str, ...]]:
    """The labels of a card, in the plural and in lower case, with the names after each."""
    found = (LINE.match(line.strip()) for line in _joined(docstring).splitlines())
    return {
        f"{line[1].lower().rstrip('s')}s": tuple(
            name.strip().strip("`") for name in line[2].split(",")
        )
        for line in found
        if line
    }


def _joined(docstring: str) -> str:
    """The same with a wrapped line put back on one."""
    return re.sub(r",\n\s*", ", ", docstring)
