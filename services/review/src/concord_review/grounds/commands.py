"""What may be asked about what the planning rests on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Cents = Annotated[int, Field(ge=0, le=10**11)]
Many = Annotated[int, Field(ge=1, le=1000)]


class AttachDocument(Command, action="plan-review"):
    """Attach a document that the choice of the focus area rests on."""

    review: Identifier
    document: Identifier
    kind: Code
    first: date
    last: date | None = None
    what: TextRef
    where: TextRef


class DetachDocument(Command, action="plan-review"):
    """Take a document away that was attached by mistake."""

    review: Identifier
    document: Identifier


class DecideScope(Command, action="plan-review"):
    """Say whether the review examines what it may examine as necessary."""

    review: Identifier
    part: Code
    included: bool
    on: date
    reason: TextRef


class NoteExperience(Command, action="plan-review"):
    """Note what another county learned from a review of its own."""

    review: Identifier
    experience: Identifier
    county: AgencyCode
    year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    told_by: Code
    on: date
    text: TextRef


class WithdrawExperience(Command, action="plan-review"):
    """Take away what was noted by mistake."""

    review: Identifier
    experience: Identifier


class StateAllocation(Command, action="plan-review"):
    """Say what the county may spend on the review."""

    review: Identifier
    cents: Cents
    source: TextRef


class PlanCost(Command, action="plan-review"):
    """Plan a cost: so many people, so often, at so much each."""

    review: Identifier
    cost: Identifier
    kind: Code
    people: Many
    times: Many
    cents: Cents
    text: TextRef


class DropCost(Command, action="plan-review"):
    """Plan a cost no longer."""

    review: Identifier
    cost: Identifier


GroundCommand = (
    AttachDocument
    | DetachDocument
    | DecideScope
    | NoteExperience
    | WithdrawExperience
    | StateAllocation
    | PlanCost
    | DropCost
)
