"""The plan as it stands on a day: derived dates with their evidence, what is late, missed weeks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from concord_review.plan_board.months import months
from concord_review.plan_board.standing import (
    Known,
    milestones,
    silence,
    waits_for_cases,
    weeks,
)
from concord_review.plan_board.training import trained

from tests.support.reviews import DURHAM, FRIDAY, MONDAY, OSRI, edition

PQCR = edition()
CHRISTMAS = date(2009, 12, 24)


def known(**changes: Any) -> Known:
    asked: dict[str, Any] = {"first_day": MONDAY, "last_day": FRIDAY}
    return Known(**(asked | changes))


def states(today: date, **changes: Any) -> dict[str, str]:
    return {one.due.id: one.state for one in milestones(PQCR, known(**changes), today)}


@pytest.mark.proves("PQCR-30", "PQCR-122")
def test_one_timeline_runs_from_six_months_before_to_the_reflections_session() -> None:
    found = milestones(PQCR, known(first_interview=date(2010, 1, 26)), CHRISTMAS)

    assert [(one.due.id, one.due.on.isoformat()) for one in found] == [
        ("planning.start", "2009-07-25"),
        ("planning.weekly-meetings", "2009-11-25"),
        ("planning.intensive-earliest", "2009-11-30"),
        ("planning.agreements", "2009-12-11"),
        ("planning.intensive-latest", "2009-12-14"),
        ("interview.tool-given", "2010-01-12"),
        ("focus-groups.completed", "2010-01-28"),
        ("report.draft", "2010-02-28"),
        ("report.due", "2010-03-29"),
        ("reflections.session", "2010-03-30"),
    ]
    assert all(one.because and one.due.sentence and one.due.source.section for one in found)


@pytest.mark.proves("PQCR-30", "PQCR-122")
def test_what_was_done_in_time_late_or_not_at_all_and_what_is_next() -> None:
    met = {"planning.start": date(2009, 8, 4), "planning.intensive-latest": date(2009, 12, 1)}
    on = milestones(PQCR, known(met=met), CHRISTMAS)

    assert {one.due.id: (one.state, one.days) for one in on}.items() >= {
        "planning.start": ("done-late", 10),
        "planning.intensive-latest": ("done", 0),
        "planning.agreements": ("late", 13),
        "planning.weekly-meetings": ("begun", 0),
        "focus-groups.completed": ("next", 0),
        "report.due": ("ahead", 0),
    }.items()


def test_looking_back_what_was_done_later_was_not_done_yet() -> None:
    met = {"planning.agreements": date(2009, 12, 30)}
    assert states(CHRISTMAS, met=met)["planning.agreements"] == "late"
    assert states(date(2010, 1, 4), met=met)["planning.agreements"] == "done-late"


def test_how_hidden_work_stands_is_not_told() -> None:
    hidden = frozenset({"focus-groups.completed"})
    done = {"focus-groups.completed": date(2010, 1, 27)}
    later = date(2010, 2, 1)
    assert states(later, met=done, hidden=hidden)["focus-groups.completed"] == "begun"
    assert states(later, hidden=hidden)["focus-groups.completed"] == "begun"


@pytest.mark.proves("PQCR-31")
def test_a_week_of_the_last_two_months_without_a_planning_meeting_is_missed() -> None:
    meetings = (date(2009, 11, 25), date(2009, 12, 8), date(2010, 1, 4))
    found = weeks(PQCR, known(meetings=meetings), CHRISTMAS)

    assert (found[0].first, found[-1].last) == (date(2009, 11, 25), date(2010, 1, 24))
    assert [one.state for one in found][:6] == ["held", "held", "missed", "missed", "open", "ahead"]
    assert [one.state for one in weeks(PQCR, known(), date(2010, 2, 1))] == ["missed"] * len(found)


@pytest.mark.proves("PQCR-123")
def test_a_long_silence_towards_executives_is_told_until_the_week_is_over() -> None:
    assert silence(PQCR, known(), date(2009, 8, 24)) == 0
    assert silence(PQCR, known(), date(2009, 8, 25)) == 31
    told = known(consultations=(date(2009, 12, 10),))
    assert silence(PQCR, told, CHRISTMAS) == 0
    assert silence(PQCR, told, date(2026, 1, 1)) == 50


@pytest.mark.proves("PQCR-130")
def test_a_review_without_cases_is_warned_when_intensive_planning_begins() -> None:
    assert not waits_for_cases(PQCR, known(), date(2009, 11, 29))
    assert waits_for_cases(PQCR, known(), date(2009, 11, 30))
    assert not waits_for_cases(PQCR, known(begun=True), CHRISTMAS)


def test_before_the_week_is_set_no_date_runs() -> None:
    assert milestones(PQCR, Known(), CHRISTMAS) == ()
    assert weeks(PQCR, Known(), CHRISTMAS) == ()
    assert months(Known(), (), (), CHRISTMAS) == ()


def test_where_rules_say_nothing_of_planning_nothing_is_made_up() -> None:
    other = edition(DURHAM, OSRI)
    assert weeks(other, known(), CHRISTMAS) == ()
    assert silence(other, known(), CHRISTMAS) == 0
    assert not waits_for_cases(other, known(), CHRISTMAS)


def test_the_calendar_shows_each_month_once_with_its_days() -> None:
    dates = milestones(PQCR, known(), CHRISTMAS)
    found = months(known(), dates, weeks(PQCR, known(), CHRISTMAS), CHRISTMAS)

    assert [one.first.isoformat() for one in found][:2] == ["2009-07-01", "2009-08-01"]
    assert found[-1].first == date(2010, 3, 1)
    january = found[6]
    assert january.says == {"week": 4, "next": 1}
    assert [one.number for one in found[5].days if one.is_today] == [24]
    assert {(one.row, one.column) for one in january.days if one.kind == "week"} == {
        (4, 1),
        (4, 2),
        (4, 3),
        (4, 5),
    }


@pytest.mark.proves("PQCR-63", "PQCR-144", "PQCR-121")
def test_trainings_of_a_reviewer_add_up_to_eight_goals_and_what_the_week_needs() -> None:
    goals = [f"training-goal-{nth}" for nth in range(1, 9)]
    week = ["literature", "schedule", "roles-and-tasks", "local-area", "tools"]
    before = {"reviewers": ["a", "b"], "topics": goals[:5] + week, "on_day": date(2010, 1, 8)}
    first_day = {"reviewers": ["a"], "topics": goals[5:], "on_day": MONDAY}

    whole, half, none = trained(PQCR, ["a", "b", "c"], [before, first_day])

    assert (whole.goals, whole.missing, whole.days) == (8, (), (date(2010, 1, 8), MONDAY))
    assert (half.goals, len(half.missing)) == (5, 3)
    assert (none.goals, len(none.missing), none.days) == (0, 13, ())
