"""A review and what is planned for it: stream ``review-<id>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Digest, EditionCode, Identifier, TextRef


class ReviewOpened(Event, name="review.opened.v1", shared=True):
    """A review began under an edition, whose text is kept by its digest."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    synthetic: bool


class RuleOverridden(Event, name="review.rule-overridden.v1"):
    """A named person went past advice, with a reason."""

    review: Identifier
    rule: Code
    reason: TextRef


class Statement(BaseModel):
    """Why one of the agencies in a review wants the focus area."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Code
    reason: TextRef


class FocusAreaSuggested(Event, name="review.focus-area-suggested.v1"):
    """An outcome that the review could be about.

    Attributes:
        struggling: Where the county struggles to improve.
        strategy: The strategy of the last plan's update that it goes back to, if there is one.
    """

    review: Identifier
    focus_area: Code
    by: Code
    struggling: TextRef
    strategy: TextRef | None = None


class FocusAreaTalked(Event, name="review.focus-area-talked.v1"):
    """An agency talked early with the state about the focus area.

    Attributes:
        data_reviewed: Whether the agency's pertinent data were looked at.
    """

    review: Identifier
    by: Code
    on: date
    data_reviewed: bool
    note: TextRef


class Evidence(BaseModel):
    """What shows that a criterion of the focus area is met."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: Code
    evidence: TextRef


class FocusAreaChosen(Event, name="review.focus-area-chosen.v2", shared=True):
    """The one focus area of the review, with a reason from each agency that has to give one.

    Version 1 had one reason and did not say whose.

    Attributes:
        met: The criteria for a focus area that it meets.
    """

    review: Identifier
    focus_area: Code
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    met: tuple[Evidence, ...] = ()
