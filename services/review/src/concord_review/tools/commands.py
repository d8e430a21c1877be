"""What may be asked of a review's tools."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.questions import Name
from concord_contracts.terms import Code, Digest, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class DraftTool(Command, action="publish-tool"):
    """Put a tool, kept by its content, in the place of the draft before."""

    review: Identifier
    kind: Code
    tool: Name
    digest: Digest
    questions: Annotated[int, Field(gt=0)]
    literature: bool
    synthetic: bool


class DecideComments(Command, action="publish-tool"):
    """Decide whether staff may comment on a tool before it is published."""

    review: Identifier
    kind: Code
    allowed: bool


class OpenComments(Command, action="publish-tool"):
    """Let staff comment on the draft, for as long as the edition suggests."""

    review: Identifier
    kind: Code


class CommentOnTool(Command, action="comment-on-tool"):
    """Suggest something about the draft."""

    review: Identifier
    kind: Code
    text: TextRef


class TryTool(Command, action="publish-tool"):
    """Record that the draft was tried out, and what was learned."""

    review: Identifier
    kind: Code
    on: date
    learned: TextRef


class ApproveTool(Command, action="publish-tool"):
    """Say that the draft is as it should be."""

    review: Identifier
    kind: Code


class PublishTool(Command, action="publish-tool"):
    """Let the approved draft hold from now on."""

    review: Identifier
    kind: Code


ToolCommand = (
    DraftTool | DecideComments | OpenComments | CommentOnTool | TryTool | ApproveTool | PublishTool
)
