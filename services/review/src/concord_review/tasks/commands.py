"""What may be asked of a review's tasks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Digest, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class AssignTask(Command, action="work-on-plan"):
    """Give a task to somebody who takes part in the planning, and say until when."""

    review: Identifier
    task: Code
    to: Code
    due: date | None = None


class FinishTask(Command, action="work-on-plan"):
    """Say that a task is done."""

    review: Identifier
    task: Code
    on: date
    text: TextRef | None = None


class SetTaskAside(Command, action="work-on-plan"):
    """Say that this review does not need a task, and why."""

    review: Identifier
    task: Code
    reason: TextRef


class ReopenTask(Command, action="work-on-plan"):
    """Take back that a task is done or not needed."""

    review: Identifier
    task: Code


class CompleteElement(Command, action="work-on-plan"):
    """Say that an element of the review is complete."""

    review: Identifier
    element: Code
    on: date


class ReopenElement(Command, action="work-on-plan"):
    """Take back that an element is complete."""

    review: Identifier
    element: Code


class DateActionPlan(Command, action="work-on-plan"):
    """Let the plan as it stands, kept by its content, be a dated document."""

    review: Identifier
    on: date
    digest: Digest
    dates: Annotated[int, Field(ge=0)]
    tasks: Annotated[int, Field(ge=0)]


TaskCommand = (
    AssignTask
    | FinishTask
    | SetTaskAside
    | ReopenTask
    | CompleteElement
    | ReopenElement
    | DateActionPlan
)
