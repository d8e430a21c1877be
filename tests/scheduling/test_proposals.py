"""Proposals of a week: what a plan never breaks, what it is best at, and why it cannot be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from concord_scheduling.planner.first import first_plan
from concord_scheduling.planner.options import Options
from concord_scheduling.planner.plan import Worth, broken, worth
from concord_scheduling.planner.problem import (
    Away,
    Barred,
    Limit,
    Measures,
    Problem,
    Room,
    Slot,
    Standing,
    starts_of,
)
from concord_scheduling.planner.reasons import Explaining, Reasons
from concord_scheduling.planner.search import Found, Outcome, Search
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.weeks import (
    A_DAY,
    DAYS,
    HOUR,
    MONDAY,
    SUPERVISES,
    any_week,
    crew,
    interview,
    least,
    notes,
    week,
)

few = settings(max_examples=25, deadline=None)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=one) for one in (1, 2, 3))


def searched(problem: Problem, seed: int = 1, seconds: float = 20) -> tuple[list[Found], Outcome]:
    found: list[Found] = []
    return found, Search(problem, found.append, seed).run(seconds)


def explained(problem: Problem) -> Reasons:
    return Explaining(problem, [MONDAY + timedelta(days=4)]).run(30)


def standing(problem: Problem, *, is_told: bool = True) -> Problem:
    """The same week with its first plan booked and given out."""
    plan = first_plan(Options(problem))
    booked = tuple(
        Standing(
            f"session-{one.interview.number}", one.interview, one.team, one.slot, one.room, is_told
        )
        for one in plan.placed
    )
    return replace(problem, interviews=(), standing=booked, may_move=True)


@few
@given(any_week())
@pytest.mark.proves("PQCR-60")
def test_no_plan_on_the_way_breaks_a_rule_that_blocks(problem: Problem) -> None:
    found, outcome = searched(problem)

    assert outcome.best == found[-1]
    for one in found:
        assert broken(problem, one.plan) == []
        assert len(one.plan.placed) + len(one.plan.left) == problem.wanted
        assert worth(problem, one.plan) == one.worth
    assert [one.worth for one in found] == sorted((one.worth for one in found), reverse=True)


@few
@given(any_week(most=3))
def test_the_last_plan_is_as_good_as_the_best_of_all_there_are(problem: Problem) -> None:
    _, outcome = searched(problem)

    assert outcome.is_best
    assert outcome.best.worth == least(problem)


def test_a_worker_is_heard_twice_in_a_row_where_no_way_lies_between() -> None:
    """Two sites an hour apart: the second interview is in the same house, so nobody travels."""
    problem = Problem(
        days=(MONDAY,),
        starts=(9 * HOUR, 10 * HOUR),
        teams=(crew(1), crew(2)),
        interviews=tuple(interview(one, 1) for one in (1, 2, 3)),
        rooms=(Room("room-1", "place-1"), Room("room-2", "place-2")),
        travel=(("place-1", "place-2", 60),),
        measures=Measures(
            talk_minutes=60,
            early_minutes=0,
            a_day=Limit(A_DAY, 1),
            days=Limit(DAYS, 1),
            usual_least=2,
        ),
    )
    _, outcome = searched(problem)

    assert outcome.is_best
    assert outcome.best.worth.left == 1
    assert outcome.best.worth == least(problem)

    at_nine, at_ten = (9 * HOUR, 10 * HOUR), (10 * HOUR, 11 * HOUR)
    apart = replace(
        problem,
        interviews=tuple(interview(one, 1) for one in (1, 2)),
        away=(
            Away("room", "room-1", MONDAY, MONDAY, *at_ten),
            Away("room", "room-2", MONDAY, MONDAY, *at_nine),
        ),
    )
    _, outcome = searched(apart)

    assert broken(apart, outcome.best.plan) == []
    assert outcome.is_best
    assert outcome.best.worth == least(apart)


@few
@given(any_week(most=3), st.lists(notes(), min_size=1, max_size=2), st.booleans().map(int))
def test_a_what_if_moves_no_more_than_is_needed(
    problem: Problem, away: list[Away], told: int
) -> None:
    changed = replace(standing(problem, is_told=bool(told)), away=(*problem.away, *away))

    _, outcome = searched(changed)

    assert outcome.best.worth[:4] == least(changed)[:4]
    assert broken(changed, outcome.best.plan) == []


def test_twelve_teams_and_a_hundred_and_twenty_interviews_have_a_plan_at_once() -> None:
    """And a better one follows, at which this watcher is content."""
    found: list[Found] = []

    def tell(one: Found) -> None:
        found.append(one)
        if len(found) > 1:
            search.stop()

    search = Search(week(), tell, 1)
    search.run(30)

    assert found[0].after < 1
    assert found[0].worth.left == 0
    assert found[-1].worth < found[0].worth
    assert [broken(week(), one.plan) for one in found] == [[]] * len(found)


def test_the_same_seed_finds_the_same_plans() -> None:
    problem = week(24, 4, rooms=3)

    first, _ = searched(problem, seed=7)
    again, _ = searched(problem, seed=7)

    assert [one.plan for one in first] == [one.plan for one in again]


def test_a_search_that_is_stopped_ends_with_what_it_has() -> None:
    found: list[Found] = []

    def tell(one: Found) -> None:
        found.append(one)
        search.stop()

    search = Search(week(150), tell, 1)

    outcome = search.run(60)

    assert outcome.best == found[-1]
    assert outcome.best.after < 1
    assert not outcome.is_best


def region() -> Problem:
    """Fourteen interviews that only team 3 may hold, which is away on two of three days."""
    return Problem(
        days=(TUESDAY, WEDNESDAY, THURSDAY),
        starts=starts_of(9 * HOUR, 17 * HOUR, HOUR, (12 * HOUR, 13 * HOUR)),
        teams=(crew(1), crew(2), crew(3)),
        interviews=tuple(
            interview(one, group="probation" if one <= 9 else "child-welfare")
            for one in range(1, 25)
        ),
        barred=tuple(
            Barred(f"team-{team}", f"case-{one}", SUPERVISES)
            for team in (1, 2)
            for one in range(1, 10)
        ),
        away=(Away("team", "team-3", WEDNESDAY, THURSDAY),),
    )


def test_an_infeasible_week_says_which_needs_cannot_hold_together() -> None:
    short = explained(region()).shortage

    assert short is not None
    assert (short.interviews, short.missing, short.teams) == (9, 5, (3,))
    assert short.groups == ("probation",)
    assert {(one.what, one.rule) for one in short.needs} >= {
        ("away", "interview.while-away"),
        ("barred", SUPERVISES),
        ("limit", A_DAY),
    }
    assert short.is_sure


def test_each_need_that_is_named_is_needed_for_it() -> None:
    """Without any one of them the interviews of that region find their slots."""
    problem = region()
    theirs = replace(problem, interviews=problem.interviews[:9])

    for changed in (replace(theirs, away=()), replace(theirs, barred=())):
        _, outcome = searched(changed)
        assert outcome.best.worth.left == 0


def test_what_would_help_was_tried() -> None:
    short = explained(region()).shortage
    ways = {(one.need.what, one.need.rule): one.left for one in short.ways} if short else {}

    assert ways["away", "interview.while-away"] == 0
    assert ways["barred", SUPERVISES] == 0
    assert ways["limit", A_DAY] == 4
    assert ways["day", ""] == 1


def test_an_interview_that_nobody_can_hold_is_named_by_itself() -> None:
    problem = region()
    gone = Away("person", "worker-20", MONDAY, THURSDAY)

    reasons = explained(replace(problem, away=(gone,), barred=problem.barred[:0]))

    assert [(one.interview.number, one.is_away) for one in reasons.alone] == [(20, True)]
    assert reasons.shortage is None


@pytest.mark.parametrize(
    ("pause", "starts"),
    [((0, 0), [9, 10, 11, 12, 13]), ((12, 13), [9, 10, 11, 13]), ((11, 13), [9, 10, 13])],
)
def test_a_day_has_its_beginnings_around_the_pause(
    pause: tuple[int, int], starts: list[int]
) -> None:
    around = (pause[0] * HOUR, pause[1] * HOUR)

    assert starts_of(9 * HOUR, 14 * HOUR, HOUR, around) == tuple(one * HOUR for one in starts)


def test_what_was_held_or_is_over_stays_where_it_is() -> None:
    problem = standing(replace(region(), away=(), barred=()))
    first = replace(problem.standing[0], stays=True)
    ill = Away("team", first.team, first.slot.on, first.slot.on)

    _, outcome = searched(replace(problem, standing=(first, *problem.standing[1:]), away=(ill,)))

    assert first.session not in {one.was.session for one in outcome.best.plan.moves if one.was}
    assert {one.slot for one in outcome.best.plan.moves} - {Slot(first.slot.on, 0)}


def test_those_who_were_told_are_moved_last() -> None:
    """Of two interviews that could make room, the one that no release gave out moves."""
    told, untold = interview(1), interview(2)
    nine, ten = Slot(TUESDAY, 9 * HOUR), Slot(TUESDAY, 10 * HOUR)
    problem = replace(
        region(),
        days=(TUESDAY,),
        starts=(9 * HOUR, 10 * HOUR, 11 * HOUR),
        teams=(crew(1), crew(2)),
        interviews=(),
        barred=(),
        standing=(
            Standing("session-1", told, "team-1", nine, is_told=True),
            Standing("session-2", untold, "team-1", ten),
            Standing("session-3", interview(3), "team-2", ten, is_told=True),
        ),
        away=(
            Away("team", "team-2", TUESDAY, TUESDAY),
            Away("person", "worker-3", TUESDAY, TUESDAY, 11 * HOUR, 12 * HOUR),
        ),
        may_move=True,
    )

    _, outcome = searched(problem)

    assert {one.was.session for one in outcome.best.plan.moves if one.was} == {
        "session-2",
        "session-3",
    }
    assert outcome.best.worth[:4] == Worth(0, 0, 1, 1, 0)[:4]
