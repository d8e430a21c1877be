"""Given, when, then: the whole vocabulary of a decider's test.

For tests of a service's rules; no process runs it, and it needs no test framework. What a command
gives is compared whole: every fact in order, or the refusal with everything it says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from concord_kernel.decider import Refused

if TYPE_CHECKING:
    from concord_contracts.event import Event

    from concord_kernel.context import Context
    from concord_kernel.decider import Decider

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Given(Generic[C, S]):
    """A decider with its circumstances and what was recorded before.

    Attributes:
        decider: What is tested.
        context: Who asks, in which agency, under which rules.
        history: The facts that stand, in order.
    """

    decider: Decider[C, S]
    context: Context
    history: tuple[Event, ...] = ()

    def __call__(self, *facts: Event) -> Given[C, S]:
        """Start from these facts."""
        return replace(self, history=facts)

    def under(self, **changes: Any) -> Given[C, S]:
        """Start in other circumstances: ``under(actor="reviewer-2")``."""
        return replace(self, context=replace(self.context, **changes))

    def when(self, command: C) -> When[C, S]:
        """Ask for one command."""
        return When(self, command)


@dataclass(frozen=True, slots=True)
class When(Generic[C, S]):
    """A command put to a decider."""

    given: Given[C, S]
    command: C

    def then(self, *expected: Event) -> None:
        """Exactly these facts follow, in this order.

        Raises:
            AssertionError: others do, or it is refused.
        """
        facts = self._decided()
        _must(isinstance(facts, tuple), f"it was refused: {facts!r}")
        _must(facts == expected, f"expected {expected!r}, and there followed {facts!r}")

    def then_nothing(self) -> None:
        """The command is accepted and changes nothing.

        Raises:
            AssertionError: facts follow, or it is refused.
        """
        self.then()

    def then_refused(self, rule: str, *, overridable: bool = False, **facts: Any) -> None:
        """The rule refuses, and says exactly this.

        Args:
            rule: The rule's name.
            overridable: Whether a named person may go on with a reason.
            facts: All that the refusal says.

        Raises:
            AssertionError: another rule refuses, it says something else, or nothing refuses.
        """
        refused = self._decided()
        expected = (rule, overridable, facts)
        said = _said(refused) if isinstance(refused, Refused) else refused
        _must(said == expected, f"expected a refusal {expected!r}, and there was {said!r}")

    def _decided(self) -> tuple[Event, ...] | Refused:
        decider, context = self.given.decider, self.given.context
        try:
            return tuple(decider.decide(self.command, decider.fold(self.given.history), context))
        except Refused as refused:
            return refused


def _said(refused: Refused) -> tuple[str, bool, dict[str, Any]]:
    return refused.rule, refused.overridable, refused.facts


def _must(holds: bool, otherwise: str) -> None:  # ruff: ignore[boolean-type-hint-positional-argument] -- a condition and what it means
    if not holds:
        raise AssertionError(otherwise)
