"""What may be asked of a review's plan."""

from __future__ import annotations

from datetime import date

from concord_contracts.facts.planning import Evidence, Statement
from concord_contracts.terms import Code, Digest, EditionCode, Identifier, TextRef
from concord_kernel.command import Command


class OpenReview(Command, action="open-review"):
    """Begin a review under an edition."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    synthetic: bool


class SuggestFocusArea(Command, action="plan-review"):
    """Put an outcome forward that the review could be about, and say where the county struggles."""

    review: Identifier
    focus_area: Code
    by: Code
    struggling: TextRef
    strategy: TextRef | None = None


class NoteTalk(Command, action="plan-review"):
    """Note that an agency talked early with the state about the focus area."""

    review: Identifier
    by: Code
    on: date
    data_reviewed: bool
    note: TextRef


class ChooseFocusArea(Command, action="plan-review"):
    """Choose the one focus area, with a reason from each agency that has to give one.

    Attributes:
        met: The criteria for a focus area that it meets, each with what shows it.
    """

    review: Identifier
    focus_area: Code
    statements: tuple[Statement, ...]
    met: tuple[Evidence, ...] = ()


PlanningCommand = OpenReview | SuggestFocusArea | NoteTalk | ChooseFocusArea
