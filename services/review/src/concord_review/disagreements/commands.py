"""What may be asked about a difference of opinion."""

from __future__ import annotations

from datetime import date

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command


class RaiseDisagreement(Command, action="handle-disagreements"):
    """Tell a difference of opinion, at the lowest level."""

    review: Identifier
    disagreement: Identifier
    by: Code
    topic: Code | None = None
    matter: TextRef
    arose_on: date
    told_on: date


class EscalateDisagreement(Command, action="handle-disagreements"):
    """Take what was not resolved one level up."""

    review: Identifier
    disagreement: Identifier
    on: date
    tried: TextRef


class SettleDisagreement(Command, action="handle-disagreements"):
    """Record how it was resolved."""

    review: Identifier
    disagreement: Identifier
    on: date
    how: TextRef


DisagreementCommand = RaiseDisagreement | EscalateDisagreement | SettleDisagreement
