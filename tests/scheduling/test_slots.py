"""When two bookings meet, in minutes of one clock on the wall."""

from __future__ import annotations

from datetime import date, time

import pytest
from concord_scheduling.slots import clashes, minutes_apart, work_days
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reviews import FRIDAY, booked

minutes = st.integers(0, 24 * 60 - 1).map(lambda at: time(at // 60, at % 60))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2010, 1, 25), date(2010, 1, 25), 1),
        (date(2010, 1, 25), date(2010, 1, 29), 5),
        (date(2010, 1, 29), date(2010, 2, 1), 2),
        (date(2010, 1, 30), date(2010, 1, 31), 0),
        (date(2012, 2, 27), date(2012, 3, 2), 5),
        (date(2009, 12, 28), date(2010, 1, 8), 10),
    ],
)
def test_work_days_are_mondays_to_fridays_with_both_ends(
    first: date, last: date, days: int
) -> None:
    assert work_days(first, last) == days


def test_the_longest_stretch_that_can_be_written_is_counted_at_once() -> None:
    assert work_days(date.min, date.max) == 2_608_615


@given(minutes, minutes)
def test_two_bookings_meet_whichever_comes_first(one: time, other: time) -> None:
    first, second = booked(1, starts=one), booked(2, starts=other)

    assert clashes(first, second) == clashes(second, first)
    assert minutes_apart(first, second) == minutes_apart(second, first)


@given(minutes, minutes)
def test_bookings_of_sixty_minutes_meet_when_they_start_less_than_that_apart(
    one: time, other: time
) -> None:
    between = abs((one.hour - other.hour) * 60 + one.minute - other.minute)

    assert clashes(booked(1, starts=one), booked(2, starts=other)) == (between < 60)


@given(minutes)
def test_bookings_on_different_days_never_meet(at: time) -> None:
    assert not clashes(booked(1, starts=at), booked(2, starts=at, on=FRIDAY))


@given(minutes)
def test_bookings_of_other_people_never_meet(at: time) -> None:
    assert not clashes(booked(1, starts=at), booked(2, starts=at, team="team-2"))
