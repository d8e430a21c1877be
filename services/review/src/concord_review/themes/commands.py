"""What may be asked of a theme."""

from __future__ import annotations

from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Sessions = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]


class ProposeTheme(Command, action="propose-theme"):
    """Put a theme forward, with the sessions in which it was heard.

    Attributes:
        reviewer: Who puts it forward, where that is a reviewer, who has to have signed.
    """

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextRef
    sessions: Sessions
    reviewer: Identifier | None = None


class AgreeTheme(Command, action="agree-theme"):
    """Agree a proposed theme; the sessions are those it was proposed with."""

    review: Identifier
    theme: Identifier
    sessions: Sessions


ThemeCommand = ProposeTheme | AgreeTheme
