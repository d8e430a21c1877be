"""When two bookings meet: wall time at one site, so days and minutes are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, time

    from concord_contracts.facts.schedule import InterviewBooked

SATURDAY: Final = 5
DAYS_A_WEEK: Final = 7


def clashes(one: InterviewBooked, other: InterviewBooked) -> bool:
    """Whether two bookings need the same team or the same person at the same time."""
    shared = one.team == other.team or one.interviewee == other.interviewee
    return shared and one.on == other.on and minutes_apart(one, other) < 0


def minutes_apart(one: InterviewBooked, other: InterviewBooked) -> int:
    """Minutes between the end of the earlier and the start of the later; negative if they meet."""
    first, second = sorted((one, other), key=lambda booking: booking.starts)
    return _minute(second.starts) - _minute(first.starts) - _length(first)


def work_days(first: date, last: date) -> int:
    """Mondays to Fridays from one day to another, both counted."""
    weeks, rest = divmod((last - first).days + 1, DAYS_A_WEEK)
    return SATURDAY * weeks + sum(
        (first.weekday() + day) % DAYS_A_WEEK < SATURDAY for day in range(rest)
    )


def _length(booking: InterviewBooked) -> int:
    return booking.interview_minutes + booking.debrief_minutes


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
