"""What may be asked of a theme."""

from __future__ import annotations

from typing import Annotated, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Sessions = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]


class ProposeTheme(Command):
    """Put a theme forward, with the sessions in which it was heard."""

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextRef
    sessions: Sessions


class AgreeTheme(Command):
    """Agree a proposed theme; the sessions are those it was proposed with."""

    review: Identifier
    theme: Identifier
    sessions: Sessions


ThemeCommand = ProposeTheme | AgreeTheme
