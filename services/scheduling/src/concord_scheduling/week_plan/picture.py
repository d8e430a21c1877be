"""The week as a picture: days, teams side by side, a quarter of an hour a row."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from concord_scheduling.slots import minute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUARTER: Final = 15
HOUR: Final = 60
MOST_DAYS: Final = 31
"""Days that are drawn; a longer week has only those with something on them."""

Row = dict[str, Any]


class Piece(NamedTuple):
    """Something in a lane.

    Attributes:
        at: The row where it begins, from 1.
        rows: How many rows it takes.
        what: The booking, or the note that somebody is away.
    """

    at: int
    rows: int
    what: Row


class Lane(NamedTuple):
    """One team's day."""

    team: str
    number: int
    interviews: tuple[Piece, ...]
    away: tuple[Piece, ...]


class Day(NamedTuple):
    """One day with a lane for each team."""

    on: date
    lanes: tuple[Lane, ...]
    interviews: int


class Picture(NamedTuple):
    """The week.

    Attributes:
        begins: Minutes after midnight at which the first row begins.
        rows: How many rows there are.
        hours: Rows at which an hour begins, with the time.
    """

    begins: int
    rows: int
    hours: tuple[tuple[int, time], ...]
    days: tuple[Day, ...]


def drawn(
    days: Sequence[date],
    teams: Sequence[Row],
    bookings: Sequence[Row],
    away: Sequence[Row],
    members: Mapping[str, frozenset[str]],
    hours: tuple[str, str],
) -> Picture:
    """The picture of a week.

    Args:
        days: The on-site days.
        teams: Every team with its number.
        bookings: Every booking.
        away: Who is away when.
        members: Team to its members.
        hours: When a day usually begins and ends, such as ``08:00`` and ``17:00``.
    """
    usual = [minute(time.fromisoformat(one)) for one in hours]
    starts = [minute(one["starts"]) for one in bookings]
    ends = [minute(one["starts"]) + one["minutes"] + one["debrief"] for one in bookings]
    begins = min([usual[0], *starts]) // HOUR * HOUR
    until = -(-max([usual[1], *ends]) // HOUR) * HOUR
    until = min(until, 24 * HOUR)
    lanes = _Lanes(begins, until, bookings, away, members)
    return Picture(
        begins=begins,
        rows=(until - begins) // QUARTER,
        hours=tuple(
            ((at - begins) // QUARTER + 1, time(at // HOUR)) for at in range(begins, until, HOUR)
        ),
        days=tuple(lanes.day(on, teams) for on in days),
    )


def on_site(first: date, last: date, bookings: Sequence[Row]) -> list[date]:
    """The days to draw: every day of the week, or only those with interviews in a very long one."""
    many = (last - first).days + 1
    if many > MOST_DAYS:
        return sorted({one["on_day"] for one in bookings})
    return [first + timedelta(days=nth) for nth in range(many)]


class _Lanes(NamedTuple):
    begins: int
    until: int
    bookings: Sequence[Row]
    away: Sequence[Row]
    members: Mapping[str, frozenset[str]]

    def day(self, on: date, teams: Sequence[Row]) -> Day:
        today = [one for one in self.bookings if one["on_day"] == on]
        lanes = tuple(self._lane(on, one["team"], one["number"], today) for one in teams)
        return Day(on, lanes, len(today))

    def _lane(self, on: date, team: str, number: int, today: Sequence[Row]) -> Lane:
        own = [one for one in today if one["team"] == team]
        interviews = tuple(
            self._piece(
                minute(one["starts"]),
                minute(one["starts"]) + one["minutes"] + one["debrief"],
                one,
            )
            for one in own
        )
        concerned = {team, *self.members.get(team, frozenset())}
        gone = tuple(
            self._piece(
                minute(one["starts"]) if one["starts"] else self.begins,
                minute(one["ends"]) if one["ends"] else self.until,
                one,
            )
            for one in self.away
            if one["whom"] in concerned and one["first_day"] <= on <= one["last_day"]
        )
        return Lane(team, number, interviews, gone)

    def _piece(self, starts: int, ends: int, what: Row) -> Piece:
        first = max(starts, self.begins)
        last = max(min(ends, self.until), first + QUARTER)
        at = (first - self.begins) // QUARTER
        return Piece(at + 1, max(1, -(-(last - self.begins) // QUARTER) - at), what)
