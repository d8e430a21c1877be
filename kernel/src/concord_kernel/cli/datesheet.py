"""A review's dates laid out: the columns that its jurisdiction publishes, and all the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_contracts.daterules import Column, Precision, Shows, Standing

from concord_kernel.cli.rulebook import where
from concord_kernel.cli.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from concord_contracts.chain import DueDate, OtherDate
    from concord_contracts.rules import Edition

HEADINGS = ("name", "date", "day", "what", "counted", "certainty", "remarks", "source", "sentence")


@dataclass(frozen=True, slots=True)
class DateSheet:
    """What was told and what followed.

    Attributes:
        edition: The rules.
        told: The anchors' dates.
        due: What followed from them.
    """

    edition: Edition
    told: Mapping[str, date]
    due: Sequence[DueDate]

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every published column that could be derived."""
        return tuple(
            (column.name, value)
            for column in self._published()
            if (value := self._value(column)) is not None
        )

    def sheets(self) -> Iterator[Sheet]:
        """The published columns, one a line, and the other dates that follow."""
        published = [row for column in self._published() if (row := self._row(column))]
        yield Sheet(f"{self.edition.id}: the published dates", HEADINGS, published)
        named = {column.date for column in self._published()}
        rest = [_due_row(due.id, due) for due in self.due if due.id not in named]
        yield Sheet(f"{self.edition.id}: the other dates that follow", HEADINGS, rest)

    def _published(self) -> Sequence[Column]:
        if self.edition.columns:
            return self.edition.columns
        names = (
            *(each.id for each in self.edition.anchors),
            *(each.id for each in self.edition.dates),
        )
        return [Column(name=name, date=name) for name in names]

    def _found(self, name: str) -> DueDate | None:
        return next((due for due in self.due if due.id == name), None)

    def _other(self, column: Column) -> OtherDate | None:
        due = self._found(column.date)
        others = due.others if due else ()
        return next((other for other in others if other.id == column.reading), None)

    def _value(self, column: Column) -> str | None:
        if column.reading is not None:
            other = self._other(column)
            if other is None:
                return None
            return str(-other.days if column.shows is Shows.DAYS_AFTER_READING else other.on)
        if column.date in self.told:
            return str(self.told[column.date])
        due = self._found(column.date)
        return _shown(due) if due else None

    def _row(self, column: Column) -> tuple[str, ...] | None:
        value = self._value(column)
        if value is None:
            return None
        due = self._found(column.date)
        if column.shows is Shows.DAYS_AFTER_READING:
            return (column.name, value, "", f"days by which {column.date} comes after", *[""] * 5)
        if (other := self._other(column)) is not None:
            return _other_row(column.name, other)
        if due is None:
            return (
                column.name,
                value,
                f"{self.told[column.date]:%a}",
                self._told_label(column),
                "told",
                *[""] * 4,
            )
        return _due_row(column.name, due)

    def _told_label(self, column: Column) -> str:
        return next((each.label for each in self.edition.anchors if each.id == column.date), "")


def _due_row(name: str, due: DueDate) -> tuple[str, ...]:
    day = f"{due.on:%a}" if due.precision is Precision.DAY else ""
    return (
        name,
        _shown(due),
        day,
        due.label,
        due.because,
        due.certainty.value,
        remarks(due),
        where(due.source),
        due.sentence,
    )


def _other_row(name: str, other: OtherDate) -> tuple[str, ...]:
    return (
        name,
        str(other.on),
        f"{other.on:%a}",
        other.label,
        other.because,
        "",
        "",
        where(other.source),
        other.sentence,
    )


def _shown(due: DueDate) -> str:
    return str(due.on.year if due.precision is Precision.YEAR else due.on)


def remarks(due: DueDate) -> str:
    """What a reader has to know of a due date: a recorded one, other readings, the rule's note."""
    said = [_recorded(due), *map(_differs, due.others), due.note]
    return " ".join(filter(None, said))


def _recorded(due: DueDate) -> str:
    if not due.recorded:
        return ""
    return f"Recorded in place of {due.stated}." if due.stated else "Recorded."


def _differs(other: OtherDate) -> str:
    if not other.days:
        return ""
    size = abs(other.days)
    way = f"{size} {'day' if size == 1 else 'days'} {'later' if other.days > 0 else 'earlier'}"
    between = f"; in doubt: {', '.join(map(str, other.doubtful))}" if other.doubtful else ""
    verb = "would be" if other.standing is Standing.CONFLICT else "may be"
    return f"By another reading, {other.label}, it {verb} {other.on} ({way}{between})."
