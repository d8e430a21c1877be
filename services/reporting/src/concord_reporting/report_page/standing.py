"""How each due date stands: met, late by so many days, or still ahead. Pure; no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from concord_contracts.chain import DRAFT_RECEIVED, FIRST_DAY, LAST_DAY, DueDate, counted, due_dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.rules import Edition


@dataclass(frozen=True, slots=True)
class Standing:
    """A due date and what is recorded of it.

    Attributes:
        due: The date and why.
        went_in: When the document went in, if it did.
        because: The count it comes from, in words.
        days_late: Days after the due date on which it went in; negative or zero is in time.
    """

    due: DueDate
    because: str
    went_in: date | None
    days_late: int | None

    @property
    def is_late(self) -> bool:
        """Whether it went in after the due date."""
        return self.days_late is not None and self.days_late > 0


def standings(
    edition: Edition,
    first_day: date,
    last_day: date,
    draft_received: date | None,
    submitted: Mapping[str, date],
    recorded: Mapping[str, date] | None = None,
) -> Sequence[Standing]:
    """Every due date that follows from the on-site days, with what is recorded of it.

    A draft that was received before the on-site days moved past it counts for nothing.

    Raises:
        ImpossibleDateError: a date falls outside the calendar.
    """
    told = {FIRST_DAY: first_day, LAST_DAY: last_day}
    if draft_received is not None and draft_received >= last_day:
        told[DRAFT_RECEIVED] = draft_received
    known = {anchor.id for anchor in edition.anchors}
    anchors = {name: day for name, day in told.items() if name in known}
    return [
        Standing(
            due=due,
            because=_in_words(edition, due.id),
            went_in=submitted.get(due.id),
            days_late=(submitted[due.id] - due.on).days if due.id in submitted else None,
        )
        for due in due_dates(edition, anchors, holidays=_holidays(edition), recorded=recorded or {})
    ]


def _holidays(edition: Edition) -> list[date]:
    """Days that the edition says are no working days."""
    named = [one.value for one in edition.parameters if one.id == "calendar.holidays"]
    days = named[0] if named and isinstance(named[0], tuple) else ()
    return [date.fromisoformat(day) for day in days]


def _in_words(edition: Edition, rule: str) -> str:
    """A date's count with what it starts from called by its label."""
    dated = edition.date_rule(rule)
    labels = {one.id: one.label for one in edition.anchors}
    labels |= {one.id: one.label for one in edition.dates}
    return counted(labels[dated.start], dated.steps) if dated.steps else labels[dated.start]
