"""A review and what is planned for it: stream ``review-<id>``."""

from __future__ import annotations

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


class FocusAreaChosen(Event, name="review.focus-area-chosen.v2", shared=True):
    """The one focus area of the review, with a reason from each agency that has to give one.

    Version 1 had one reason and did not say whose.
    """

    review: Identifier
    focus_area: Code
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
