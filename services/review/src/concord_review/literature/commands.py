"""What may be asked of a review's literature."""

from __future__ import annotations

from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Relation = Literal["supports", "contradicts", "silent", "none"]
Names = Annotated[int, Field(ge=0)]


class AddLiterature(Command, action="keep-literature"):
    """Attach an item of research, with how strong its evidence is.

    Attributes:
        names: Words of the summary that look like somebody's name.
    """

    review: Identifier
    item: Identifier
    kind: Code
    level: Code
    citation: TextRef
    summary: TextRef
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    names: Names = 0


class LinkLiterature(Command, action="keep-literature"):
    """Say what an item is used for; a question is one of a published tool."""

    review: Identifier
    item: Identifier
    use: Code
    tool: Code | None = None
    question: Code | None = None


class UnlinkLiterature(Command, action="keep-literature"):
    """Take that back."""

    review: Identifier
    item: Identifier
    use: Code
    tool: Code | None = None
    question: Code | None = None


class WithdrawLiterature(Command, action="keep-literature"):
    """Take an item out."""

    review: Identifier
    item: Identifier


class AlignTheme(Command, action="align-themes"):
    """Hold a theme against an item; without one: nobody knows of research on it."""

    review: Identifier
    theme: Identifier
    relation: Relation
    item: Identifier | None = None


class NoteGap(Command, action="align-themes"):
    """Note that practice differs from what an item advises, or note it anew.

    Attributes:
        topic: Whether it is to be analyzed in the next self-assessment.
        strategy: Whether it is to become a strategy of the improvement plan.
        names: Words of the statement that look like somebody's name.
    """

    review: Identifier
    gap: Identifier
    theme: Identifier
    item: Identifier
    statement: TextRef
    topic: bool = False
    strategy: bool = False
    names: Names = 0


class WithdrawGap(Command, action="align-themes"):
    """Take a gap back."""

    review: Identifier
    gap: Identifier


LiteratureCommand = (
    AddLiterature
    | LinkLiterature
    | UnlinkLiterature
    | WithdrawLiterature
    | AlignTheme
    | NoteGap
    | WithdrawGap
)
