"""What may be asked of an interview."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class RecordInterview(Command, action="record-interview"):
    """Record that a booked interview was held, with its notes."""

    review: Identifier
    session: Identifier
    reviewer: Identifier
    team: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0, le=600)]
    notes: TextRef
