"""The rules of tasks and elements: every list of the guide, and each step with its way back."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.plan import (
    ActionPlanDated,
    ElementCompleted,
    ElementReopened,
    TaskAssigned,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.listed import task_lists, tasks_of
from concord_review.tasks.commands import (
    AssignTask,
    CompleteElement,
    DateActionPlan,
    FinishTask,
    ReopenElement,
    ReopenTask,
    SetTaskAside,
)
from concord_review.tasks.decide import TASKS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import REVIEW, context, durham, edition, opened, text

if TYPE_CHECKING:
    from concord_contracts.event import Event

DAY = date(2009, 12, 1)
tasks = Given(TASKS, context(at=datetime(2009, 12, 1, 9, tzinfo=UTC)))
FINISH = FinishTask(review=REVIEW, task="iv.d.1", on=DAY)
DONE = TaskDone(review=REVIEW, task="iv.d.1", on=DAY)


@pytest.mark.proves("PQCR-15", "PQCR-16", "PQCR-17", "PQCR-29", "PQCR-107", "PQCR-09", "PQCR-32")
def test_the_guides_lists_are_whole() -> None:
    many = {one.id.removeprefix("tasks."): len(one.entries) for one in task_lists(edition())}

    assert (many["co-chairs"], many["co-chairs-duties"]) == (13, 5)
    assert [many[f"state-{part}"] for part in ("preparation", "on-site", "report")] == [7, 7, 6]
    assert [many[f"host-{part}"] for part in ("preparation", "on-site", "report")] == [10, 6, 2]
    stages = ("pre-planning", "planning", "event-week", "post-implementation")
    assert [many[stage] for stage in stages] == [7, 8, 10, 7]
    assert (many["reviewers"], many["logistics"], many["as-necessary"]) == (15, 9, 1)
    assert many["focus-area-inputs"] == 5
    assert len(tasks_of(edition())) == sum(many.values())


@pytest.mark.proves("PQCR-15", "PQCR-16", "PQCR-17")
@pytest.mark.parametrize("task", ["iv.d.13", "iv.d.duty-5", "iv.f.1.g", "iv.g.2.f", "v.a.4.7"])
def test_a_task_is_given_to_somebody_until_a_day_and_to_somebody_else(task: str) -> None:
    give = AssignTask(review=REVIEW, task=task, to="coordinator", due=DAY)
    given_out = TaskAssigned(**give.model_dump())
    tasks(opened()).when(give).then(given_out)
    tasks(opened(), given_out).when(give).then_nothing()
    other = give.model_copy(update={"to": "planning-team", "due": None})
    tasks(opened(), given_out).when(other).then(TaskAssigned(**other.model_dump()))


def test_a_task_is_done_once_or_not_needed_and_can_be_opened_again() -> None:
    again = ReopenTask(review=REVIEW, task="iv.d.1")
    aside = SetTaskAside(review=REVIEW, task="iv.d.1", reason=text())

    tasks(opened()).when(FINISH).then(DONE)
    tasks(opened(), DONE).when(FINISH).then_nothing()
    tasks(opened()).when(aside).then(TaskWaived(**aside.model_dump()))
    tasks(opened(), DONE).when(aside).then_nothing()
    tasks(opened(), DONE).when(again).then(TaskReopened(review=REVIEW, task="iv.d.1"))
    tasks(opened()).when(again).then_nothing()
    give = AssignTask(review=REVIEW, task="iv.d.1", to="coordinator")
    tasks(opened(), DONE).when(give).then_refused("task.closed")


@pytest.mark.proves("PQCR-41")
def test_the_plan_of_confidentiality_is_in_place_only_when_it_is_written_down() -> None:
    done = FinishTask(review=REVIEW, task="iv.d.13", on=DAY)
    tasks(opened()).when(done).then_refused("plan.tasks-told-in-words")
    told = done.model_copy(update={"text": text()})
    tasks(opened()).when(told).then(TaskDone(**told.model_dump()))


def test_a_task_is_of_the_rules_and_of_a_day_that_came() -> None:
    unknown = FINISH.model_copy(update={"task": "iv.z.1"})
    tasks(opened()).when(unknown).then_refused("task.unknown")
    nobody = AssignTask(review=REVIEW, task="iv.d.1", to="emperor")
    tasks(opened()).when(nobody).then_refused("task.unknown-party")
    tomorrow = FINISH.model_copy(update={"on": date(2009, 12, 2)})
    tasks(opened()).when(tomorrow).then_refused("task.not-yet")
    tasks().when(FINISH).then_refused("review.unknown", review=REVIEW)
    Given(TASKS, durham())(opened()).when(FINISH).then_refused("task.unknown")


@pytest.mark.proves("PQCR-04")
def test_each_of_the_seven_elements_is_judged_complete_and_that_can_be_taken_back() -> None:
    complete = CompleteElement(review=REVIEW, element="debriefs", on=DAY)
    back = ReopenElement(review=REVIEW, element="debriefs")
    told = ElementCompleted(review=REVIEW, element="debriefs", on=DAY)

    tasks(opened()).when(complete).then(told)
    tasks(opened(), told).when(complete).then_nothing()
    tasks(opened(), told).when(back).then(ElementReopened(review=REVIEW, element="debriefs"))
    unknown = complete.model_copy(update={"element": "fireworks"})
    tasks(opened()).when(unknown).then_refused("element.unknown")


@pytest.mark.proves("PQCR-122")
def test_an_action_plan_is_numbered_and_the_same_content_is_dated_once() -> None:
    make = DateActionPlan(review=REVIEW, on=DAY, digest="a" * 64, dates=11, tasks=3)
    first = ActionPlanDated(number=1, **make.model_dump())
    tasks(opened()).when(make).then(first)
    tasks(opened(), first).when(make).then_nothing()
    other = make.model_copy(update={"digest": "b" * 64})
    tasks(opened(), first).when(other).then(ActionPlanDated(number=2, **other.model_dump()))


@given(any_history())
def test_whatever_was_recorded_a_task_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        TASKS.decide(FINISH, TASKS.fold(facts), context())
