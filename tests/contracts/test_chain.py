"""The arithmetic of dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from concord_contracts.chain import ImpossibleDateError, counted, due_dates, shifted
from concord_contracts.daterules import Step, Unit
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rules import EVIDENCE, date_rule, small_edition

LAST = "onsite.last-day"
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
holidays = st.sets(days, max_size=10)


def step(count: int, unit: str) -> Step:
    return Step(count=count, unit=Unit(unit))


def reading(**changes: Any) -> dict[str, Any]:
    held = {"id": "other", "label": "sixty days", "start": LAST}
    return {**held, "steps": [{"count": 60, "unit": "days"}], **EVIDENCE, **changes}


def rule(name: str, start: str, count: int, unit: str = "months", **changes: Any) -> dict[str, Any]:
    return date_rule(id=name, start=start, steps=[{"count": count, "unit": unit}], **changes)


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        ("2009-12-31", 2, "months", "2010-02-28"),
        ("2011-12-31", 2, "months", "2012-02-29"),
        ("2010-02-28", 6, "months", "2010-08-28"),
        ("2010-08-31", -6, "months", "2010-02-28"),
        ("2012-02-29", 1, "years", "2013-02-28"),
        ("2012-02-29", 4, "years", "2016-02-29"),
        ("2009-03-13", 30, "days", "2009-04-12"),
        ("2009-03-09", -8, "weeks", "2009-01-12"),
        ("2009-04-13", 10, "working-days", "2009-04-27"),
        ("2009-04-12", 10, "working-days", "2009-04-24"),
        ("2009-04-11", 10, "working-days", "2009-04-24"),
        ("2009-04-27", -10, "working-days", "2009-04-13"),
        ("2009-04-11", 0, "working-days", "2009-04-11"),
    ],
)
def test_a_step_from_a_day(day: str, count: int, unit: str, expected: str) -> None:
    assert date.fromisoformat(expected) == shifted(date.fromisoformat(day), [step(count, unit)])


def test_holidays_are_no_working_days() -> None:
    received, holiday = date(2009, 5, 18), date(2009, 5, 25)
    ten = [step(10, "working-days")]

    assert date(2009, 6, 1) == shifted(received, ten)
    assert date(2009, 6, 2) == shifted(received, ten, {holiday})
    assert date(2009, 6, 1) == shifted(received, ten, {date(2009, 5, 23), received})


@given(day=days, months=st.integers(-120, 120))
def test_months_keep_the_day_or_clamp_to_the_month_s_last(day: date, months: int) -> None:
    found = shifted(day, [step(months, "months")])

    assert (day.year * 12 + day.month + months) == (found.year * 12 + found.month)
    clamped = (found + timedelta(days=1)).month != found.month
    assert found.day == day.day or (found.day < day.day and clamped)


@given(day=days, later=st.integers(0, 40), months=st.integers(-60, 60))
def test_months_never_turn_the_order_of_two_days(day: date, later: int, months: int) -> None:
    steps = [step(months, "months")]

    assert shifted(day, steps) <= shifted(day + timedelta(days=later), steps)


@given(day=days, count=st.integers(1, 60), free=holidays)
def test_so_many_working_days_lie_after_the_day_and_up_to_the_due_date(
    day: date, count: int, free: set[date]
) -> None:
    found = shifted(day, [step(count, "working-days")], free)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]

    assert found.weekday() < 5
    assert found not in free
    assert count == sum(each.weekday() < 5 and each not in free for each in between)


@given(day=days, first=st.integers(0, 30), second=st.integers(0, 30), free=holidays)
def test_working_days_add_up(day: date, first: int, second: int, free: set[date]) -> None:
    at_once = shifted(day, [step(first + second, "working-days")], free)

    assert at_once == shifted(
        day, [step(first, "working-days"), step(second, "working-days")], free
    )


@given(day=days, count=st.integers(1, 30), free=holidays)
def test_from_a_working_day_back_is_the_way_forward_undone(
    day: date, count: int, free: set[date]
) -> None:
    there = shifted(day, [step(count, "working-days")], free)
    back = shifted(there, [step(-count, "working-days")], free)

    assert back <= day
    assert all(
        each.weekday() >= 5 or each in free
        for n in range(1, (day - back).days + 1)
        if (each := back + timedelta(days=n)) <= day
    )


def test_every_date_follows_from_the_due_date_before_it() -> None:
    chain = [
        rule("report.due", LAST, 2),
        rule("plan.due", "report.due", 6),
        rule("plan.draft", "plan.due", -2),
    ]

    due = due_dates(small_edition(dates=chain), {LAST: date(2009, 12, 31)})

    assert [(each.id, str(each.on), each.because) for each in due] == [
        ("report.due", "2010-02-28", "onsite.last-day + 2 months"),
        ("plan.due", "2010-08-28", "report.due + 6 months"),
        ("plan.draft", "2010-06-28", "plan.due - 2 months"),
    ]
    assert due[0].sentence == "It is said so."


@given(
    day=days,
    counts=st.lists(st.integers(-24, 24), min_size=1, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_the_order_in_which_rules_stand_changes_no_date(
    day: date, counts: list[int], order: Any
) -> None:
    names = [LAST, *(f"d{n}" for n in range(len(counts)))]
    starts = [order.choice(names[: n + 1]) for n in range(len(counts))]
    rules = [rule(f"d{n}", starts[n], count) for n, count in enumerate(counts)]
    shuffled = order.sample(rules, len(rules))

    told = {LAST: day}
    straight = {each.id: each for each in due_dates(small_edition(dates=rules), told)}
    mixed = {each.id: each for each in due_dates(small_edition(dates=shuffled), told)}

    assert straight == mixed
    known = {LAST: day} | {name: each.on for name, each in straight.items()}
    for n, count in enumerate(counts):
        assert known[f"d{n}"] == shifted(known[starts[n]], [step(count, "months")])


def test_what_needs_an_untold_date_is_left_out() -> None:
    anchors = [{"id": LAST, "label": "last"}, {"id": "draft", "label": "draft"}]
    rules = [rule("report.due", LAST, 2), rule("feedback", "draft", 10, "working-days")]
    edition = small_edition(anchors=anchors, dates=rules)

    assert [each.id for each in due_dates(edition, {LAST: date(2009, 3, 13)})] == ["report.due"]
    assert [each.id for each in due_dates(edition, {"draft": date(2009, 4, 13)})] == ["feedback"]
    assert due_dates(edition, {}) == ()


def test_two_readings_are_shown_with_the_days_between_them() -> None:
    edition = small_edition(dates=[rule("report.due", LAST, 2, readings=[reading()])])

    (march,) = due_dates(edition, {LAST: date(2009, 3, 13)})
    (year_end,) = due_dates(edition, {LAST: date(2009, 12, 31)})
    (same,) = due_dates(edition, {LAST: date(2012, 1, 31)})

    assert (march.on, march.in_conflict) == (date(2009, 5, 13), True)
    assert (march.others[0].on, march.others[0].days) == (date(2009, 5, 12), -1)
    assert march.others[0].doubtful == (date(2009, 5, 13),)
    assert (year_end.on, year_end.others[0].on) == (date(2010, 2, 28), date(2010, 3, 1))
    assert year_end.others[0].doubtful == (date(2010, 3, 1),)
    assert (same.in_conflict, same.others[0].doubtful) == (False, ())


def test_an_allowed_date_is_shown_and_is_no_conflict() -> None:
    allowed = reading(steps=[], standing="option")
    edition = small_edition(dates=[rule("session", LAST, 60, "days", readings=[allowed])])

    (due,) = due_dates(edition, {LAST: date(2009, 3, 13)})

    assert (due.on, due.others[0].on) == (date(2009, 5, 12), date(2009, 3, 13))
    assert (due.in_conflict, due.others[0].doubtful) == (False, ())


def earliest() -> list[dict[str, Any]]:
    months = [{"count": 4, "unit": "months"}]
    other = reading(start="report.due", steps=months)
    return [
        rule("report.due", LAST, 2),
        rule("plan.due", "report.due", 6),
        rule("plan.draft", "plan.due", -2, takes="earliest", readings=[other]),
    ]


@given(day=days)
def test_the_earliest_of_two_readings_is_taken_where_the_rule_says_so(day: date) -> None:
    due = {each.id: each for each in due_dates(small_edition(dates=earliest()), {LAST: day})}
    before = shifted(due["plan.due"].on, [step(-2, "months")])
    after = shifted(due["report.due"].on, [step(4, "months")])

    assert due["plan.draft"].on == min(before, after)
    assert due["plan.draft"].stated == before
    assert due["plan.draft"].others[0].on == after


def test_an_allowed_date_is_never_taken_as_the_earliest() -> None:
    allowed = reading(id="allowed", steps=[], standing="option")
    rules = [rule("report.due", LAST, 2, takes="earliest", readings=[reading(), allowed])]

    (due,) = due_dates(small_edition(dates=rules), {LAST: date(2009, 3, 13)})

    assert due.on == date(2009, 5, 12)


def test_a_recorded_date_takes_the_place_of_the_derived_one_and_the_rest_follows() -> None:
    chain = [rule("report.due", LAST, 2, readings=[reading()]), rule("plan.due", "report.due", 6)]
    notice = {"report.due": date(2009, 6, 1)}

    report, plan = due_dates(small_edition(dates=chain), {LAST: date(2009, 3, 13)}, recorded=notice)

    assert (report.on, report.recorded, report.stated) == (
        date(2009, 6, 1),
        True,
        date(2009, 5, 13),
    )
    assert report.others[0].on == date(2009, 5, 12)
    assert (plan.on, plan.recorded) == (date(2009, 12, 1), False)


def test_a_recorded_date_needs_nothing_told() -> None:
    chain = [rule("report.due", LAST, 2), rule("plan.due", "report.due", 6)]

    report, plan = due_dates(
        small_edition(dates=chain), {}, recorded={"report.due": date(2009, 1, 15)}
    )

    assert (report.on, report.stated) == (date(2009, 1, 15), None)
    assert plan.on == date(2009, 7, 15)


def test_a_reading_from_another_start_is_void_once_the_rule_s_own_start_was_recorded() -> None:
    moved = due_dates(
        small_edition(dates=earliest()),
        {LAST: date(2009, 3, 13)},
        recorded={"plan.due": date(2010, 11, 13)},
    )

    assert [(each.id, str(each.on), len(each.others)) for each in moved] == [
        ("report.due", "2009-05-13", 0),
        ("plan.due", "2010-11-13", 0),
        ("plan.draft", "2010-09-13", 0),
    ]


@pytest.mark.parametrize(
    ("told", "recorded", "words"),
    [
        ({"nowhere": date(2009, 1, 1)}, {}, "counts from no date called nowhere"),
        ({"report.due": date(2009, 1, 1)}, {}, "counts from no date called report.due"),
        ({}, {"nowhere": date(2009, 1, 1)}, "has no due date called nowhere"),
        ({LAST: date(9999, 12, 1)}, {}, "outside the calendar"),
    ],
)
def test_impossible_dates_are_refused_in_words(
    told: dict[str, date], recorded: dict[str, date], words: str
) -> None:
    with pytest.raises(ImpossibleDateError, match=words):
        due_dates(small_edition(), told, recorded=recorded)


def test_a_day_before_the_calendar_is_refused() -> None:
    with pytest.raises(ImpossibleDateError, match="outside the calendar"):
        shifted(date(1, 1, 2), [step(-5, "days")])


def test_an_anchor_cannot_precede_the_one_it_follows() -> None:
    anchors = [
        {"id": "onsite.first-day", "label": "the first day"},
        {"id": LAST, "label": "the last day", "not_before": "onsite.first-day"},
    ]
    edition = small_edition(anchors=anchors)
    told = {"onsite.first-day": date(2009, 3, 9), LAST: date(2009, 3, 6)}

    with pytest.raises(
        ImpossibleDateError, match=r"the last day \(2009-03-06\) comes before the first day"
    ):
        due_dates(edition, told)
    assert due_dates(edition, {**told, LAST: date(2009, 3, 9)})


def test_a_count_reads_as_words() -> None:
    steps = [step(3, "years"), step(-1, "days"), step(2, "working-days"), step(0, "weeks")]

    assert counted("plan.due", steps) == "plan.due + 3 years - 1 day + 2 working days + 0 weeks"
