"""What was recorded of a session: stream ``session-<id>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Identifier, TextRef


class InterviewRecorded(Event, name="review.interview-recorded.v1"):
    """An interview was held; its notes are raw text in the vault."""

    review: Identifier
    session: Identifier
    case: Identifier
    team: Identifier
    interviewee: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0)]
    notes: TextRef
