"""What may be asked of a review's tools."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.questions import Name
from concord_contracts.terms import Digest, Identifier
from concord_kernel.command import Command
from pydantic import Field


class PublishTool(Command, action="publish-tool"):
    """Let a tool, kept by its content, hold for interviews that begin from now on."""

    review: Identifier
    tool: Name
    digest: Digest
    questions: Annotated[int, Field(gt=0)]
    synthetic: bool
