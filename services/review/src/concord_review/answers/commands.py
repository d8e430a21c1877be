"""What may be asked of a session's answers."""

from __future__ import annotations

from concord_contracts.facts.tool import Chosen, Dated, Numbered, Written
from concord_contracts.questions import Name, Tool
from concord_contracts.terms import Identifier
from concord_kernel.command import Command


class SaveAnswers(Command, action="answer-tool"):
    """Save answers that were given, changed or taken back; each fits its question."""

    review: Identifier
    session: Identifier
    team: Identifier
    reviewer: Identifier
    tool: Tool
    chosen: tuple[Chosen, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    days: tuple[Dated, ...] = ()
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class CompleteAnswers(Command, action="answer-tool"):
    """Say that the team is done with the form."""

    review: Identifier
    session: Identifier
    team: Identifier
    reviewer: Identifier
    tool: Tool


AnsweringCommand = SaveAnswers | CompleteAnswers
