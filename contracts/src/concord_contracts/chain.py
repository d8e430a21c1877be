"""The arithmetic of dates: from date rules and a few told dates to everything that is due.

Pure: no clock, no calendar but the holidays it is given. Each date follows from the previous due
date, not from when something was handed in; month arithmetic keeps to the month's last day; a
date that somebody recorded in place of a derived one replaces it, and the rest follows. A due
date on a weekend stays there: no source says that it moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from dateutil.relativedelta import relativedelta

from concord_contracts.daterules import (
    DateRule,
    Precision,
    Reading,
    Standing,
    Step,
    Takes,
    Unit,
    in_order,
)
from concord_contracts.quoted import Certainty, Frozen, Level, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from concord_contracts.rules import Edition

FIRST_DAY: Final = "onsite.first-day"
"""The anchor that every protocol calls its first on-site day."""

LAST_DAY: Final = "onsite.last-day"
"""The anchor that every protocol calls its last on-site day."""

DRAFT_RECEIVED: Final = "report.draft-received"
"""The anchor that every protocol calls the day on which the state received the report's draft."""

SATURDAY: Final = 5


class ImpossibleDateError(ValueError):
    """The told dates cannot be: an unknown name, a wrong order, or a day outside the calendar."""


class OtherDate(Frozen):
    """What another reading of the source gives for a due date.

    Attributes:
        id: The reading.
        label: What it is, for people.
        on: The date it gives.
        days: How many days after the due date that is; negative before it.
        standing: Whether it contradicts the rule or is allowed beside it.
        doubtful: The days on which one reading says in time and the other says late.
        because: The count it comes from.
        sentence: The source's own words.
        source: Where they stand.
    """

    id: str
    label: str
    on: date
    days: int
    standing: Standing
    doubtful: tuple[date, ...]
    because: str
    sentence: str
    source: Source


class DueDate(Frozen):
    """A date that follows from the rules, and why.

    Attributes:
        id: The date rule.
        label: What is due, for people.
        on: The date that binds.
        precision: Whether the source names a day or only its year.
        level: How hard it binds.
        because: The count it comes from: ``report.due + 6 months``.
        sentence: The source's own words.
        source: Where they stand.
        certainty: How sure the reading is.
        note: What a reader has to know.
        stated: The date that the rule as stated gives; none if it could not be derived.
        recorded: Whether a recorded date took its place.
        others: What other readings give.
    """

    id: str
    label: str
    on: date
    precision: Precision
    level: Level
    because: str
    sentence: str
    source: Source
    certainty: Certainty
    note: str
    stated: date | None
    recorded: bool
    others: tuple[OtherDate, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether another reading of the source gives another date."""
        return any(other.standing is Standing.CONFLICT and other.days for other in self.others)


@dataclass(slots=True)
class _Chain:
    known: dict[str, date]
    recorded: Mapping[str, date]
    holidays: frozenset[date]
    due: dict[str, DueDate] = field(default_factory=dict)


def due_dates(
    edition: Edition,
    anchors: Mapping[str, date],
    *,
    holidays: Collection[date] = (),
    recorded: Mapping[str, date] | None = None,
) -> tuple[DueDate, ...]:
    """Every date that can be derived, in the edition's order.

    Args:
        edition: The rules.
        anchors: Told dates by the edition's anchor ids; what needs an untold one is left out.
        holidays: Days besides Saturday and Sunday that are not working days.
        recorded: Dates that somebody recorded in place of derived ones, by date rule.

    Raises:
        ImpossibleDateError: a name is unknown, an anchor precedes one that it cannot precede, or
            a date falls outside the calendar.
    """
    recorded = recorded or {}
    _must_be_possible(edition, anchors, recorded)
    chain = _Chain(known=dict(anchors), recorded=recorded, holidays=frozenset(holidays))
    for rule in in_order(edition.dates):
        if due := _due(rule, chain):
            chain.due[rule.id] = due
            chain.known[rule.id] = due.on
    return tuple(chain.due[rule.id] for rule in edition.dates if rule.id in chain.due)


def shifted(day: date, steps: Sequence[Step], holidays: Collection[date] = ()) -> date:
    """A day, some steps on.

    Months and years keep to the month's last day; working days are counted from the next day.

    Raises:
        ImpossibleDateError: the result falls outside the calendar.
    """
    try:
        for step in steps:
            day = _stepped(day, step, holidays)
    except (OverflowError, ValueError):
        raise ImpossibleDateError(
            f"a date that follows from {day} falls outside the calendar"
        ) from None
    return day


def counted(start: str, steps: Sequence[Step]) -> str:
    """A count in words: ``report.due + 6 months``."""
    return " ".join([start, *map(str, steps)])


def _must_be_possible(
    edition: Edition, anchors: Mapping[str, date], recorded: Mapping[str, date]
) -> None:
    known = {anchor.id: anchor for anchor in edition.anchors}
    if unknown := sorted(anchors.keys() - known.keys()):
        raise ImpossibleDateError(f"{edition.id} counts from no date called {', '.join(unknown)}")
    if unknown := sorted(recorded.keys() - {rule.id for rule in edition.dates}):
        raise ImpossibleDateError(f"{edition.id} has no due date called {', '.join(unknown)}")
    for anchor in known.values():
        before = anchor.not_before
        if (
            before
            and anchor.id in anchors
            and before in anchors
            and anchors[anchor.id] < anchors[before]
        ):
            raise ImpossibleDateError(
                f"{anchor.label} ({anchors[anchor.id]}) comes before "
                f"{known[before].label} ({anchors[before]})"
            )


def _stepped(day: date, step: Step, holidays: Collection[date]) -> date:
    match step.unit:
        case Unit.DAYS:
            return day + timedelta(days=step.count)
        case Unit.WEEKS:
            return day + timedelta(weeks=step.count)
        case Unit.MONTHS:
            return day + relativedelta(months=step.count)
        case Unit.YEARS:
            return day + relativedelta(years=step.count)
        case Unit.WORKING_DAYS:
            return _working(day, step.count, holidays)


def _working(day: date, count: int, holidays: Collection[date]) -> date:
    way = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += way
        if day.weekday() < SATURDAY and day not in holidays:
            left -= 1
    return day


def _due(rule: DateRule, chain: _Chain) -> DueDate | None:
    stated = _counted_on(rule.start, rule.steps, chain)
    readings = _readings(rule, chain)
    on = chain.recorded.get(rule.id) or _taken(rule, stated, readings)
    if on is None:
        return None
    return DueDate(
        id=rule.id,
        label=rule.label,
        on=on,
        precision=rule.precision,
        level=rule.level,
        because=counted(rule.start, rule.steps),
        sentence=rule.sentence,
        source=rule.source,
        certainty=rule.certainty,
        note=rule.note,
        stated=stated,
        recorded=rule.id in chain.recorded,
        others=tuple(_other(reading, at, on) for reading, at in readings),
    )


def _counted_on(start: str, steps: Sequence[Step], chain: _Chain) -> date | None:
    return shifted(chain.known[start], steps, chain.holidays) if start in chain.known else None


def _readings(rule: DateRule, chain: _Chain) -> list[tuple[Reading, date]]:
    """What other readings give; one from another start is void once the rule's own was recorded."""
    moved = rule.start in chain.recorded
    found = (
        (reading, _counted_on(reading.start, reading.steps, chain))
        for reading in rule.readings
        if reading.start == rule.start or not moved
    )
    return [(reading, at) for reading, at in found if at is not None]


def _taken(
    rule: DateRule, stated: date | None, readings: Sequence[tuple[Reading, date]]
) -> date | None:
    if stated is None or rule.takes is Takes.STATED:
        return stated
    return min([stated, *(at for reading, at in readings if reading.standing is Standing.CONFLICT)])


def _other(reading: Reading, at: date, on: date) -> OtherDate:
    first, last = sorted((at, on))
    contradicts = reading.standing is Standing.CONFLICT
    return OtherDate(
        id=reading.id,
        label=reading.label,
        on=at,
        days=(at - on).days,
        standing=reading.standing,
        doubtful=tuple(first + timedelta(days=n + 1) for n in range((last - first).days))
        if contradicts
        else (),
        because=counted(reading.start, reading.steps),
        sentence=reading.sentence,
        source=reading.source,
    )
