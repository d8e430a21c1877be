"""The rules of differences of opinion: from the lowest level upward, one level at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from concord_contracts.facts.leading import (
    DisagreementEscalated,
    DisagreementRaised,
    DisagreementSettled,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.disagreements.commands import (
    DisagreementCommand,
    EscalateDisagreement,
    RaiseDisagreement,
    SettleDisagreement,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context


class Standing(NamedTuple):
    """Where a difference of opinion stands."""

    level: str
    since: date
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Disagreements:
    """What the rules need to know of a review's differences of opinion."""

    is_open: bool = False
    standing: Mapping[str, Standing] = field(default_factory=dict)


def streams(command: DisagreementCommand) -> Streams:
    """The disagreements', with the review."""
    return Streams(f"disagreement-{command.review}", (f"review-{command.review}",))


def evolve(disagreements: Disagreements, fact: Event) -> Disagreements:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(disagreements, is_open=True)
        case DisagreementRaised(disagreement=one, level=level, told_on=since):
            now = Standing(level, since)
        case DisagreementEscalated(disagreement=one, level=level, on=since):
            now = Standing(level, since)
        case DisagreementSettled(disagreement=one, level=level, on=since):
            now = Standing(level, since, is_settled=True)
        case _:
            return disagreements
    return replace(disagreements, standing={**disagreements.standing, one: now})


def decide(
    command: DisagreementCommand, disagreements: Disagreements, context: Context
) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about differences of opinion forbids it.
    """
    if not disagreements.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case RaiseDisagreement():
            return _raise(command, disagreements, context)
        case EscalateDisagreement():
            return _escalate(command, disagreements, context)
        case SettleDisagreement():
            return _settle(command, disagreements)
        case unknown:
            assert_never(unknown)


def _raise(
    command: RaiseDisagreement, disagreements: Disagreements, context: Context
) -> Sequence[Event]:
    rules = rules_of(context)
    if command.disagreement in disagreements.standing:
        raise Refused("disagreement.already-raised")
    if command.by not in sides(rules):
        raise Refused("disagreement.unknown-side")
    if command.topic and command.topic not in topics(rules):
        raise Refused("agreement.unknown")
    if command.told_on < command.arose_on:
        raise Refused("disagreement.told-before-it-arose")
    lowest = rules.codes("disagreement.levels")[0]
    return [DisagreementRaised(**command.model_dump(), level=lowest)]


def _escalate(
    command: EscalateDisagreement, disagreements: Disagreements, context: Context
) -> Sequence[Event]:
    now = _standing(command, disagreements)
    if now.is_settled:
        raise Refused("disagreement.settled")
    levels = rules_of(context).codes("disagreement.levels")
    above = levels[levels.index(now.level) + 1 :] if now.level in levels else ()
    keep_to(context, "disagreement.levels", kept=bool(above), level=now.level)
    if not above:
        return []
    return [DisagreementEscalated(**command.model_dump(), level=above[0])]


def _settle(command: SettleDisagreement, disagreements: Disagreements) -> Sequence[Event]:
    now = _standing(command, disagreements)
    if now.is_settled:
        raise Refused("disagreement.settled")
    return [DisagreementSettled(**command.model_dump(), level=now.level)]


def _standing(
    command: EscalateDisagreement | SettleDisagreement, disagreements: Disagreements
) -> Standing:
    now = disagreements.standing.get(command.disagreement)
    if now is None:
        raise Refused("disagreement.unknown")
    if command.on < now.since:
        raise Refused("disagreement.out-of-order", since=now.since.isoformat())
    return now


def sides(rules: Edition) -> tuple[str, ...]:
    """Who may raise one: the co-chairs' seats and the bodies at the levels."""
    return (*rules.codes("review.co-chairs"), *rules.codes("disagreement.levels"))


def topics(rules: Edition) -> tuple[str, ...]:
    """What one may be about, if it is about an agreement."""
    return (
        *rules.catalogue("agreements").codes,
        *rules.catalogue("agreements.host-staff").codes,
    )


DISAGREEMENTS: Final = Decider[DisagreementCommand, Disagreements](
    Disagreements(), streams, evolve, decide
)
