"""What may be asked about sharing and reflecting."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Codes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class ShareFindings(Command, action="follow-recommendations"):
    """Record with whom findings were shared."""

    review: Identifier
    sharing: Identifier
    audience: Code
    what: Codes
    on: date
    note: TextRef | None = None


class HoldReflections(Command, action="follow-recommendations"):
    """Record the reflections session, or record it anew."""

    review: Identifier
    on: date
    combined: bool
    invited: Annotated[tuple[Code, ...], Field(max_length=20)]
    presented: bool
    worked_well: TextRef
    otherwise: TextRef
    next_steps: TextRef


FollowUpCommand = ShareFindings | HoldReflections
