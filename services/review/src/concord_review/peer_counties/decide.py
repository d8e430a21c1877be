"""The rules of peer counties: another county, for reasons, typically one that performs well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.leading import PeerCountyChosen, PeerCountyDropped
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.peer_counties.commands import ChoosePeerCounty, DropPeerCounty, PeerCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

HIGH_PERFORMING: Final = "peer-county.high-performing"


@dataclass(frozen=True, slots=True)
class Peers:
    """What the rules need to know of a review's peer counties."""

    is_open: bool = False
    chosen: frozenset[str] = frozenset()


def streams(command: PeerCommand) -> Streams:
    """The peers', with the review."""
    return Streams(f"peers-{command.review}", (f"review-{command.review}",))


def evolve(peers: Peers, fact: Event) -> Peers:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(peers, is_open=True)
        case PeerCountyChosen(county=county):
            return replace(peers, chosen=peers.chosen | {county})
        case PeerCountyDropped(county=county):
            return replace(peers, chosen=peers.chosen - {county})
        case _:
            return peers


def decide(command: PeerCommand, peers: Peers, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about peer counties forbids it.
    """
    if not peers.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case ChoosePeerCounty():
            return _choose(command, peers, context)
        case DropPeerCounty():
            gone = PeerCountyDropped(review=command.review, county=command.county)
            return [gone] if command.county in peers.chosen else []
        case unknown:
            assert_never(unknown)


def _choose(command: ChoosePeerCounty, peers: Peers, context: Context) -> Sequence[Event]:
    if command.county == context.agency:
        raise Refused("peer-county.is-the-host")
    if command.county in peers.chosen:
        raise Refused("peer-county.already-chosen")
    rules = rules_of(context)
    if not set(command.reasons) <= set(rules.catalogue("peer-county.reasons").codes):
        raise Refused("peer-county.unknown-reason")
    needed = rules.number("peer-county.reasons-needed")
    enough = len(set(command.reasons)) >= needed
    keep_to(context, "peer-county.reasons-needed", kept=enough, needed=needed)
    chosen = PeerCountyChosen(**command.model_dump())
    return [*_of_a_usual_kind(command, context), chosen]


def _of_a_usual_kind(command: ChoosePeerCounty, context: Context) -> Sequence[Event]:
    if not keep_to(context, HIGH_PERFORMING, kept=command.high_performing):
        return []
    reason = context.overrides[HIGH_PERFORMING]
    return [RuleOverridden(review=command.review, rule=HIGH_PERFORMING, reason=reason)]


PEERS: Final = Decider[PeerCommand, Peers](Peers(), streams, evolve, decide)
