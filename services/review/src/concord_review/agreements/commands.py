"""What may be asked about decisions and agreements."""

from __future__ import annotations

from datetime import date
from typing import Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.command import Command


class RecordDecision(Command, action="plan-review"):
    """Record what was decided before the planning began, in place of what was before.

    Attributes:
        among: The edition's list that names the decision.
        answer: Where the question is whether: yes or no.
    """

    review: Identifier
    among: Code
    decision: Code
    on: date
    text: TextRef
    answer: Literal["yes", "no"] | None = None


class DraftAgreement(Command, action="agree-plan"):
    """Write down what is to be agreed; signatures under an earlier draft no longer count."""

    review: Identifier
    topic: Code
    text: TextRef
    answer: Literal["yes", "no"] | None = None


class SignAgreement(Command, action="agree-plan"):
    """Agree to the last draft, for a seat.

    Attributes:
        signer: Who signs.
        for_others: Whether who signs may record what others signed on paper.
    """

    review: Identifier
    topic: Code
    seat: Code
    signer: Identifier
    on: date
    for_others: bool


AgreementCommand = RecordDecision | DraftAgreement | SignAgreement
