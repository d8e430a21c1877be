"""What may be asked of a review's meetings."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Codes = Annotated[tuple[Code, ...], Field(max_length=40)]


class RecordMeeting(Command, action="work-on-plan"):
    """Record a meeting, a call or a training that took place."""

    review: Identifier
    meeting: Identifier
    kind: Code
    on: date
    parties: Codes = ()
    led_by: Codes = ()
    topics: Codes = ()
    reviewers: Annotated[tuple[Identifier, ...], Field(max_length=200)] = ()
    notes: TextRef | None = None
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = None


class WithdrawMeeting(Command, action="work-on-plan"):
    """Take back a meeting that was recorded by mistake."""

    review: Identifier
    meeting: Identifier


class GivePacket(Command, action="work-on-plan"):
    """Record that the review teams got their packet."""

    review: Identifier
    on: date
    contents: Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)]


class RequestHelp(Command, action="work-on-plan"):
    """Ask the state for help."""

    review: Identifier
    request: Identifier
    topic: Code
    on: date
    text: TextRef


class AnswerHelp(Command, action="work-on-plan"):
    """Record what the state answered."""

    review: Identifier
    request: Identifier
    on: date
    text: TextRef


MeetingCommand = RecordMeeting | WithdrawMeeting | GivePacket | RequestHelp | AnswerHelp
