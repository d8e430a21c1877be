"""Assigning and finishing tasks, judging elements, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel

from concord_review.tasks.commands import (
    AssignTask,
    CompleteElement,
    FinishTask,
    ReopenElement,
    ReopenTask,
    SetTaskAside,
    TaskCommand,
)
from concord_review.tasks.decide import TASKS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["plan"])


class AssignedIn(BaseModel):
    """Who does a task, and until when."""

    to: Code
    due: date | None = None


class FinishedIn(TypedForm):
    """When a task was done, and what was decided or where it stands."""

    on: date
    text: TextIn | None = None


class AsideIn(TypedForm):
    """Why a task is not needed."""

    reason: TextIn


class CompleteIn(BaseModel):
    """When an element was complete."""

    on: date


@router.post("/tasks/{task}/assignment", status_code=201)
async def assign_task(
    review: Identifier, task: Code, body: AssignedIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Give a task to somebody who takes part in the planning."""
    return await _do(desk, AssignTask(review=review, task=task, to=body.to, due=body.due))


@router.post("/tasks/{task}/completion", status_code=201)
async def finish_task(
    review: Identifier, task: Code, body: FinishedIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Record that a task is done."""
    text = None
    if body.text is not None:
        text = await desk.keep("task", body.text, about=f"tasks-{review}")
    return await _do(desk, FinishTask(review=review, task=task, on=body.on, text=text))


@router.post("/tasks/{task}/set-aside", status_code=201)
async def set_task_aside(
    review: Identifier, task: Code, body: AsideIn, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Record that this review does not need a task, and why."""
    reason = await desk.keep("reason", body.reason, about=f"tasks-{review}")
    return await _do(desk, SetTaskAside(review=review, task=task, reason=reason))


@router.post("/tasks/{task}/reopening", status_code=201)
async def reopen_task(
    review: Identifier, task: Code, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Take back that a task is done or not needed."""
    return await _do(desk, ReopenTask(review=review, task=task))


@router.post("/elements/{element}/completion", status_code=201)
async def complete_element(
    review: Identifier,
    element: Code,
    body: CompleteIn,
    desk: Annotated[Desk, may("work-on-plan")],
) -> Done:
    """Record that one of the elements of the review is complete."""
    return await _do(desk, CompleteElement(review=review, element=element, on=body.on))


@router.post("/elements/{element}/reopening", status_code=201)
async def reopen_element(
    review: Identifier, element: Code, desk: Annotated[Desk, may("work-on-plan")]
) -> Done:
    """Take back that an element is complete."""
    return await _do(desk, ReopenElement(review=review, element=element))


async def _do(desk: Desk, command: TaskCommand) -> Done:
    context = desk.context(await desk.office.edition_of(desk.agency, command.review))
    return await desk.do(TASKS, command, context)
