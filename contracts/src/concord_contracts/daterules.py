"""Rules that give dates: what is due how long after what, in which reading of the source.

Data only; ``chain`` does the arithmetic. A date is counted from an anchor, which somebody tells
(the last on-site day), or from another due date.
"""

from __future__ import annotations

from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from concord_contracts.quoted import Frozen, Level, Quoted, Words, must_be_known, must_be_unique
from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Sequence


class Unit(StrEnum):
    """What is counted. Working days are Monday to Friday without the holidays of a setting."""

    DAYS = "days"
    WORKING_DAYS = "working-days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Step(Frozen):
    """One count of calendar units, forward or back."""

    count: Annotated[int, Field(strict=True, ge=-9999, le=9999)]
    unit: Unit

    def __str__(self) -> str:
        size, many = abs(self.count), self.unit.value.replace("-", " ")
        return f"{'-' if self.count < 0 else '+'} {size} {many if size != 1 else many[:-1]}"


class Anchor(Frozen):
    """A date that somebody tells, from which others are counted.

    Attributes:
        id: Its name among the edition's dates.
        label: What it is, for people.
        not_before: The anchor that it cannot precede.
    """

    id: Code
    label: Words
    not_before: Code | None = None


class Standing(StrEnum):
    """What another reading is: one that contradicts the rule, or one that is allowed beside it."""

    CONFLICT = "conflict"
    OPTION = "option"


class Reading(Quoted):
    """Another date that the source gives for the same thing.

    Attributes:
        id: Its name within its rule.
        label: What it is, for people.
        start: The anchor or due date that it is counted from.
        steps: How far, in order.
        standing: Whether it contradicts the rule or is allowed beside it.
    """

    id: Code
    label: Words
    start: Code
    steps: tuple[Step, ...]
    standing: Standing = Standing.CONFLICT


class Takes(StrEnum):
    """Which date binds where readings differ: the rule as stated, or the earliest of all."""

    STATED = "stated"
    EARLIEST = "earliest"


class Precision(StrEnum):
    """Whether the source names a day or only its year."""

    DAY = "day"
    YEAR = "year"


class DateRule(Quoted):
    """A date that follows from another one.

    Attributes:
        id: Its name among the edition's dates.
        label: What is due, for people.
        level: How hard it binds.
        start: The anchor or due date that it is counted from.
        steps: How far, in order; none means the same day.
        readings: Other dates that the source gives for it.
        takes: Which one binds where they differ.
        precision: Whether the source names a day or only its year.
    """

    id: Code
    label: Words
    level: Level
    start: Code
    steps: tuple[Step, ...]
    readings: tuple[Reading, ...] = ()
    takes: Takes = Takes.STATED
    precision: Precision = Precision.DAY

    @model_validator(mode="after")
    def _readings_hold(self) -> Self:
        must_be_unique(f"{self.id}: the reading", (reading.id for reading in self.readings))
        conflicts = [each for each in self.readings if each.standing is Standing.CONFLICT]
        if self.takes is Takes.EARLIEST and not conflicts:
            raise ValueError(f"{self.id} takes the earliest reading, and has only one")
        return self

    @property
    def starts(self) -> frozenset[str]:
        """Everything that it is counted from, in any reading."""
        return frozenset({self.start, *(reading.start for reading in self.readings)})


class Shows(StrEnum):
    """What a column holds: a date, or the days by which it comes after one of its readings."""

    DATE = "date"
    DAYS_AFTER_READING = "days-after-reading"


class Column(Frozen):
    """One column of the table in which a jurisdiction publishes its dates.

    Attributes:
        name: The column's heading.
        date: The anchor or date rule whose date it holds.
        reading: The reading of that rule, where it is not the date that binds.
        shows: A date, or the difference to the reading.
    """

    name: Words
    date: Code
    reading: Code | None = None
    shows: Shows = Shows.DATE


def in_order(rules: Sequence[DateRule]) -> tuple[DateRule, ...]:
    """Date rules so ordered that each stands after the ones it is counted from.

    Raises:
        ValueError: they go round in a circle.
    """
    by_id = {rule.id: rule for rule in rules}
    graph = {rule.id: sorted(rule.starts & by_id.keys()) for rule in rules}
    try:
        return tuple(by_id[each] for each in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ValueError(
            f"dates follow from each other in a circle: {', '.join(error.args[1])}"
        ) from None


def dates_must_hold(
    anchors: Sequence[Anchor], rules: Sequence[DateRule], columns: Sequence[Column]
) -> None:
    """Check a set of anchors, date rules and columns together.

    Raises:
        ValueError: a name stands twice, is unknown, or the rules go round in a circle.
    """
    known = [*(anchor.id for anchor in anchors), *(rule.id for rule in rules)]
    must_be_unique("the date", known)
    must_be_known("an anchor", (each.not_before for each in anchors if each.not_before), known)
    for rule in rules:
        must_be_known(f"the date {rule.id}", rule.starts, known)
    in_order(rules)
    must_be_unique("the column", (column.name for column in columns))
    must_be_known("a column", (column.date for column in columns), known)
    _readings_must_exist(rules, columns)


def _readings_must_exist(rules: Sequence[DateRule], columns: Sequence[Column]) -> None:
    readings = {(rule.id, reading.id) for rule in rules for reading in rule.readings}
    for column in columns:
        if column.reading is not None and (column.date, column.reading) not in readings:
            raise ValueError(
                f"the column {column.name} shows a reading that {column.date} does not have"
            )
        if column.shows is Shows.DAYS_AFTER_READING and column.reading is None:
            raise ValueError(f"the column {column.name} shows a difference to no reading")
