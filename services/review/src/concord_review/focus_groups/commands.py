"""What may be asked of a focus group."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.focus_group import GroupStaff
from concord_contracts.facts.tool import Written
from concord_contracts.questions import Name
from concord_contracts.terms import Code, Identifier, TextRef, WallTime
from concord_kernel.command import Command
from pydantic import Field


class PlanFocusGroup(Command, action="plan-review"):
    """Plan a group, or plan it anew: with whom, how many, when.

    Attributes:
        case: Only there to be refused: a group is never about a case.
        names: Words of the questions that look like somebody's name.
    """

    review: Identifier
    group: Identifier
    stakeholders: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    people: Annotated[int, Field(ge=1, le=1000)]
    on: date
    starts: WallTime
    question_minutes: Annotated[int, Field(gt=0, le=600)]
    reviews_themes: bool
    place: TextRef | None = None
    questions: TextRef | None = None
    case: Identifier | None = None
    names: Annotated[int, Field(ge=0)] = 0


class StaffFocusGroup(Command, action="plan-review"):
    """Say who leads a group, who records, who else attends."""

    review: Identifier
    group: Identifier
    staff: Annotated[tuple[GroupStaff, ...], Field(min_length=1, max_length=12)]


class ArrangeFocusGroup(Command, action="plan-review"):
    """Say that one thing is arranged, or not needed."""

    review: Identifier
    group: Identifier
    arrangement: Code
    on: date
    needed: bool = True


class CancelFocusGroup(Command, action="plan-review"):
    """Say that a planned group will not be held."""

    review: Identifier
    group: Identifier


class SaveGroupNotes(Command, action="lead-focus-group"):
    """Save notes of a group that were written, changed or taken back."""

    review: Identifier
    group: Identifier
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class HoldFocusGroup(Command, action="lead-focus-group"):
    """Record that a group was held, with how many people."""

    review: Identifier
    group: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0, le=600)]
    people: Annotated[int, Field(ge=1, le=1000)]
    addressed: tuple[Code, ...] = ()


Planning = PlanFocusGroup | StaffFocusGroup | ArrangeFocusGroup | CancelFocusGroup
Holding = SaveGroupNotes | HoldFocusGroup
GroupCommand = Planning | Holding
