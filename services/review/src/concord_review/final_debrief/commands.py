"""What may be asked of the final debrief.

``reviewer`` is who asks, where that is a reviewer, who has to have signed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Names = Annotated[int, Field(ge=0)]


class BriefExecutives(Command, action="record-document"):
    """Record that the executive team was told about process and preliminary findings."""

    review: Identifier
    on: date


class RecordAggregate(Command, action="record-document"):
    """Record the aggregate figures of one of the two who have to."""

    review: Identifier
    by: Literal["host", "state"]
    interviews: Annotated[int, Field(ge=0, le=10_000)]
    focus_groups: Annotated[int, Field(ge=0, le=1_000)]


class OpenFinalDebrief(Command, action="write-debrief"):
    """Begin the final debrief.

    Attributes:
        minutes: How long it is planned to be.
    """

    review: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = None
    reviewer: Identifier | None = None


class OpenInterpretation(Command, action="write-debrief"):
    """Let the reviewers say what they think of what they heard."""

    review: Identifier
    reviewer: Identifier | None = None


class NoteFinalPoint(Command, action="write-debrief"):
    """Note a point in one of the voices.

    Attributes:
        names: Words of the text that look like somebody's name.
    """

    review: Identifier
    point: Identifier
    voice: Code
    heading: Code
    text: TextRef
    reviewer: Identifier | None = None
    names: Names = 0


class SharePractice(Command, action="write-debrief"):
    """Share a promising practice of a peer agency.

    Attributes:
        names: Words of the text that look like somebody's name.
    """

    review: Identifier
    practice: Identifier
    county: AgencyCode
    home: AgencyCode
    text: TextRef
    reviewer: Identifier | None = None
    names: Names = 0


InTheRoom = OpenFinalDebrief | OpenInterpretation | NoteFinalPoint | SharePractice
FinalCommand = BriefExecutives | RecordAggregate | InTheRoom
