"""When two bookings meet: wall time, in minutes as they pass, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, time

    from concord_contracts.facts.availability import AwayNoted
    from concord_contracts.facts.schedule import InterviewBooked

SATURDAY: Final = 5
DAYS_A_WEEK: Final = 7
A_DAY: Final = 24 * 60
"""Minutes of a day."""


def clashes(one: InterviewBooked, other: InterviewBooked) -> bool:
    """Whether two bookings need the same team or the same worker at the same time."""
    shared = one.team == other.team or one.interviewee == other.interviewee
    return shared and overlaps(one, other)


def overlaps(one: InterviewBooked, other: InterviewBooked, zone: str = "") -> bool:
    """Whether two bookings are at the same time."""
    return one.on == other.on and minutes_apart(one, other, zone) < 0


def minutes_apart(one: InterviewBooked, other: InterviewBooked, zone: str = "") -> int:
    """Minutes between the end of the earlier and the start of the later; negative if they meet.

    Args:
        one: A booking.
        other: Another of the same day.
        zone: The IANA name of the site's time zone; without one the day has no change of clocks.
    """
    first, second = sorted((one, other), key=lambda booking: booking.starts)
    return _passing(one.on, first.starts, second.starts, zone) - length(first)


def _passing(on: date, first: time, second: time, zone: str) -> int:
    """Minutes that pass from one time to another: an hour less or more where the clocks change."""
    if not zone:
        return minute(second) - minute(first)
    begins, ends = (
        datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC) for at in (first, second)
    )
    return int((ends - begins).total_seconds()) // 60


def covers(away: AwayNoted, on: date, begins: int, ends: int) -> bool:
    """Whether somebody is away in a part of a day, given in minutes after midnight."""
    if not away.first_day <= on <= away.last_day:
        return False
    from_minute = minute(away.starts) if away.starts else 0
    until_minute = minute(away.ends) if away.ends else A_DAY
    return begins < until_minute and from_minute < ends


def is_on_the_clock(on: date, starts: time, zone: str) -> bool:
    """Whether the clock on the wall shows a time on a day: none in the hour that spring skips."""
    there = datetime.combine(on, starts, ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == starts


def work_days(first: date, last: date) -> int:
    """Mondays to Fridays from one day to another, both counted."""
    weeks, rest = divmod((last - first).days + 1, DAYS_A_WEEK)
    return SATURDAY * weeks + sum(
        (first.weekday() + day) % DAYS_A_WEEK < SATURDAY for day in range(rest)
    )


def length(booking: InterviewBooked) -> int:
    """Minutes of a whole slot: the interview and the team's debrief."""
    return booking.interview_minutes + booking.debrief_minutes


def minute(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute
