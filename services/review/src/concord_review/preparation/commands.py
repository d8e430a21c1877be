"""What may be asked about those who are interviewed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Digest, Identifier
from concord_kernel.command import Command
from pydantic import BaseModel, ConfigDict, Field

Sessions = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=400)]
People = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=400)]


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


class NewLink(BaseModel):
    """A link that is to be made.

    Attributes:
        digest: SHA-256 of the link's secret.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    link: Identifier
    person: Identifier
    digest: Digest


class GiveLinks(Command, action="plan-schedule"):
    """Make links to interviewees' own pages; whoever has one gets a new one in its place.

    Attributes:
        until: The last day on which they answer.
    """

    review: Identifier
    links: Annotated[tuple[NewLink, ...], Field(min_length=1, max_length=400)]
    until: date


class EndLinks(Command, action="plan-schedule"):
    """End the links of these people before their last day."""

    review: Identifier
    people: People


SessionCommand = GiveTool | PromiseAnonymity | PromiseInTeam
LinkCommand = GiveLinks | EndLinks
PreparingCommand = SessionCommand | LinkCommand
