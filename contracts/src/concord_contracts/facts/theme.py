"""What a review heard and agreed: streams ``theme-<id>`` and ``coding-<theme>``.

The host agency follows none of these facts: their order and their sessions would tell who said
what. What each reviewer codes stands apart from the theme, and is shown to nobody one by one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef

Scope = Literal["focus-area", "system-wide"]
Side = Literal["strength", "improvement"]
Practice = Literal["emerging", "more-information"]
Said = Literal["heard", "not-heard", "cannot-say"]
Round = Annotated[int, Field(ge=1)]


class GroupSupport(BaseModel):
    """How many different people of a focus group support a theme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Identifier
    people: Annotated[int, Field(ge=1, le=100)]


class ThemeProposed(Event, name="review.theme-proposed.v1"):
    """A theme was put forward under a report heading, with the sessions it was heard in.

    Attributes:
        by: The reviewer who puts it forward, whose own first codes the sessions are.
        side: Whether it is a strength or an area needing improvement.
        practice: How far a promising practice is known; none: it is not called one.
        drafted_in: The focus group at whose end it was drafted.
        groups: Which of the sessions are focus groups, and how many people said so in each.
    """

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Scope
    statement: TextRef
    sessions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    by: Identifier | None = None
    side: Side | None = None
    practice: Practice | None = None
    drafted_in: Identifier | None = None
    groups: tuple[GroupSupport, ...] = ()


class Coded(BaseModel):
    """What one reviewer says of one session.

    Attributes:
        people: Of a focus group, how many different people said so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier
    said: Said
    people: Annotated[int, Field(ge=1, le=100)] | None = None


class ThemeCoded(Event, name="review.theme-coded.v1"):
    """A reviewer said, alone, in which sessions a theme was heard; a later one takes its place."""

    review: Identifier
    theme: Identifier
    round: Round
    reviewer: Identifier
    codes: Annotated[tuple[Coded, ...], Field(min_length=1)]


class ThemeCodesRevealed(Event, name="review.theme-codes-revealed.v1"):
    """All codes of a round were shown at once; of the coders, so many had not coded everything."""

    review: Identifier
    theme: Identifier
    round: Round
    coders: Annotated[int, Field(ge=0)]
    missing: Annotated[int, Field(ge=0)]


class ThemeAgreed(Event, name="review.theme-agreed.v1"):
    """The teams agreed a theme that enough distinct voices support.

    Attributes:
        workers: How many distinct workers are among the voices.
        round: The round of coding it was agreed in.
        dissents: How many see it otherwise, and said so in that round.
        statement: The wording that was agreed.
    """

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Scope
    voices: Annotated[int, Field(ge=2)]
    workers: Annotated[int, Field(ge=0)] | None = None
    round: Round | None = None
    dissents: Annotated[int, Field(ge=0)] = 0
    statement: TextRef | None = None
    side: Side | None = None
    practice: Practice | None = None
    sessions: tuple[Identifier, ...] = ()
    groups: tuple[GroupSupport, ...] = ()


class ThemeDissented(Event, name="review.theme-dissented.v1"):
    """A reviewer sees a theme otherwise; what they say is kept with it."""

    review: Identifier
    theme: Identifier
    round: Round
    reviewer: Identifier
    text: TextRef


class ThemeReopened(Event, name="review.theme-reopened.v1"):
    """A theme is discussed anew: nobody's codes count any more, a further round begins.

    Attributes:
        statement: Its new wording, where it was changed.
    """

    review: Identifier
    theme: Identifier
    round: Round
    reason: TextRef
    statement: TextRef | None = None


class ThemeWithdrawn(Event, name="review.theme-withdrawn.v1"):
    """A theme was taken back; it can be reopened."""

    review: Identifier
    theme: Identifier
    reason: TextRef


class ThemeMerged(Event, name="review.theme-merged.v1"):
    """A theme goes on as part of another one; it can be reopened."""

    review: Identifier
    theme: Identifier
    into: Identifier
    reason: TextRef


class ThemeAligned(Event, name="review.theme-aligned.v1"):
    """A theme was held against the literature: an item speaks for it, against it, or none is known.

    A later fact on the same item takes the earlier one's place.
    """

    review: Identifier
    theme: Identifier
    relation: Literal["supports", "contradicts", "silent", "none"]
    item: Identifier | None = None


class ThemeRuleOverridden(Event, name="review.theme-rule-overridden.v1"):
    """A named person went past a rule on a theme, with a reason."""

    review: Identifier
    theme: Identifier
    rule: Code
    reason: TextRef


class PracticeGapNoted(Event, name="review.practice-gap-noted.v1"):
    """Practice differs from what research advises: stream ``gap-<id>``; a later one replaces it.

    Attributes:
        theme: The finding it shows in.
        item: The item of the literature it is held against.
        topic: Whether it is to be analyzed in the next self-assessment.
        strategy: Whether it is to become a strategy of the improvement plan.
    """

    review: Identifier
    gap: Identifier
    theme: Identifier
    item: Identifier
    statement: TextRef
    topic: bool = False
    strategy: bool = False


class PracticeGapWithdrawn(Event, name="review.practice-gap-withdrawn.v1"):
    """A gap between evidence and practice was taken back."""

    review: Identifier
    gap: Identifier
