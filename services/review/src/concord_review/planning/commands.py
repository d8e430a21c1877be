"""What may be asked of a review's plan."""

from __future__ import annotations

from concord_contracts.facts.planning import Statement
from concord_contracts.terms import Code, Digest, EditionCode, Identifier
from concord_kernel.command import Command


class OpenReview(Command, action="open-review"):
    """Begin a review under an edition."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    synthetic: bool


class ChooseFocusArea(Command, action="plan-review"):
    """Choose the one focus area, with a reason from each agency that has to give one."""

    review: Identifier
    focus_area: Code
    statements: tuple[Statement, ...]


PlanningCommand = OpenReview | ChooseFocusArea
