"""What may be asked of a theme."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.facts.theme import Coded, GroupSupport, Practice, Scope, Side
from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

MOST = 400
"""Sessions of a review, interviews and focus groups together."""

Sessions = Annotated[tuple[Identifier, ...], Field(max_length=MOST)]
Names = Annotated[int, Field(ge=0)]


class ProposeTheme(Command, action="propose-theme"):
    """Put a theme forward, with the sessions in which it was heard.

    Attributes:
        reviewer: Who puts it forward, where that is a reviewer, who has to have signed.
        drafted_in: The focus group at whose end it was drafted.
        names: Words of the statement that look like somebody's name.
    """

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Scope
    statement: TextRef
    sessions: Sessions
    reviewer: Identifier | None = None
    side: Side | None = None
    practice: Practice | None = None
    drafted_in: Identifier | None = None
    groups: tuple[GroupSupport, ...] = ()
    names: Names = 0


class CodeTheme(Command, action="code-theme"):
    """Say alone, session by session, whether a theme was heard there."""

    review: Identifier
    theme: Identifier
    reviewer: Identifier
    codes: Annotated[tuple[Coded, ...], Field(min_length=1, max_length=MOST)]


class RevealCodes(Command, action="agree-theme"):
    """Show all codes of a theme's round at once.

    Attributes:
        coders: The review's reviewers who are to code.
        sessions: The sessions that there are to code.
    """

    review: Identifier
    theme: Identifier
    coders: tuple[Identifier, ...]
    sessions: tuple[Identifier, ...]


class AgreeTheme(Command, action="agree-theme"):
    """Agree a theme, with the sessions and the people of focus groups that support it."""

    review: Identifier
    theme: Identifier
    sessions: Annotated[tuple[Identifier, ...], Field(max_length=MOST)] = ()
    groups: Annotated[tuple[GroupSupport, ...], Field(max_length=100)] = ()


class DissentFromTheme(Command, action="code-theme"):
    """Say that one sees a revealed theme otherwise."""

    review: Identifier
    theme: Identifier
    reviewer: Identifier
    text: TextRef
    names: Names = 0


class ReopenTheme(Command, action="agree-theme"):
    """Discuss a theme anew, in a further round, with another wording if need be."""

    review: Identifier
    theme: Identifier
    reason: TextRef
    statement: TextRef | None = None
    names: Names = 0


class WithdrawTheme(Command, action="agree-theme"):
    """Take a theme back."""

    review: Identifier
    theme: Identifier
    reason: TextRef


class MergeTheme(Command, action="agree-theme"):
    """Let a theme go on as part of another one."""

    review: Identifier
    theme: Identifier
    into: Identifier
    reason: TextRef


ThemeCommand = (
    ProposeTheme
    | CodeTheme
    | RevealCodes
    | AgreeTheme
    | DissentFromTheme
    | ReopenTheme
    | WithdrawTheme
    | MergeTheme
)
