"""The rules of the event week: its days, its bookings, its releases."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.schedule import RuleOverridden
from concord_contracts.rules import UnknownRuleError
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_scheduling.week.commands import BookInterview, ReleaseSchedule, SetEventWeek
from concord_scheduling.week.decide import WEEK
from hypothesis import given
from pydantic import ValidationError

from tests.support import reviews
from tests.support.anyfacts import any_history
from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    OSRI,
    OTHER_REVIEW,
    REASON,
    REVIEW,
    THREE,
    TUESDAY,
    context,
    durham,
    opened,
    selected,
    team,
    week,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event
    from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased

schedule = Given(WEEK, context())

CASES_A_DAY = "interview.cases-per-team-per-day"
INTERVIEWS_A_DAY = "interview.per-team-per-day-most"
READY = (opened(), *(selected(number, order=number) for number in range(1, 10)), team(), week())


def set_week(first: date = MONDAY, last: date = FRIDAY) -> SetEventWeek:
    return SetEventWeek(review=REVIEW, first_day=first, last_day=last)


def book(number: int, **changes: Any) -> BookInterview:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "session": f"session-{number}",
        "case": f"case-{number:03}",
        "team": "team-1",
        "on": TUESDAY,
        "starts": time(9, 0),
    }
    return BookInterview(**(asked | changes))


RELEASE = ReleaseSchedule(review=REVIEW)


def booked(number: int, **changes: Any) -> InterviewBooked:
    """A booking with the first team's people, or with another team's, whom nobody knows."""
    seats = THREE if changes.get("team", "team-1") == "team-1" else ()
    return reviews.booked(number, **({"seats": seats} | changes))


def released(release: int = 1, interviews: int = 1, added: int | None = None) -> ScheduleReleased:
    """A release whose interviews are new, unless said otherwise."""
    new = interviews if added is None else added
    return reviews.released(release, interviews).model_copy(update={"added": new})


def overridden(rule: str) -> RuleOverridden:
    return RuleOverridden(review=REVIEW, rule=rule, reason=REASON)


def full_day(cases: int = 4, name: str = "team-1", on: date = TUESDAY) -> list[Event]:
    """A team's day with so many different cases, from nine o'clock."""
    return [
        booked(number, team=name, on=on, starts=time(8 + number, 0))
        for number in range(1, cases + 1)
    ]


def test_the_event_week_is_set() -> None:
    schedule(opened()).when(set_week()).then(week())


def test_the_event_week_can_be_set_anew() -> None:
    later = (date(2010, 2, 1), date(2010, 2, 5))

    schedule(opened(), week()).when(set_week(*later)).then(week(*later))


def test_the_same_week_again_changes_nothing() -> None:
    schedule(opened(), week()).when(set_week()).then_nothing()


def test_a_week_does_not_end_before_it_begins() -> None:
    schedule(opened()).when(set_week(FRIDAY, MONDAY)).then_refused("week.ends-before-it-begins")


@pytest.mark.parametrize("command", [set_week(), book(1), RELEASE])
def test_nothing_is_scheduled_for_a_review_nobody_opened(command: SetEventWeek) -> None:
    schedule().when(command).then_refused("review.unknown", review=REVIEW)


LENGTHS = [
    (MONDAY, MONDAY, 1, "onsite.days-least"),
    (MONDAY, TUESDAY, 2, "onsite.days-least"),
    (FRIDAY, date(2010, 2, 1), 2, "onsite.days-least"),
    (date(2010, 1, 30), date(2010, 1, 31), 0, "onsite.days-least"),
    (MONDAY, date(2010, 1, 27), 3, ""),
    (MONDAY, FRIDAY, 5, ""),
    (MONDAY, date(2010, 1, 31), 5, ""),
    (FRIDAY, date(2010, 2, 4), 5, ""),
    (MONDAY, date(2010, 2, 1), 6, "onsite.days-most"),
    (MONDAY, date(2010, 2, 5), 10, "onsite.days-most"),
]


@pytest.mark.proves("PQCR-57", "DISC-04")
@pytest.mark.parametrize(("first", "last", "days", "rule"), LENGTHS)
def test_an_event_week_usually_has_three_to_five_work_days(
    first: date, last: date, days: int, rule: str
) -> None:
    asked = schedule(opened()).when(set_week(first, last))

    if rule:
        asked.then_refused(rule, overridable=True, days=days, least=3, most=5)
    else:
        asked.then(week(first, last))


@pytest.mark.parametrize(("first", "last", "days", "rule"), [one for one in LENGTHS if one[3]])
def test_a_week_of_another_length_is_set_with_a_reason(
    first: date, last: date, days: int, rule: str
) -> None:
    assert days not in {3, 4, 5}

    schedule(opened()).under(overrides={rule: REASON}).when(set_week(first, last)).then(
        overridden(rule), week(first, last)
    )


def test_no_booking_falls_outside_a_week_that_is_set_anew() -> None:
    history = (*READY, booked(1), booked(2, on=FRIDAY))

    schedule(*history).when(set_week(TUESDAY, date(2010, 1, 28))).then_refused(
        "week.bookings-outside", bookings=1
    )
    schedule(*history).when(set_week(TUESDAY, FRIDAY)).then(week(TUESDAY, FRIDAY))


@pytest.mark.proves("PQCR-55")
def test_an_interview_is_booked_with_the_worker_of_the_case_and_the_guides_lengths() -> None:
    schedule(*READY).when(book(1)).then(booked(1))


def test_an_interview_is_booked_once() -> None:
    schedule(*READY, booked(1)).when(book(1)).then_refused("interview.already-booked")


def test_a_back_up_case_may_be_booked_in_the_place_of_another() -> None:
    history = (opened(), selected(1, standing="backup"), team(), week())

    schedule(*history).when(book(1)).then(booked(1))


def test_the_week_is_set_before_anything_is_booked() -> None:
    schedule(opened(), selected(1), team()).when(book(1)).then_refused("week.set-first")


def test_only_cases_of_the_sample_are_booked() -> None:
    schedule(*READY).when(book(77)).then_refused("interview.case-not-selected")


@pytest.mark.parametrize(
    "history", [(), (team("team-2"),), (team(review=OTHER_REVIEW),)],
    ids=["none", "another", "of another review"],
)  # fmt: skip
def test_only_teams_of_the_review_are_booked(history: tuple[Event, ...]) -> None:
    schedule(opened(), selected(1), week(), *history).when(book(1)).then_refused("team.unknown")


@pytest.mark.parametrize("on", [date(2010, 1, 24), date(2010, 1, 30)])
def test_interviews_are_held_on_on_site_days(on: date) -> None:
    schedule(*READY).when(book(1, on=on)).then_refused("interview.outside-the-week")


@pytest.mark.parametrize("on", [MONDAY, FRIDAY])
def test_the_first_and_the_last_day_are_on_site_days(on: date) -> None:
    schedule(*READY).when(book(1, on=on)).then(booked(1, on=on))


CLASHES = [
    (time(9, 0), -60),
    (time(8, 1), -1),
    (time(9, 59), -1),
    (time(9, 30), -30),
]


@pytest.mark.parametrize(("starts", "apart"), CLASHES)
def test_a_team_is_in_one_place_at_a_time(starts: time, apart: int) -> None:
    schedule(*READY, booked(1)).when(book(2, starts=starts)).then_refused(
        "interview.double-booked", who="team", apart=apart, starts="09:00"
    )


@pytest.mark.parametrize("starts", [time(8, 0), time(10, 0)])
def test_an_interview_may_follow_another_without_a_pause(starts: time) -> None:
    schedule(*READY, booked(1)).when(book(2, starts=starts)).then(booked(2, starts=starts))


def test_a_worker_is_in_one_place_at_a_time() -> None:
    busy = booked(1, team="team-2", interviewee="worker-2")

    schedule(*READY, busy).when(book(2)).then_refused(
        "interview.double-booked", who="worker", apart=-60, starts="09:00"
    )


def test_two_teams_interview_different_workers_at_the_same_time() -> None:
    schedule(*READY, booked(1, team="team-2")).when(book(2)).then(booked(2))


def test_the_same_time_on_another_day_is_free() -> None:
    schedule(*READY, booked(1)).when(book(2, on=FRIDAY)).then(booked(2, on=FRIDAY))


def test_a_team_usually_has_no_more_than_four_cases_a_day() -> None:
    fifth = book(5, starts=time(14, 0))

    schedule(*READY, *full_day(3)).when(book(4, starts=time(14, 0))).then(
        booked(4, starts=time(14, 0))
    )
    schedule(*READY, *full_day(4)).when(fifth).then_refused(
        CASES_A_DAY, overridable=True, cases=5, usual=4
    )


def test_a_fifth_case_is_booked_with_a_reason() -> None:
    given_reason = schedule.under(overrides={CASES_A_DAY: REASON})

    given_reason(*READY, *full_day(4)).when(book(5, starts=time(14, 0))).then(
        overridden(CASES_A_DAY), booked(5, starts=time(14, 0))
    )


def test_cases_and_interviews_are_counted_each_by_its_own_sentence() -> None:
    second_session = booked(9, case="case-004", starts=time(14, 0), interviewee="worker-4")
    again = book(9, case="case-004", starts=time(14, 0))
    fifth = schedule(*READY, *full_day(4))

    fifth.when(again).then_refused(INTERVIEWS_A_DAY, overridable=True, interviews=5, usual=4)
    fifth.under(overrides={INTERVIEWS_A_DAY: REASON})(*READY, *full_day(4)).when(again).then(
        overridden(INTERVIEWS_A_DAY), second_session
    )


def test_cases_are_counted_for_one_team_and_one_day() -> None:
    other_day, other_team = full_day(4, on=FRIDAY), full_day(4, name="team-2")

    schedule(*READY, *other_day, *other_team).when(book(5, starts=time(14, 0))).then(
        booked(5, starts=time(14, 0))
    )


@pytest.mark.parametrize("starts", ["09:00:30", "09:00Z", "09:00+01:00", "24:00", "9"])
def test_an_interview_starts_at_a_minute_of_the_clock_on_the_wall(starts: str) -> None:
    with pytest.raises(ValidationError):
        book(1, starts=starts)


def test_a_schedule_is_released_with_the_days_and_the_number_of_interviews() -> None:
    schedule(*READY, *full_day(3)).when(RELEASE).then(released(1, 3))


def test_a_schedule_that_did_not_change_is_not_released_again() -> None:
    schedule(*READY, booked(1), released()).when(RELEASE).then_nothing()


@pytest.mark.parametrize("change", [booked(2, starts=time(11, 0)), week(MONDAY, FRIDAY)])
def test_a_schedule_that_changed_is_released_under_the_next_number(change: Event) -> None:
    interviews = 1 + (change != week())

    schedule(*READY, booked(1), released(), change).when(RELEASE).then(
        released(2, interviews, added=interviews - 1)
    )


def test_the_week_is_set_before_a_release() -> None:
    schedule(opened()).when(RELEASE).then_refused("week.set-first")


def test_an_empty_schedule_is_not_released() -> None:
    schedule(opened(), week()).when(RELEASE).then_refused("schedule.empty")


def test_a_protocol_without_an_event_week_has_no_rule_to_set_one_by() -> None:
    north_carolina = Given(WEEK, durham())(opened(code=OSRI))

    with pytest.raises(UnknownRuleError):
        north_carolina.when(set_week()).then_nothing()


def test_a_booking_is_decided_on_review_sample_and_team() -> None:
    assert WEEK.streams(book(1)).all == (
        f"schedule-{REVIEW}",
        f"review-{REVIEW}",
        f"sample-{REVIEW}",
        f"availability-{REVIEW}",
        f"hoststaff-{REVIEW}",
        f"agreement-{REVIEW}",
        "team-team-1",
    )
    assert WEEK.streams(RELEASE).all == (
        f"schedule-{REVIEW}",
        f"review-{REVIEW}",
        f"availability-{REVIEW}",
        f"hoststaff-{REVIEW}",
        f"agreement-{REVIEW}",
    )


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = WEEK.fold(facts)

    for command in (set_week(), book(1), RELEASE):
        with suppress(Refused):
            WEEK.decide(command, state, context())


def test_a_schedule_of_hundreds_of_bookings_takes_one_more() -> None:
    days = [MONDAY + timedelta(days=one) for one in range(5)]
    many = [
        booked(number, on=days[number % 5], team=f"team-{number}", starts=time(9, 0))
        for number in range(10, 800)
    ]

    schedule(*READY, *many).when(book(1)).then(booked(1))
