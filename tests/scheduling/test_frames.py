"""What was decided of the week binds it: number, length and hours of interviews, its two days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.schedule import (
    DaysPlanned,
    InterviewMoved,
    RuleOverridden,
    ScheduleReleased,
    TimeFramesSet,
)
from concord_contracts.rules import Level
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_scheduling.planner.asking import WishIn, wish_of
from concord_scheduling.planner.ground import Ground, cases_of
from concord_scheduling.timetable import Week, evolve, findings
from concord_scheduling.week.commands import (
    BookInterview,
    MoveInterview,
    PlanDays,
    ReleaseSchedule,
    SetTimeFrames,
)
from concord_scheduling.week.decide import WEEK

from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    REASON,
    REVIEW,
    THREE,
    TUESDAY,
    booked,
    context,
    edition,
    opened,
    selected,
    team,
    week,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

schedule = Given(WEEK, context())

EARLIER = date(2010, 1, 14)
FRAMES: dict[str, Any] = {
    "review": REVIEW,
    "interviews": 2,
    "interview_minutes": 45,
    "debrief_minutes": 15,
    "begins": time(9),
    "ends": time(12),
}
DAYS: dict[str, Any] = {
    "review": REVIEW,
    "training_on": MONDAY,
    "training_minutes": 300,
    "debrief_on": FRIDAY,
    "debrief_minutes": 180,
    "verbal_report": True,
}
READY = (opened(), *(selected(number, order=number) for number in range(1, 5)), team(), week())


def decided(**changes: Any) -> TimeFramesSet:
    return TimeFramesSet(**FRAMES | changes)


def at_the(number: int, **changes: Any) -> Any:
    return booked(number, **{"seats": THREE, "on": TUESDAY} | changes)


def book(number: int, starts: time) -> BookInterview:
    place = {"session": f"session-{number}", "case": f"case-{number:03}", "team": "team-1"}
    return BookInterview(review=REVIEW, on=TUESDAY, starts=starts, **place)


@pytest.mark.proves("PQCR-111")
@pytest.mark.parametrize("starts", [time(8, 59), time(11, 1), time(13)])
def test_no_interview_is_booked_or_moved_outside_the_hours_that_were_decided(starts: time) -> None:
    ready = schedule(*READY, decided(), at_the(1, starts=time(9)))
    move = {"session": "session-1", "team": "team-1", "on": TUESDAY, "starts": starts}

    for asked in (book(2, starts), MoveInterview(review=REVIEW, **move)):
        ready.when(asked).then_refused("week.hours-decided", begins="09:00", ends="12:00")
    ready.when(book(2, time(11))).then(at_the(2, starts=time(11)))


@pytest.mark.proves("PQCR-111")
def test_other_time_frames_leave_nothing_outside_and_hold_a_release_until_lengths_are_mended() -> (
    None
):
    late = schedule(*READY, at_the(1, starts=time(13)))
    short = at_the(1, starts=time(9))
    longer = decided(interview_minutes=60)
    again = {"session": "session-1", "team": "team-1", "on": TUESDAY, "starts": time(9)}
    placed = {**again, "review": REVIEW, "debrief_minutes": 15, "seats": THREE}

    late.when(SetTimeFrames(**FRAMES)).then_refused("week.bookings-outside-hours", bookings=1)
    tight = SetTimeFrames(**FRAMES | {"ends": time(9, 59)})
    schedule(*READY).when(tight).then_refused("week.hours-too-short", minutes=60)
    ready = schedule(*READY, short, longer)
    ready.when(ReleaseSchedule(review=REVIEW)).then_refused(
        "schedule.not-fit", because="interview.as-decided", interviews=1
    )
    ready.when(MoveInterview(review=REVIEW, **again)).then(
        InterviewMoved(**placed, interview_minutes=60)
    )


@pytest.mark.proves("PQCR-111")
@pytest.mark.parametrize("level", [Level.BLOCK, Level.BLOCK_RELEASE])
def test_a_jurisdiction_may_have_nothing_booked_or_released_before_the_decision(
    level: Level,
) -> None:
    rules = edition()
    strict = [
        one.model_copy(update={"level": level}) if one.id == "interview.decided-first" else one
        for one in rules.parameters
    ]
    under = Given(WEEK, context(rules=rules.model_copy(update={"parameters": tuple(strict)})))
    released = ScheduleReleased(
        review=REVIEW, release=1, first_day=MONDAY, last_day=FRIDAY, interviews=1, added=1
    )

    if level is Level.BLOCK:
        under(*READY).when(book(1, time(9))).then_refused("interview.decided-first")
    stands = (*READY, at_the(1, starts=time(9)))
    release = ReleaseSchedule(review=REVIEW)
    under(*stands).when(release).then_refused("interview.decided-first")
    under(*stands, decided()).when(release).then(released)


@pytest.mark.proves("PQCR-111", "PQCR-58")
def test_a_proposed_week_has_the_number_the_hours_and_the_days_that_were_decided() -> None:
    facts: tuple[Event, ...] = (*READY, decided(), DaysPlanned(**DAYS | {"training_on": EARLIER}))
    ground = Ground(REVIEW, WEEK.fold(facts), {"team-1": 1}, edition(), cases_of(facts))
    longer = WishIn(begins=time(8), ends=time(17))

    problem = wish_of(ground, longer).problem
    assert len(problem.interviews) == 2
    assert (min(problem.starts), max(problem.starts) + 60) == (9 * 60, 12 * 60)
    assert MONDAY in problem.days
    assert FRIDAY not in problem.days
    full = WEEK.fold((*facts, at_the(1, starts=time(9)), at_the(2, starts=time(10))))
    with pytest.raises(Refused) as refused:
        wish_of(replace(ground, week=full), longer)
    assert refused.value.rule == "week.number-decided"


LENGTHS = [
    ({"training_minutes": 239}, "training.minutes-least"),
    ({"training_minutes": 361}, "training.minutes-most"),
    ({"debrief_minutes": 119}, "debrief.final-minutes-least"),
    ({"debrief_minutes": 301}, "debrief.final-minutes-most"),
]


@pytest.mark.proves("PQCR-58")
@pytest.mark.parametrize(("changes", "rule"), LENGTHS)
def test_training_and_final_debrief_have_their_usual_hours_or_a_reason(
    changes: dict[str, int], rule: str
) -> None:
    asked, fact = PlanDays(**DAYS | changes), DaysPlanned(**DAYS | changes)
    ready = schedule(*READY)

    least, most = (240, 360) if rule.startswith("training") else (120, 300)
    (minutes,) = changes.values()
    ready.when(asked).then_refused(rule, overridable=True, minutes=minutes, least=least, most=most)
    ready.under(overrides={rule: REASON}).when(asked).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON), fact
    )
    schedule(*READY, fact).under(overrides={rule: REASON}).when(asked).then_nothing()
    for edge in (least, most):
        usual = DAYS | dict.fromkeys(changes, edge)
        ready.when(PlanDays(**usual)).then(DaysPlanned(**usual))


@pytest.mark.proves("PQCR-58")
def test_the_debrief_is_in_the_week_and_the_training_before_it() -> None:
    outside = PlanDays(**DAYS | {"debrief_on": EARLIER})
    behind = PlanDays(**DAYS | {"debrief_on": MONDAY, "training_on": TUESDAY})

    schedule(*READY).when(outside).then_refused("week.debrief-outside")
    schedule(*READY).when(behind).then_refused("week.training-after-debrief")
    schedule(opened()).when(PlanDays(**DAYS)).then_refused("week.set-first")


DAYS_OF_INTERVIEWS: list[tuple[date, date, set[str]]] = [
    (MONDAY, MONDAY, {"onsite.training-first"}),
    (EARLIER, MONDAY, set()),
    (MONDAY, TUESDAY, set()),
    (EARLIER, FRIDAY, {"debrief.final-day"}),
]


@pytest.mark.proves("PQCR-58")
@pytest.mark.parametrize(("training", "on", "told"), DAYS_OF_INTERVIEWS)
def test_interviews_are_between_the_training_and_the_final_debrief_else_it_is_told(
    training: date, on: date, told: set[str]
) -> None:
    facts: tuple[Event, ...] = (*READY, DaysPlanned(**DAYS | {"training_on": training}))
    stands = Week()
    for fact in facts:
        stands = evolve(stands, fact)

    found = {one.rule for one in findings(at_the(1, on=on), stands, edition())}
    assert found & {"onsite.training-first", "debrief.final-day"} == told
