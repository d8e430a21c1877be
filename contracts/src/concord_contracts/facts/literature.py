"""What research a review rests on: stream ``literature-<review>``.

Nothing here is derived from interviews: what a finding has to do with an item is a fact of the
theme.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier, TextRef


class LiteratureAdded(Event, name="review.literature-added.v1"):
    """An item of research was attached, with how strong its evidence is.

    Attributes:
        kind: What it is, a code of the edition: a literature review, or other research.
        level: Its evidence level, a code of the edition.
        citation: Who published it, where and when.
        summary: What it says on the focus area.
    """

    review: Identifier
    item: Identifier
    kind: Code
    level: Code
    citation: TextRef
    summary: TextRef
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None


class LiteratureLinked(Event, name="review.literature-linked.v1"):
    """An item was used: in choosing cases, in a question, in the analysis, or in the report.

    Attributes:
        use: A code of the edition.
        tool: Of a question, the tool it stands in.
        question: Of a question, its code.
    """

    review: Identifier
    item: Identifier
    use: Code
    tool: Code | None = None
    question: Code | None = None


class LiteratureUnlinked(Event, name="review.literature-unlinked.v1"):
    """An item is no longer said to be used there."""

    review: Identifier
    item: Identifier
    use: Code
    tool: Code | None = None
    question: Code | None = None


class LiteratureWithdrawn(Event, name="review.literature-withdrawn.v1"):
    """An item no longer belongs to the review."""

    review: Identifier
    item: Identifier
