"""What may be asked about the staff who are to be interviewed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

MOST_AT_ONCE = 200
"""People who are marked prepared at once."""


class ListInterviewee(Command, action="choose-cases"):
    """Say who is to be interviewed, and as what; again with another role puts it right.

    Attributes:
        name: The name, of somebody who carries no case of the sample.
    """

    review: Identifier
    worker: Identifier
    role: Code
    name: TextRef | None = None


class PrepareInterviewees(Command, action="choose-cases"):
    """Mark people prepared for the interview, such as all who came to a briefing."""

    review: Identifier
    workers: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    on: date


class WithdrawPreparation(Command, action="choose-cases"):
    """Say that somebody is not prepared after all."""

    review: Identifier
    worker: Identifier
    reason: TextRef


StaffCommand = ListInterviewee | PrepareInterviewees | WithdrawPreparation
