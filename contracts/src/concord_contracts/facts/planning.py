"""A review and what is planned for it: stream ``review-<id>``."""

from __future__ import annotations

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


class FocusAreaChosen(Event, name="review.focus-area-chosen.v1", shared=True):
    """The one focus area of the review, with the reason for it."""

    review: Identifier
    focus_area: Code
    reason: TextRef
