"""How the plan stands on a day: what is late, what is next, which weeks were missed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from concord_contracts.chain import (
    DRAFT_RECEIVED,
    FIRST_DAY,
    LAST_DAY,
    DueDate,
    counted,
    due_dates,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from concord_contracts.rules import Edition

INTERVIEW_DAY: Final = "interview.day"
TIMELINE: Final = "plan.timeline"
WEEKLY: Final = "planning.weekly-meetings"
EARLIEST: Final = "planning.intensive-earliest"
LATEST: Final = "planning.intensive-latest"
BEGINNINGS: Final = frozenset({WEEKLY, EARLIEST})
"""Dates from which something is done; nobody hands anything in on them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded that dates are held against.

    Attributes:
        first_day: The first on-site day.
        last_day: The last.
        first_interview: The day of the first interview that is booked.
        met: Each date's day on which what it asks for was there.
        hidden: Dates of which who asks may not know how they stand.
        meetings: Days of planning meetings.
        consultations: Days on which managers and executives were consulted.
        begun: Whether there is a list of cases to choose from.
    """

    first_day: date | None = None
    last_day: date | None = None
    first_interview: date | None = None
    met: Mapping[str, date] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    meetings: tuple[date, ...] = ()
    consultations: tuple[date, ...] = ()
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date of the plan and how it stands.

    Attributes:
        due: The date and why.
        because: The count it comes from, in words.
        state: ``done``, ``done-late``, ``late``, ``next``, ``ahead``, ``begins`` or ``begun``.
        met: The day on which what it asks for was there.
        days: Days late, where it is.
    """

    due: DueDate
    because: str
    state: str
    met: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week in which a planning meeting is to be held.

    Attributes:
        state: ``held``, ``missed``, ``open`` for the week of the day that is asked for, ``ahead``.
    """

    first: date
    last: date
    state: str


def milestones(edition: Edition, known: Known, today: date) -> Sequence[Milestone]:
    """The dates of the plan's one timeline, in order; none before the event week is set."""
    if known.first_day is None or known.last_day is None:
        return ()
    wanted = _named(edition)
    dates = [one for one in due_dates(edition, _told(edition, known)) if one.id in wanted]
    ordered = sorted(dates, key=lambda one: one.on)
    ahead = [one for one in ordered if _state(one, known, today) == "ahead"]
    following = ahead[0].on if ahead else None
    return [_milestone(edition, one, known, today, following) for one in ordered]


def weeks(edition: Edition, known: Known, today: date) -> Sequence[Week]:
    """The weeks of the last months before the event week, counted from where they begin."""
    rule = "meetings.planning-days"
    if known.first_day is None or all(one.id != rule for one in edition.parameters):
        return ()
    begins = next(
        (one.on for one in due_dates(edition, _told(edition, known)) if one.id == WEEKLY), None
    )
    if begins is None:
        return ()
    return [*_weeks(begins, known, edition.number(rule), today)]


def _weeks(begins: date, known: Known, length: int, today: date) -> Iterator[Week]:
    first = begins
    while known.first_day is not None and first < known.first_day:
        last = min(first + timedelta(days=length), known.first_day) - timedelta(days=1)
        yield Week(first, last, _week(first, last, known.meetings, today))
        first = last + timedelta(days=1)


def _week(first: date, last: date, meetings: Sequence[date], today: date) -> str:
    if any(first <= one <= last and one <= today for one in meetings):
        return "held"
    if last < today:
        return "missed"
    return "open" if first <= today else "ahead"


def silence(edition: Edition, known: Known, today: date) -> int:
    """Days since managers and executives were consulted, where they are more than the setting.

    Counted from the beginning of the planning, and until the event week is over.
    """
    rule = "meetings.consultation-days"
    if known.last_day is None or all(one.id != rule for one in edition.parameters):
        return 0
    begins = next((one.due.on for one in milestones(edition, known, today)), today)
    until = min(today, known.last_day)
    past = [one for one in known.consultations if one <= until]
    days = (until - max([begins, *past])).days
    return days if days > edition.number(rule) else 0


def waits_for_cases(edition: Edition, known: Known, today: date) -> bool:
    """Whether there is no list of cases although the edition's day to begin has come."""
    rule = next((one for one in edition.parameters if one.id == "plan.selection-begins"), None)
    if rule is None or known.begun:
        return False
    begins = [one for one in milestones(edition, known, today) if one.due.id == rule.value]
    return any(one.due.on <= today for one in begins)


def _named(edition: Edition) -> frozenset[str]:
    named = next((one.value for one in edition.parameters if one.id == TIMELINE), None)
    return frozenset(named if isinstance(named, tuple) else (one.id for one in edition.dates))


def _told(edition: Edition, known: Known) -> dict[str, date]:
    told = {
        FIRST_DAY: known.first_day,
        LAST_DAY: known.last_day,
        INTERVIEW_DAY: known.first_interview,
        DRAFT_RECEIVED: known.met.get("report.draft"),
    }
    anchors = {one.id: one.not_before for one in edition.anchors}
    return {
        name: day
        for name, day in told.items()
        if day is not None
        and name in anchors
        and not _comes_before(day, told.get(anchors[name] or ""))
    }


def _comes_before(day: date, other: date | None) -> bool:
    return other is not None and day < other


def _milestone(
    edition: Edition, due: DueDate, known: Known, today: date, following: date | None
) -> Milestone:
    state = _state(due, known, today)
    met = known.met.get(due.id)
    seen = met if met is not None and met <= today and due.id not in known.hidden else None
    late = max(((seen or today) - due.on).days, 0) if state in {"late", "done-late"} else 0
    is_next = state == "ahead" and due.on == following
    because = _in_words(edition, due.id)
    return Milestone(due, because, "next" if is_next else state, seen, late)


def _state(due: DueDate, known: Known, today: date) -> str:
    if due.id in BEGINNINGS or due.id in known.hidden:
        return "begun" if due.on <= today else "ahead"
    met = known.met.get(due.id)
    if met is not None and met <= today:
        return "done" if met <= due.on else "done-late"
    return "late" if due.on < today else "ahead"


def _in_words(edition: Edition, rule: str) -> str:
    """A date's count with what it starts from called by its label."""
    dated = edition.date_rule(rule)
    labels = {one.id: one.label for one in edition.anchors}
    labels |= {one.id: one.label for one in edition.dates}
    return counted(labels[dated.start], dated.steps) if dated.steps else labels[dated.start]
