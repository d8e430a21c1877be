"""One fact as people read it: its name in words, and its data as rows of a table.

Data is shown as it stands in the ledger: codes, numbers and references. A reference says that there
is a text and of which class; no text is ever opened here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.audience import is_of_the_team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_contracts.event import Envelope

MOST_ROWS: Final = 60
"""Rows of data that are shown of one fact; a part of a frame has thousands."""

REFERENCE: Final = frozenset({"id", "kind", "commitment"})
"""The fields of a reference into the vault."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of a fact.

    Attributes:
        path: Where it stands: names of fields, and places in lists from 1.
        value: What it is; of a reference the class of the text.
        reference: The id of the text, where it is a reference into the vault.
    """

    path: tuple[str | int, ...]
    value: str | int | bool | None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact's data.

    Attributes:
        rows: Its values.
        more: How many are not shown.
        is_of_the_team: Whether only the review's team reads them, so that none is shown.
    """

    rows: tuple[Datum, ...]
    more: int
    is_of_the_team: bool = False


def told(envelope: Envelope) -> Told:
    """The data of a fact, as it is stored; of what only the team reads, nothing."""
    if is_of_the_team(envelope.name):
        return Told((), 0, is_of_the_team=True)
    every = list(_values((), json.loads(envelope.data)))
    return Told(tuple(every[:MOST_ROWS]), max(len(every) - MOST_ROWS, 0))


def _values(path: tuple[str | int, ...], value: Any) -> Iterator[Datum]:
    match value:
        case dict() if set(value) == REFERENCE:
            yield Datum(path, value["kind"], value["id"])
        case dict():
            for name, inner in value.items():
                yield from _values((*path, name), inner)
        case list() if all(isinstance(one, str) for one in value):
            yield Datum(path, ", ".join(value))
        case list():
            for nth, inner in enumerate(value, 1):
                yield from _values((*path, nth), inner)
        case _:
            yield Datum(path, value)
