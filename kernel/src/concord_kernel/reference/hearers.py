"""Who records a fact and who is given it: services, their slices, readers and policies.

Read from what the installed services declare. A policy is made with an office that has nothing in
it, since only its name and its facts are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from concord_contracts.catalog import FACTS

from concord_kernel.reference.cards import cards_of
from concord_kernel.service import installed, installed_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from concord_contracts.event import Event

    from concord_kernel.readers import Policy, Reader
    from concord_kernel.service import Service


@dataclass(slots=True)
class Heard:
    """One fact's company.

    Attributes:
        said_by: The slices whose decisions record it: ``review/planning``.
        read_by: The readers that are given it: ``review-overview (review)``.
        answered_by: The policies that react to it, each with its service.
    """

    said_by: list[str] = field(default_factory=list)
    read_by: list[str] = field(default_factory=list)
    answered_by: list[str] = field(default_factory=list)


class EmptyOffice:
    """Stands where an office does while a policy is only asked its name."""

    def sender(self, policy: str, decider: object) -> Any:  # ruff: ignore[no-self-use] -- an office's method
        """No way to send anything."""
        del policy, decider


def company() -> dict[str, Heard]:
    """Every fact by its stored name, with who says it and who listens."""
    found = {name: Heard() for name in FACTS}
    for name in installed_names():
        service = installed(name)
        for slice_, facts in _said(service):
            for fact in facts:
                found[fact].said_by.append(f"{name}/{slice_}")
        for reader in service.readers:
            for fact in _given(reader):
                found[fact].read_by.append(f"{reader.name} ({name})")
        for policy in policies(service):
            for fact in _given(policy):
                found[fact].answered_by.append(f"{policy.name} ({name})")
    return found


def policies(service: Service) -> tuple[Policy[Any], ...]:
    """A service's policies, to be looked at."""
    return tuple(make(EmptyOffice()) for make in service.policies)


def _said(service: Service) -> Iterator[tuple[str, list[str]]]:
    own = {fact.__name__: name for name, fact in FACTS.items() if _is_of(service.name, name)}
    for slice_, card in cards_of(service.package):
        yield slice_, [own[said] for said in card.get("facts", ()) if said in own]


def _given(one: Reader | Policy[Any]) -> Iterable[str]:
    facts: tuple[type[Event], ...] = one.facts
    return [fact.NAME for fact in facts] if facts else list(FACTS)


def _is_of(service: str, name: str) -> bool:
    return name.partition(".")[0] == service
