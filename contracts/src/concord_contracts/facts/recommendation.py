"""What a review recommends, until it is answered: stream ``recommendation-<id>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef


class RecommendationMade(Event, name="reporting.recommendation-made.v1"):
    """A recommendation was written down; a later fact replaces its words, and clears nothing.

    Attributes:
        kind: Of the edition's list: specific, for future exploration, a change of the plan.
        route: To whom it goes, of the edition's list.
        by: Who wrote it.
        theme: The agreed theme it follows from.
    """

    review: Identifier
    recommendation: Identifier
    kind: Code
    scope: Literal["focus-area", "system-wide"]
    route: Code
    text: TextRef
    by: Identifier
    theme: Identifier | None = None


class RecommendationCleared(Event, name="reporting.recommendation-cleared.v1"):
    """A named person read a recommendation and cleared it to be shown and sent."""

    review: Identifier
    recommendation: Identifier
    text: TextRef


class RecommendationWithdrawn(Event, name="reporting.recommendation-withdrawn.v1"):
    """A recommendation was taken back; versions of the report made before keep it."""

    review: Identifier
    recommendation: Identifier


class RecommendationOwned(Event, name="reporting.recommendation-owned.v1"):
    """Somebody answers for what becomes of a recommendation; the last one counts.

    Attributes:
        owner: A post or a person; in the vault's directory.
        by_when: When the staff will hear an answer.
    """

    review: Identifier
    recommendation: Identifier
    owner: TextRef
    by_when: date | None = None


class RecommendationAnswered(Event, name="reporting.recommendation-answered.v1"):
    """It was said what becomes of a recommendation.

    Attributes:
        standing: Of the edition's list.
        closes: Whether nothing more is to be said.
    """

    review: Identifier
    recommendation: Identifier
    standing: Code
    closes: bool
    on: date
    text: TextRef


class RecommendationCarried(Event, name="reporting.recommendation-carried.v1"):
    """A recommendation stands in a later document, from which it can be traced back here.

    Attributes:
        document: Of the edition's list: the self-assessment, the improvement plan.
        where: The strategy or the page.
    """

    review: Identifier
    recommendation: Identifier
    document: Code
    where: TextRef
