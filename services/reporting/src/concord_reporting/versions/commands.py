"""What may be asked of the report's versions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.report import Figure
from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Version = Annotated[int, Field(ge=1, le=10_000)]


class MakeDraft(Command, action="write-report"):
    """Make a version from everything that is cleared and recorded by now.

    Attributes:
        themes: Themes that may be cleared; whether each still stands is decided.
        recommendations: Recommendations that may be cleared, likewise.
        figures: What was counted.
    """

    review: Identifier
    themes: Annotated[tuple[Identifier, ...], Field(max_length=500)] = ()
    recommendations: Annotated[tuple[Identifier, ...], Field(max_length=500)] = ()
    figures: tuple[Figure, ...] = ()


class CommentOnDraft(Command, action="comment-on-report"):
    """Comment on a version, as a whole or on a part."""

    review: Identifier
    version: Version
    comment: Identifier
    part: Code | None = None
    text: TextRef


class AnswerComment(Command, action="write-report"):
    """Say what was done about a comment."""

    review: Identifier
    comment: Identifier
    text: TextRef


class ReturnDraft(Command, action="comment-on-report"):
    """Give a version back to the county, complete or not."""

    review: Identifier
    version: Version
    on: date
    complete: bool


class NameDirector(Command, action="write-report"):
    """Record who the director is whose approval the report needs."""

    review: Identifier
    person: Identifier
    name: TextRef


class ApproveReport(Command, action="approve-report"):
    """Approve a version for submission."""

    review: Identifier
    version: Version


class DoStep(Command, action="record-document"):
    """Record that a step of handing the report in was done."""

    review: Identifier
    step: Code
    on: date


class UndoStep(Command, action="record-document"):
    """Record that a step was ticked by mistake."""

    review: Identifier
    step: Code


VersionCommand = (
    MakeDraft
    | CommentOnDraft
    | AnswerComment
    | ReturnDraft
    | NameDirector
    | ApproveReport
    | DoStep
    | UndoStep
)
