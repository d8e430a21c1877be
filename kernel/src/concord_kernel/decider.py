"""How a stream decides: pure functions over what was recorded, and the one way to say no."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from concord_contracts.event import Event

    from concord_kernel.context import Context

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Streams:
    """What a command is decided on.

    Attributes:
        writes: The stream that the new facts go to.
        reads: Streams whose facts count too; if one of them moves before the append, the command
            is decided again.
    """

    writes: str
    reads: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every stream, the written one first, each once."""
        return tuple(dict.fromkeys((self.writes, *self.reads)))


@dataclass(frozen=True)
class Decider(Generic[C, S]):
    """How one kind of command is decided.

    Attributes:
        initial: The state before any fact.
        streams: Which streams a command writes and reads.
        evolve: State and fact to the next state; total, because it replays history.
        decide: Command, state and context to new facts, or ``Refused``; no clock, no I/O.
    """

    initial: S
    streams: Callable[[C], Streams]
    evolve: Callable[[S, Event], S]
    decide: Callable[[C, S, Context], Sequence[Event]]

    def fold(self, history: Iterable[Event]) -> S:
        """Replay facts."""
        return reduce(self.evolve, history, self.initial)


class Refused(Exception):  # ruff: ignore[error-suffix-on-exception-name] -- the field's word: a command is refused
    """A rule of the field forbids the command; nothing was recorded.

    Attributes:
        rule: The rule's name, stable and safe to show: ``theme.too-few-voices``.
        overridable: Whether a named person may go on with a reason.
        facts: What a person needs to understand the refusal; never personal data, never typed text.
    """

    def __init__(self, rule: str, /, *, overridable: bool = False, **facts: Any) -> None:
        self.rule = rule
        self.overridable = overridable
        self.facts = facts
        super().__init__(rule, facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refused) and (self.rule, self.facts) == (other.rule, other.facts)

    def __hash__(self) -> int:
        return hash(self.rule)
