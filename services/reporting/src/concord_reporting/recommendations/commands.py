"""What may be asked of a recommendation."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class MakeRecommendation(Command, action="write-report"):
    """Write a recommendation down, or write it anew.

    Attributes:
        words: Words of an audit that were found in it.
        names: How many places of it look like a name or a whole date.
        theme: The agreed theme it follows from.
    """

    review: Identifier
    recommendation: Identifier
    kind: Code
    scope: Literal["focus-area", "system-wide"]
    route: Code
    text: TextRef
    words: tuple[Code, ...] = ()
    names: Annotated[int, Field(ge=0)] = 0
    theme: Identifier | None = None


class ClearRecommendation(Command, action="clear-report"):
    """Clear a recommendation, as it was read."""

    review: Identifier
    recommendation: Identifier
    text: Identifier


class WithdrawRecommendation(Command, action="write-report"):
    """Take a recommendation back."""

    review: Identifier
    recommendation: Identifier


class OwnRecommendation(Command, action="follow-recommendations"):
    """Say who answers for a recommendation, and by when."""

    review: Identifier
    recommendation: Identifier
    owner: TextRef
    by_when: date | None = None


class AnswerRecommendation(Command, action="follow-recommendations"):
    """Say what becomes of a recommendation."""

    review: Identifier
    recommendation: Identifier
    standing: Code
    on: date
    text: TextRef


class CarryRecommendation(Command, action="follow-recommendations"):
    """Record that a recommendation stands in a later document."""

    review: Identifier
    recommendation: Identifier
    document: Code
    where: TextRef


RecommendationCommand = (
    MakeRecommendation
    | ClearRecommendation
    | WithdrawRecommendation
    | OwnRecommendation
    | AnswerRecommendation
    | CarryRecommendation
)
