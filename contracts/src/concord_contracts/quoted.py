"""What every rule carries: its sentence, where that stands, when it binds, how sure the reading is.

The shapes of rules (parameters, dates, lists, quotas, plans) build on these. Nothing here reads
a file or knows a state.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    StringConstraints,
    model_validator,
)

from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""Text of a rule, for people; never typed by a person who takes part in a review."""

Whole = Annotated[int, Field(strict=True, gt=-(2**53), lt=2**53)]
"""A whole number that every reader of JSON reads alike."""

Value = StrictBool | Whole | StrictStr | tuple[Code, ...]
"""What a parameter says: yes or no, a whole number with its unit, words, or codes in order."""


class Frozen(BaseModel):
    """A value that never changes, knows all its fields, and keeps input out of error messages."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Level(StrEnum):
    """How hard a rule binds.

    "Will, must, maximum, not" in a source blocks; "usually, typically, recommended" warns, and a
    named person may go past a warning with a reason.
    """

    BLOCK = "block"
    BLOCK_RELEASE = "block-release"
    WARN = "warn"
    IGNORE = "ignore"
    INFO = "info"


class Certainty(StrEnum):
    """How sure the reading is.

    Certain was read in the source; inferred is a reading of a silent, garbled or contradictory
    text; unconfirmed has no source text and is labelled so wherever a person sees it.
    """

    CERTAIN = "certain"
    INFERRED = "inferred"
    UNCONFIRMED = "unconfirmed"


class Source(Frozen):
    """Where a sentence stands."""

    document: Words
    section: str = ""


class Quoted(Frozen):
    """A rule with its evidence.

    Attributes:
        sentence: The source's own words, short and verbatim.
        source: Where they stand.
        since: The first day on which the rule binds.
        until: The last day on which it binds; none while it is in force.
        certainty: How sure the reading is.
        note: What a reader has to know: the reading chosen, what the source leaves open.
    """

    sentence: str
    source: Source
    since: date
    until: date | None = None
    certainty: Certainty = Certainty.CERTAIN
    note: str = ""

    @model_validator(mode="after")
    def _evidence_holds(self) -> Self:
        must_end_after_it_began(self.since, self.until)
        if self.certainty is Certainty.UNCONFIRMED:
            if not self.note:
                raise ValueError("an unconfirmed rule says in its note what is missing")
        elif not self.sentence:
            raise ValueError("a rule that is not unconfirmed quotes its sentence")
        return self

    def binds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def must_end_after_it_began(since: date, until: date | None) -> None:
    """Check a span of days.

    Raises:
        ValueError: it ends before it begins.
    """
    if until is not None and until < since:
        raise ValueError(f"it ends on {until}, before it begins on {since}")


def must_be_unique(what: str, ids: Iterable[str]) -> None:
    """Check that each id stands once.

    Raises:
        ValueError: one stands twice.
    """
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ValueError(f"{what} {each} stands twice")
        seen.add(each)


def must_be_known(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    """Check that what is referred to exists.

    Raises:
        ValueError: something does not.
    """
    missing = sorted(set(asked) - set(known))
    if missing:
        raise ValueError(f"{what} refers to {', '.join(missing)}, which is not in the edition")
