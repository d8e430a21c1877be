"""What may be asked of the report's text."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class WriteProse(Command, action="write-report"):
    """Write a part of the report, or write it anew.

    Attributes:
        words: Words of an audit that were found in it; of the edition's own list.
        names: How many places of it look like a name or a whole date.
    """

    review: Identifier
    part: Code
    text: TextRef
    words: tuple[Code, ...] = ()
    names: Annotated[int, Field(ge=0)] = 0


class ClearProse(Command, action="clear-report"):
    """Clear a part to be shown and sent.

    Attributes:
        text: Which text was read; a part that was written anew since is not cleared.
    """

    review: Identifier
    part: Code
    text: Identifier


class TakeBackProse(Command, action="clear-report"):
    """Clear a part no longer."""

    review: Identifier
    part: Code


class ClearTheme(Command, action="clear-theme"):
    """Clear what an agreed theme says.

    Attributes:
        statement: Which wording was read.
    """

    review: Identifier
    theme: Identifier
    statement: Identifier


class TakeBackTheme(Command, action="clear-theme"):
    """Clear what a theme says no longer."""

    review: Identifier
    theme: Identifier


ProseCommand = WriteProse | ClearProse | TakeBackProse | ClearTheme | TakeBackTheme
