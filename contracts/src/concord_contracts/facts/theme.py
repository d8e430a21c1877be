"""What a review heard and agreed: stream ``theme-<id>``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef


class ThemeProposed(Event, name="review.theme-proposed.v1"):
    """A theme was put forward under a report heading, with the sessions it was heard in."""

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextRef
    sessions: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class ThemeAgreed(Event, name="review.theme-agreed.v1"):
    """The teams agreed a theme that enough distinct voices support."""

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    voices: Annotated[int, Field(ge=2)]
