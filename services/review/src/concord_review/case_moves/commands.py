"""What may be asked of a case."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from concord_contracts.facts.sample import ScreeningAnswer
from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

MOST_AT_ONCE = 200
"""Cases whose summaries are marked at once."""


class ScreenCase(Command, action="choose-cases"):
    """Answer the questions of eligibility about a case; what is left out is not answered."""

    review: Identifier
    case: Identifier
    answers: Annotated[tuple[ScreeningAnswer, ...], Field(max_length=40)]


class MoveCase(Command, action="choose-cases"):
    """Let a case stand elsewhere: selected, as a back-up, or as a candidate again."""

    review: Identifier
    case: Identifier
    standing: Literal["candidate", "selected", "backup"]
    reason: TextRef


class EliminateCase(Command, action="choose-cases"):
    """Say that a case will not be reviewed."""

    review: Identifier
    case: Identifier
    reason: TextRef


class ReplaceCase(Command, action="replace-case"):
    """Let the next back-up of its stratum take a case's place."""

    review: Identifier
    case: Identifier
    cause: Code
    reason: TextRef


class SummariseCases(Command, action="choose-cases"):
    """Mark the summaries of cases complete."""

    review: Identifier
    cases: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    on: date
    contents: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class ReopenSummary(Command, action="choose-cases"):
    """Say that a summary is not complete after all."""

    review: Identifier
    case: Identifier
    reason: TextRef


CaseCommand = ScreenCase | MoveCase | EliminateCase | ReplaceCase | SummariseCases | ReopenSummary
