"""What may be asked about those who are interviewed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.command import Command
from pydantic import Field

Sessions = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=400)]


class GiveTool(Command, action="plan-schedule"):
    """Record that those who will be interviewed got their copy of the tool."""

    review: Identifier
    sessions: Sessions
    on: date


class PromiseAnonymity(Command, action="plan-schedule"):
    """Record that those who will be interviewed were promised anonymity."""

    review: Identifier
    sessions: Sessions
    on: date


class PromiseInTeam(Command, action="record-interview"):
    """Record, as one of the team that interviews, that anonymity was promised before it began."""

    review: Identifier
    session: Identifier
    team: Identifier
    on: date


PreparingCommand = GiveTool | PromiseAnonymity | PromiseInTeam
