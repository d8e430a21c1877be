"""How a source that contradicts itself is read: the readings, the one in force, and what it sets.

Data only; ``Edition.taking`` gives an edition in which another reading is in force. A jurisdiction
changes a choice in its own data, and an adopted edition keeps the choice it was adopted with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import model_validator

from concord_contracts.daterules import DateRule, Reading, Step, Takes
from concord_contracts.quoted import (
    Frozen,
    Level,
    Quoted,
    Value,
    Words,
    must_be_known,
    must_be_unique,
)
from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.rules import Parameter

Q = TypeVar("Q", bound=Quoted)

STATED = "stated"
"""The count of a date that another reading took the place of, among the date's other readings."""


class Count(Frozen):
    """How a date is counted under a reading.

    Attributes:
        date: The date rule.
        start: What it is counted from.
        steps: How far, in order.
        takes: Which date binds where the rule's readings differ.
    """

    date: Code
    start: Code
    steps: tuple[Step, ...]
    takes: Takes = Takes.STATED


class Way(Quoted):
    """One reading of what a source contradicts itself about.

    Attributes:
        id: Its name within its choice.
        label: What it says, for people.
        sets: What parameters hold under it.
        levels: How hard parameters bind under it.
        counts: How dates are counted under it.
    """

    id: Code
    label: Words
    sets: Mapping[Code, Value] = {}
    levels: Mapping[Code, Level] = {}
    counts: tuple[Count, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The rules that the reading decides about."""
        return frozenset({*self.sets, *self.levels, *(one.date for one in self.counts)})


class Choice(Frozen):
    """What a source contradicts itself about or leaves open, and how it is read here.

    Attributes:
        id: Its name among the edition's choices.
        question: What has to be decided, for people.
        ways: The readings.
        taken: The reading in force.
        why: Why it is, and what the others would change.
        rules: Further rules and lists of the edition in which the reading is written down.
    """

    id: Code
    question: Words
    ways: tuple[Way, ...]
    taken: Code
    why: Words
    rules: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _ways_hold(self) -> Self:
        names = [one.id for one in self.ways]
        must_be_unique(f"{self.id}: the reading", names)
        if len(names) == 1 or self.taken not in names:
            raise ValueError(f"{self.id} takes one of at least two readings")
        if len({one.rules for one in self.ways}) > 1:
            raise ValueError(f"every reading of {self.id} decides about the same rules")
        return self

    def way(self, name: str) -> Way | None:
        """The reading of a name, or none."""
        return next((one for one in self.ways if one.id == name), None)

    @property
    def in_force(self) -> Way:
        """The reading that is taken."""
        return next(one for one in self.ways if one.id == self.taken)

    @property
    def carried_by(self) -> tuple[str, ...]:
        """Every rule and list that the choice shows in, in the order of their names."""
        return tuple(sorted({*self.in_force.rules, *self.rules}))


def choices_must_hold(
    choices: Sequence[Choice],
    parameters: Sequence[Parameter],
    dates: Sequence[DateRule],
    lists: Sequence[str],
) -> None:
    """Check that every rule is as the reading in force has it.

    Raises:
        ValueError: a choice stands twice, refers to an unknown rule, or a rule is read otherwise.
    """
    must_be_unique("the choice", (one.id for one in choices))
    settings, rules = {one.id: one for one in parameters}, {one.id: one for one in dates}
    for one in choices:
        must_be_known(f"the choice {one.id}", {*one.in_force.sets, *one.in_force.levels}, settings)
        must_be_known(f"the choice {one.id}", (each.date for each in one.in_force.counts), rules)
        must_be_known(f"the choice {one.id}", one.rules, {*settings, *rules, *lists})
        otherwise = [
            *(name for name, rule in settings.items() if read_so(rule, one.in_force) != rule),
            *(name for name, rule in rules.items() if read_so(rule, one.in_force) != rule),
        ]
        if otherwise:
            raise ValueError(f"{one.id} takes {one.taken}, and {otherwise[0]} is read otherwise")


def read_so(rule: Q, way: Way) -> Q:
    """A rule as a reading has it; the same rule, where the reading changes nothing about it."""
    changes = _counted(rule, way) if isinstance(rule, DateRule) else _set(rule, way)
    if all(getattr(rule, name) == value for name, value in changes.items()):
        return rule
    evidence = {
        name: getattr(way, name) for name in ("sentence", "source", "certainty", "since", "note")
    }
    return type(rule).model_validate({**_fields(rule), **evidence, **changes})


def _set(rule: Any, way: Way) -> dict[str, Any]:
    value = {"value": way.sets[rule.id]} if rule.id in way.sets else {}
    return value | ({"level": way.levels[rule.id]} if rule.id in way.levels else {})


def _counted(rule: DateRule, way: Way) -> dict[str, Any]:
    """The count of a date; where readings of it are shown, the one before is shown from now on."""
    count = next((one for one in way.counts if one.date == rule.id), None)
    if count is None:
        return {}
    changes = {"start": count.start, "steps": count.steps, "takes": count.takes}
    is_same = (rule.start, rule.steps) == (count.start, count.steps)
    if is_same or not rule.readings or any(one.id == STATED for one in rule.readings):
        return changes
    before = {name: getattr(rule, name) for name in ("start", "steps", *Quoted.model_fields)}
    stated = Reading.model_validate({**before, "id": STATED, "label": rule.label})
    return {**changes, "readings": (*rule.readings, stated)}


def _fields(rule: Quoted) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in type(rule).model_fields}
