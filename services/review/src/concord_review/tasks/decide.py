"""The rules of tasks: they are the edition's, are done once, and each step has its way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.plan import (
    ActionPlanDated,
    ElementCompleted,
    ElementReopened,
    TaskAssigned,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.listed import ELEMENTS, PARTIES, codes, tasks_of
from concord_review.tasks.commands import (
    AssignTask,
    CompleteElement,
    DateActionPlan,
    FinishTask,
    ReopenElement,
    ReopenTask,
    SetTaskAside,
    TaskCommand,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

TOLD: Final = "plan.tasks-told-in-words"


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the rules need to know of a review's tasks.

    Attributes:
        is_open: Whether the review is.
        given: Each task's last assignment.
        closed: Tasks that are done or set aside.
        complete: Elements that are complete.
        plans: Dated documents so far.
        last: The content of the last one.
    """

    is_open: bool = False
    given: Mapping[str, TaskAssigned] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    plans: int = 0
    last: str = ""


def streams(command: TaskCommand) -> Streams:
    """The review's tasks, with the review."""
    return Streams(f"tasks-{command.review}", (f"review-{command.review}",))


def evolve(tasks: Tasks, fact: Event) -> Tasks:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(tasks, is_open=True)
        case TaskAssigned(task=task):
            return replace(tasks, given={**tasks.given, task: fact})
        case TaskDone(task=task) | TaskWaived(task=task):
            return replace(tasks, closed=tasks.closed | {task})
        case TaskReopened(task=task):
            return replace(tasks, closed=tasks.closed - {task})
        case _:
            return _evolve_whole(tasks, fact)


def _evolve_whole(tasks: Tasks, fact: Event) -> Tasks:
    match fact:
        case ElementCompleted(element=element):
            return replace(tasks, complete=tasks.complete | {element})
        case ElementReopened(element=element):
            return replace(tasks, complete=tasks.complete - {element})
        case ActionPlanDated(number=number, digest=digest):
            return replace(tasks, plans=number, last=digest)
        case _:
            return tasks


def decide(command: TaskCommand, tasks: Tasks, context: Context) -> Sequence[Event]:
    """Turn a command into facts; what stands already is not recorded again.

    Raises:
        Refused: the edition lists no such task, party or element, or the task is closed.
    """
    if not tasks.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case AssignTask() | FinishTask() | SetTaskAside() | ReopenTask():
            return _of_a_task(command, tasks, context)
        case CompleteElement() | ReopenElement():
            return _of_an_element(command, tasks, context)
        case DateActionPlan():
            return _date(command, tasks)
        case unknown:
            assert_never(unknown)


def _of_a_task(
    command: AssignTask | FinishTask | SetTaskAside | ReopenTask, tasks: Tasks, context: Context
) -> Sequence[Event]:
    if command.task not in tasks_of(rules_of(context)):
        raise Refused("task.unknown")
    is_closed = command.task in tasks.closed
    match command:
        case AssignTask():
            return _assign(command, tasks, context)
        case FinishTask():
            return [] if is_closed else [_finished(command, context)]
        case SetTaskAside():
            return [] if is_closed else [TaskWaived(**command.model_dump())]
        case ReopenTask():
            return [TaskReopened(**command.model_dump())] if is_closed else []
        case unknown:
            assert_never(unknown)


def _assign(command: AssignTask, tasks: Tasks, context: Context) -> Sequence[Event]:
    if command.to not in codes(rules_of(context), PARTIES):
        raise Refused("task.unknown-party")
    if command.task in tasks.closed:
        raise Refused("task.closed")
    wanted = TaskAssigned(**command.model_dump())
    return [] if tasks.given.get(command.task) == wanted else [wanted]


def _finished(command: FinishTask, context: Context) -> TaskDone:
    """A task that is a plan of its own is done only when the plan is written down.

    Raises:
        Refused: the plan is not, or the day has not come.
    """
    if command.on > context.at.date():
        raise Refused("task.not-yet")
    if has_rule(context, TOLD):
        needs_words = command.task in rules_of(context).codes(TOLD)
        keep_to(context, TOLD, kept=command.text is not None or not needs_words)
    return TaskDone(**command.model_dump())


def _of_an_element(
    command: CompleteElement | ReopenElement, tasks: Tasks, context: Context
) -> Sequence[Event]:
    if command.element not in codes(rules_of(context), ELEMENTS):
        raise Refused("element.unknown")
    is_complete = command.element in tasks.complete
    match command:
        case CompleteElement():
            return [] if is_complete else [ElementCompleted(**command.model_dump())]
        case ReopenElement():
            return [ElementReopened(**command.model_dump())] if is_complete else []
        case unknown:
            assert_never(unknown)


def _date(command: DateActionPlan, tasks: Tasks) -> Sequence[Event]:
    if command.digest == tasks.last:
        return []
    return [ActionPlanDated(number=tasks.plans + 1, **command.model_dump())]


TASKS: Final = Decider[TaskCommand, Tasks](Tasks(), streams, evolve, decide)
