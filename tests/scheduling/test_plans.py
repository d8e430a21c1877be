"""Accepting a plan and taking it back: all of it, or nothing; and nothing that became another's."""

from __future__ import annotations

from datetime import time
from typing import Any

from concord_contracts.facts.proposal import PlanAccepted, PlanUndone
from concord_contracts.facts.schedule import InterviewCancelled, InterviewMoved
from concord_kernel.testing import Given
from concord_scheduling.plans.commands import AcceptPlan, UndoPlan
from concord_scheduling.plans.decide import PLANS
from concord_scheduling.week.commands import Planned

from tests.support.reviews import (
    FRIDAY,
    REVIEW,
    THREE,
    TUESDAY,
    booked,
    context,
    opened,
    recorded,
    selected,
    team,
    week,
)

schedule = Given(PLANS, context())
READY = (opened(), *(selected(number, order=number) for number in range(1, 6)), team(), week())
UNDO = UndoPlan(review=REVIEW, plan="plan-1")


def planned(number: int, **changes: Any) -> Planned:
    place: dict[str, Any] = {"team": "team-1", "on": TUESDAY, "starts": time(8 + number, 0)}
    return Planned(session=f"session-{number}", case=f"case-{number:03}", **(place | changes))


def accept(*interviews: Planned) -> AcceptPlan:
    return AcceptPlan(review=REVIEW, plan="plan-1", interviews=interviews)


def accepted(*new: int, moved: tuple[str, ...] = ()) -> PlanAccepted:
    sessions = tuple(f"session-{number}" for number in new)
    return PlanAccepted(review=REVIEW, plan="plan-1", booked=sessions, moved=moved)


def standing(number: int, **changes: Any) -> Any:
    return booked(number, starts=time(8 + number, 0), seats=THREE, **changes)


def elsewhere(number: int, **changes: Any) -> InterviewMoved:
    it = standing(number, **changes).model_dump(exclude={"case", "interviewee", "instead_of"})
    return InterviewMoved(**it)


def cancelled(number: int) -> InterviewCancelled:
    return InterviewCancelled(review=REVIEW, session=f"session-{number}", because="planned-anew")


def test_a_plan_books_and_moves_in_one_breath() -> None:
    history = (*READY, standing(1))
    asked = accept(planned(1, on=FRIDAY), planned(2))

    schedule(*history).when(asked).then(
        accepted(2, moved=("session-1",)), elsewhere(1, on=FRIDAY), standing(2)
    )


def test_a_plan_of_which_one_interview_does_not_fit_is_refused_as_a_whole() -> None:
    taken = planned(2, starts=time(9, 30))

    schedule(*READY, standing(1)).when(accept(planned(3), taken)).then_refused(
        "interview.double-booked", who="team", apart=-30, starts="09:00"
    )


def test_a_plan_that_changes_nothing_is_none() -> None:
    schedule(*READY, standing(1)).when(accept(planned(1))).then_nothing()


def test_what_a_plan_booked_and_moved_goes_back() -> None:
    history = (
        *READY,
        standing(1),
        accepted(2, moved=("session-1",)),
        elsewhere(1, on=FRIDAY),
        standing(2),
    )

    schedule(*history).when(UNDO).then(
        cancelled(2),
        elsewhere(1),
        PlanUndone(review=REVIEW, plan="plan-1", cancelled=("session-2",), moved=("session-1",)),
    )


def test_what_was_moved_or_held_since_stays() -> None:
    history = (*READY, accepted(1, 2, 3), *(standing(one) for one in (1, 2, 3)))
    since = (elsewhere(1, on=FRIDAY), recorded(2))

    schedule(*history, *since).when(UNDO).then(
        cancelled(3),
        PlanUndone(
            review=REVIEW,
            plan="plan-1",
            cancelled=("session-3",),
            left=("session-1", "session-2"),
        ),
    )


def test_a_plan_of_which_nothing_is_left_cannot_be_taken_back() -> None:
    history = (*READY, accepted(1), standing(1), elsewhere(1, on=FRIDAY))

    schedule(*history).when(UNDO).then_refused("plan.nothing-to-undo")


def test_a_plan_is_taken_back_once() -> None:
    undone = PlanUndone(review=REVIEW, plan="plan-1", cancelled=("session-1",))

    schedule(*READY, accepted(1), standing(1), cancelled(1), undone).when(UNDO).then_nothing()


def test_only_a_plan_that_was_accepted_is_taken_back() -> None:
    schedule(*READY).when(UNDO).then_refused("plan.unknown")


def test_accepting_reads_all_that_its_interviews_are_judged_by() -> None:
    streams = PLANS.streams(accept(planned(1), planned(2, team="team-2")))

    assert streams.writes == f"schedule-{REVIEW}"
    assert {"team-team-1", "team-team-2", f"availability-{REVIEW}"} <= set(streams.reads)
