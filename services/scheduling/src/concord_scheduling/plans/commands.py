"""What may be asked about a proposed plan: accept it, take it back."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.command import Command
from pydantic import Field

from concord_scheduling.week.commands import Planned


class AcceptPlan(Command, action="plan-schedule", heavy=True):
    """Book and move what a plan says: all of it, or nothing."""

    review: Identifier
    plan: Identifier
    interviews: Annotated[tuple[Planned, ...], Field(min_length=1, max_length=300)]


class UndoPlan(Command, action="plan-schedule", heavy=True):
    """Take an accepted plan back, as far as nothing else became of its interviews since.

    Attributes:
        teams: Teams to which its interviews may go back.
        sessions: Its interviews.
    """

    review: Identifier
    plan: Identifier
    teams: Annotated[tuple[Identifier, ...], Field(max_length=100)] = ()
    sessions: Annotated[tuple[Identifier, ...], Field(max_length=500)] = ()


ProposalCommand = AcceptPlan | UndoPlan
