"""The plan as a calendar: each month with its weeks, and what each day is. Pure."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_review.plan_board.standing import Known, Milestone, Week

SUNDAY: Final = 6
LONGEST: Final = 15
"""Months at most that a picture shows."""

KINDS: Final = {
    "done": "done",
    "done-late": "done",
    "late": "late",
    "next": "next",
    "ahead": "due",
    "begun": "due",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar.

    Attributes:
        row: Its week within the month, from the top.
        column: Its place in the week.
        kind: What it is; the most important, where it is several.
        is_today: Whether it is the day that is asked for.
    """

    number: int
    row: int
    column: int
    kind: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar; ``says`` is how many days of each kind it has."""

    first: date
    days: tuple[Day, ...]
    rows: int
    says: Mapping[str, int]


def months(
    known: Known, dates: Sequence[Milestone], meetings: Sequence[Week], today: date
) -> Sequence[Month]:
    """The months from the first date of the plan to its last."""
    kinds = _kinds(known, dates, meetings)
    if not kinds:
        return ()
    first, last = min(kinds), max(kinds)
    found: list[Month] = []
    month = first.replace(day=1)
    while month <= last and len(found) < LONGEST:
        found.append(_month(month, kinds, today))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _kinds(known: Known, dates: Sequence[Milestone], meetings: Sequence[Week]) -> dict[date, str]:
    kinds: dict[date, str] = {}
    for week in meetings:
        if week.state == "missed":
            kinds[week.last] = "missed"
    kinds |= dict.fromkeys(known.meetings, "meeting")
    if known.first_day and known.last_day:
        length = (known.last_day - known.first_day).days + 1
        kinds |= {known.first_day + timedelta(days=nth): "week" for nth in range(length)}
    for one in dates:
        kinds[one.due.on] = KINDS[one.state]
    return kinds


def _month(first: date, kinds: Mapping[date, str], today: date) -> Month:
    days: list[Day] = []
    weeks = Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    for row, week in enumerate(weeks):
        for column, day in enumerate(week):
            if day.month == first.month:
                kind = kinds.get(day, "")
                days.append(Day(day.day, row, column, kind, day == today))
    says: dict[str, int] = {}
    for one in days:
        if one.kind:
            says[one.kind] = says.get(one.kind, 0) + 1
    return Month(first, tuple(days), len(weeks), says)
