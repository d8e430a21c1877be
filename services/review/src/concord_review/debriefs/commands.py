"""What may be asked of an interview's debrief."""

from __future__ import annotations

from concord_contracts.facts.tool import Written
from concord_contracts.questions import Name
from concord_contracts.terms import Identifier
from concord_kernel.command import Command


class SaveDebrief(Command, action="write-debrief"):
    """Save what was written, changed or taken back of a debrief."""

    review: Identifier
    session: Identifier
    team: Identifier
    reviewer: Identifier
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class CompleteDebrief(Command, action="write-debrief"):
    """Say that the team is done with the debrief."""

    review: Identifier
    session: Identifier
    team: Identifier
    reviewer: Identifier


DebriefCommand = SaveDebrief | CompleteDebrief
