"""The tasks that an edition lists; none where its source has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_contracts.closed_lists import Catalogue, Entry
    from concord_contracts.rules import Edition

LISTS: Final = "plan.task-lists"
"""The parameter that names the lists, in the order in which people meet them."""

STAGES: Final = "plan.stages"
"""The parameter that names the lists that are the stages of the plan."""

EVIDENCE_OF: Final = "plan.evidence"
"""The list of what is recorded of a task."""

TASK_DATES: Final = "plan.task-dates"
"""The list of tasks that have a date of the edition's own."""

PARTIES: Final = "plan.parties"
"""The list of those who take part in the planning."""

DECISIONS: Final = "plan.decision-lists"
"""The parameter that names the lists of what the planning team decides."""

YES_OR_NO: Final = "plan.decisions-yes-or-no"
"""The parameter that names the decisions that ask whether."""

INPUTS: Final = "focus-area.inputs"
"""The parameter that names the documents on which the choice of the focus area rests."""

AS_NECESSARY: Final = "plan.as-necessary"
"""The list of what a review examines as necessary."""

COSTS: Final = "means.costs"
"""The list of costs that limit the planning."""

KINDS: Final = "team.representatives"
"""Whom the teams of a review should have among them: a list, and a parameter that asks for some."""

KNOWLEDGE: Final = "team.knowledge"
"""The parameter that names what somebody in the teams should know."""

INVITING: Final = "focus-group.inviting"
"""The list of that with which people of the represented group help."""

ORDERED_BY: Final = "debrief.ordered-by"
HEADINGS: Final = "report.headings"

ELEMENTS: Final = "elements"
"""The list of what makes a whole review."""


def task_lists(edition: Edition) -> Sequence[Catalogue]:
    """The edition's lists of tasks."""
    names = next((one.value for one in edition.parameters if one.id == LISTS), ())
    return [edition.catalogue(name) for name in names] if isinstance(names, tuple) else []


def stages(edition: Edition) -> Sequence[Catalogue]:
    """The lists of tasks that are the stages of the plan, in their order."""
    names = next((one.value for one in edition.parameters if one.id == STAGES), ())
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


def missing(rules: Edition, rule: str, found: Iterable[str]) -> list[str]:
    """What the edition looks for and is not found; nothing where it looks for nothing."""
    wanted = rules.codes(rule) if any(one.id == rule for one in rules.parameters) else ()
    there = set(found)
    return [one for one in wanted if one not in there]
