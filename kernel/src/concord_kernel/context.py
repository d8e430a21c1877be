"""The circumstances of one command: who asks, for which agency, when, under which rules."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from concord_contracts.rules import Edition
    from concord_contracts.terms import TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a decision may know beyond the command and the recorded facts.

    Attributes:
        agency: Whose log is written.
        actor: Who asks, a pseudonymous id.
        at: When it was asked (UTC).
        command: The command's id; the same id again gets the same answer.
        causation: What caused the command; itself, when a person did.
        correlation: What it all began with.
        rules: The adopted edition that binds, or none where no rule of an edition is asked.
        overrides: Rules that a named person goes past, each with the reason's reference.
        allowed: The action that the policies allowed; a command under another one is not handled.
        expects: The version at which the written stream must stand; none: at any.
    """

    agency: str
    actor: str
    at: datetime
    command: UUID
    causation: str
    correlation: str
    rules: Edition | None = None
    overrides: Mapping[str, TextRef] = field(default_factory=dict)
    allowed: str = ""
    expects: int | None = None

    def new_id(self, kind: str, nth: int = 0) -> str:
        """An identifier that follows from the command, so that a repeat mints the same."""
        return f"{kind}-{short(uuid5(self.command, f'{kind}/{nth}'))}"


def short(value: UUID) -> str:
    """Sixteen lower-case characters (80 bits) of a UUID, readable aloud."""
    return b32encode(value.bytes[:10]).decode().lower()
