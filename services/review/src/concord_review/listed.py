"""The tasks that an edition lists; none where its source has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.closed_lists import Catalogue, Entry
    from concord_contracts.rules import Edition

LISTS: Final = "plan.task-lists"
"""The parameter that names the lists, in the order in which people meet them."""

PARTIES: Final = "plan.parties"
"""The list of those who take part in the planning."""

DECISIONS: Final = "plan.decision-lists"
"""The parameter that names the lists of what the planning team decides."""

ORDERED_BY: Final = "debrief.ordered-by"
HEADINGS: Final = "report.headings"

ELEMENTS: Final = "elements"
"""The list of what makes a whole review."""


def task_lists(edition: Edition) -> Sequence[Catalogue]:
    """The edition's lists of tasks."""
    names = next((one.value for one in edition.parameters if one.id == LISTS), ())
    return [edition.catalogue(name) for name in names] if isinstance(names, tuple) else []


def debrief_headings(edition: Edition) -> Catalogue:
    """By what debriefs are ordered: the report's headings, unless the edition names another list.

    Raises:
        UnknownRuleError: the edition has no such list.
    """
    named = next((one.value for one in edition.parameters if one.id == ORDERED_BY), HEADINGS)
    return edition.catalogue(named if isinstance(named, str) else HEADINGS)


def decision_lists(edition: Edition) -> tuple[str, ...]:
    """The lists of what the planning team decides, beside what is decided before the planning."""
    named = next((one.value for one in edition.parameters if one.id == DECISIONS), ())
    return named if isinstance(named, tuple) else ()


def entries(edition: Edition, name: str) -> Sequence[Entry]:
    """The lines of a list; none where the edition has no such list."""
    found = next((one for one in edition.lists if one.id == name), None)
    return found.entries if found else ()


def codes(edition: Edition, name: str) -> frozenset[str]:
    """The codes of a list."""
    return frozenset(one.code for one in entries(edition, name))


def labels(edition: Edition, name: str) -> dict[str, str]:
    """The lines of a list by their codes, in the source's order."""
    return {one.code: one.label for one in entries(edition, name)}


def tasks_of(edition: Edition) -> dict[str, Entry]:
    """Every task by its code."""
    return {entry.code: entry for one in task_lists(edition) for entry in one.entries}
