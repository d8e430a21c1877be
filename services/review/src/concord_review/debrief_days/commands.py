"""What may be asked of a day's debrief.

``reviewer`` is who asks, where that is a reviewer, who has to have signed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Names = Annotated[int, Field(ge=0)]


class NameFacilitator(Command, action="plan-review"):
    """Say who facilitates the daily debriefs."""

    review: Identifier
    person: Identifier
    name: TextRef


class NotePoint(Command, action="write-debrief"):
    """Put a point on a day's board.

    Attributes:
        names: Words of the text that look like somebody's name.
    """

    review: Identifier
    point: Identifier
    day: date
    heading: Code
    kind: Code
    text: TextRef
    reviewer: Identifier | None = None
    names: Names = 0


class WithdrawPoint(Command, action="write-debrief"):
    """Take a point off its day's board."""

    review: Identifier
    point: Identifier
    reviewer: Identifier | None = None


class RaiseProblem(Command, action="write-debrief"):
    """Tell a problem with the way the interviews go."""

    review: Identifier
    problem: Identifier
    day: date
    text: TextRef
    reviewer: Identifier | None = None


class AgreeDay(Command, action="write-debrief"):
    """Record the consensus on a day's points.

    Attributes:
        parties: Who came to it.
        supervisor_present: Whether somebody is in the room who supervises somebody interviewed.
        kept_out: Who supervises somebody interviewed that day, and was not in the room.
        sessions: The interviews of the day, whose debriefs have to be there.
        names: Words of the dissent that look like somebody's name.
    """

    review: Identifier
    day: date
    parties: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)]
    supervisor_present: bool
    sessions: Annotated[tuple[Identifier, ...], Field(max_length=200)]
    kept_out: Annotated[tuple[Identifier, ...], Field(max_length=60)] = ()
    dissent: TextRef | None = None
    reviewer: Identifier | None = None
    names: Names = 0


class SummariseDay(Command, action="write-debrief"):
    """Hand a day's debrief in writing to those who write the report.

    Attributes:
        names: Words of the summary that look like somebody's name.
    """

    review: Identifier
    day: date
    summary: TextRef
    reviewer: Identifier | None = None
    names: Names = 0


BoardCommand = NotePoint | WithdrawPoint | RaiseProblem | AgreeDay | SummariseDay
DayCommand = NameFacilitator | BoardCommand
