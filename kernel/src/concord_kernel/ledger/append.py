"""What a caller wishes to have recorded, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from concord_contracts.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One caller's wish.

    Attributes:
        agency: Whose log: an agency's code, or ``concord`` for the deployment's own.
        command: The command that wishes it; the same again gets the same answer.
        fingerprint: Keyed digest of the command's body; another body under the same id is refused.
        actor: Who asks, a pseudonymous id.
        causation: What caused it: a command's or a fact's id.
        correlation: What it all began with.
        facts: Stream and fact, in order; none for a command that is accepted and changes nothing.
        expected: Streams written, each with the version it must stand at; 0 where it is new, none
            where the facts come after whatever stands (nothing was decided from what was read).
        guards: Streams only read, each with the version it must still stand at.
        edition: The edition that was asked, or empty; it goes into the entry.
        answer: Kept in the receipt and given back to a repeat.
    """

    agency: str
    command: UUID
    fingerprint: str
    actor: str
    causation: str
    correlation: str
    facts: tuple[tuple[str, Event], ...]
    expected: Mapping[str, int | None]
    guards: Mapping[str, int] = field(default_factory=dict)
    edition: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command was answered.

    Attributes:
        agency: Whose log.
        command: The command.
        first: Position of its first fact; ``last + 1`` where it recorded none.
        last: Position of its last fact; where it recorded none, the log's last position then.
        answer: What the command wished to be answered.
        repeated: Whether the command had been answered before.
        fingerprint: What its body is known by.
    """

    agency: str
    command: UUID
    first: int
    last: int
    answer: dict[str, Any]
    repeated: bool = False
    fingerprint: str = ""
