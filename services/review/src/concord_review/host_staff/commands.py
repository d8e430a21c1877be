"""What may be asked about staff of the host who are to sit on interview teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.command import Command
from pydantic import BaseModel, ConfigDict, Field


class Joined(BaseModel):
    """How somebody is tied to a case, or to the worker of that case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Code
    case: Identifier


class RecordTraining(Command, action="manage-people"):
    """Record that somebody of the host was trained."""

    review: Identifier
    reviewer: Identifier
    by: Code
    on: date


class ReportTraining(Command, action="manage-people"):
    """Record that name and day were given to the co-chairs."""

    review: Identifier
    reviewer: Identifier
    on: date


class DeclareTies(Command, action="manage-people"):
    """Tell every tie of somebody of the host, in place of what was told before."""

    review: Identifier
    reviewer: Identifier
    ties: Annotated[tuple[Joined, ...], Field(max_length=400)]


HostStaffCommand = RecordTraining | ReportTraining | DeclareTies
