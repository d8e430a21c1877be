"""The rules of who leads: one person a seat, no coordinator of the state, neutral support."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.leading import LeaderAdded, PartEnded, PartTaken
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.leadership.commands import EndPart, LeadershipCommand, NameLeader, TakePart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context

CO_CHAIR: Final = "co-chair"
COORDINATOR: Final = "coordinator"
EXECUTIVE: Final = "executive-team"
PLANNING: Final = "planning-team"
OF_ONE: Final = (CO_CHAIR, COORDINATOR)
"""Parts of which each kind is held by one person."""

Part = tuple[str, str]
"""A part and its kind."""


@dataclass(frozen=True, slots=True)
class Leadership:
    """What the rules need to know of who leads.

    Attributes:
        is_open: Whether the review is.
        homes: Person to the agency the person comes from.
        parts: Person to the parts held, each with its duties.
    """

    is_open: bool = False
    homes: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Mapping[Part, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, person: str) -> Mapping[Part, tuple[str, ...]]:
        """The parts that somebody holds."""
        return self.parts.get(person, {})


def streams(command: LeadershipCommand) -> Streams:
    """The leadership's, with the review."""
    return Streams(f"leadership-{command.review}", (f"review-{command.review}",))


def evolve(leadership: Leadership, fact: Event) -> Leadership:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(leadership, is_open=True)
        case LeaderAdded(person=person, home=home):
            return replace(leadership, homes={**leadership.homes, person: home})
        case PartTaken(person=person):
            held = {**leadership.of(person), (fact.part, fact.kind): fact.duties}
            return replace(leadership, parts={**leadership.parts, person: held})
        case PartEnded(person=person):
            held = {**leadership.of(person)}
            held.pop((fact.part, fact.kind), None)
            return replace(leadership, parts={**leadership.parts, person: held})
        case _:
            return leadership


def decide(command: LeadershipCommand, leadership: Leadership, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about who leads forbids it.
    """
    if not leadership.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case NameLeader():
            if command.person in leadership.homes:
                raise Refused("leadership.already-named")
            added = LeaderAdded(**command.model_dump(exclude={"part", "kind", "duties"}))
            return [added, *_take(command, evolve(leadership, added), context)]
        case TakePart():
            return _take(command, leadership, context)
        case EndPart():
            return _end(command, leadership)
        case unknown:
            assert_never(unknown)


def _take(
    command: NameLeader | TakePart, leadership: Leadership, context: Context
) -> Sequence[Event]:
    if command.person not in leadership.homes:
        raise Refused("leadership.unknown-person")
    _must_be_a_part(command, rules_of(context))
    held = leadership.of(command.person)
    if held.get((command.part, command.kind)) == command.duties:
        return []
    _must_be_free(command, leadership)
    _must_come_from_the_right_side(command, leadership, context)
    parts = {*held, (command.part, command.kind)}
    keep_to(
        context,
        "review.coordinator-not",
        kept=not _coordinates_from(rules_of(context).codes("review.coordinator-not"), parts),
    )
    _must_stay_neutral(command.person, parts, leadership, context)
    taken = PartTaken(**command.model_dump(exclude={"name", "home"}))
    return [*_without_duties(command, context), taken]


def _end(command: EndPart, leadership: Leadership) -> Sequence[Event]:
    if (command.part, command.kind) not in leadership.of(command.person):
        return []
    return [PartEnded(**command.model_dump())]


def _kinds(part: str, rules: Edition) -> Sequence[str]:
    """The kinds that a part has; none of a part that is not known."""
    if part == CO_CHAIR:
        return rules.codes("review.co-chairs")
    if part == COORDINATOR:
        return (COORDINATOR,)
    return rules.catalogue(part).codes if part in {EXECUTIVE, PLANNING} else ()


def _must_be_a_part(command: NameLeader | TakePart, rules: Edition) -> None:
    if command.kind not in _kinds(command.part, rules):
        raise Refused("leadership.unknown-part")
    supports = command.part == PLANNING and command.kind in rules.codes("support.neutral")
    known = rules.catalogue("support.duties").codes if supports else ()
    if not set(command.duties) <= set(known):
        raise Refused("leadership.unknown-duty")


def _must_be_free(command: NameLeader | TakePart, leadership: Leadership) -> None:
    part = (command.part, command.kind)
    others = [person for person, held in leadership.parts.items() if part in held]
    if command.part in OF_ONE and others not in ([], [command.person]):
        raise Refused("leadership.seat-taken", seat=command.kind)


def _must_come_from_the_right_side(
    command: NameLeader | TakePart, leadership: Leadership, context: Context
) -> None:
    """The host's co-chairs are of the host, and the state's is not."""
    if command.part != CO_CHAIR:
        return
    of_the_host = leadership.homes[command.person] == context.agency
    for_the_host = command.kind in rules_of(context).codes("review.host-co-chairs")
    keep_to(context, "review.host-co-chairs", kept=of_the_host == for_the_host, seat=command.kind)


def _coordinates_from(seats: Sequence[str], parts: set[Part]) -> bool:
    """Whether a coordinator has one of these seats as well."""
    return (COORDINATOR, COORDINATOR) in parts and any((CO_CHAIR, seat) in parts for seat in seats)


def _must_stay_neutral(
    person: str, parts: set[Part], leadership: Leadership, context: Context
) -> None:
    """Who supports the process represents neither the county nor the state, nor comes from one."""
    neutral = {(PLANNING, kind) for kind in rules_of(context).codes("support.neutral")}
    if not parts & neutral:
        return
    represents = parts - neutral - {(COORDINATOR, COORDINATOR)}
    sides = {context.agency} | {
        leadership.homes[one]
        for one, held in leadership.parts.items()
        if one in leadership.homes and any(part == CO_CHAIR for part, _ in held)
    }
    outside = leadership.homes[person] not in sides
    keep_to(context, "support.neutral", kept=not represents and outside)


def _without_duties(command: NameLeader | TakePart, context: Context) -> Sequence[Event]:
    """What somebody neutral does is settled early."""
    rules = rules_of(context)
    supports = command.part == PLANNING and command.kind in rules.codes("support.neutral")
    if not keep_to(context, "support.role-early", kept=bool(command.duties) or not supports):
        return []
    reason = context.overrides["support.role-early"]
    return [RuleOverridden(review=command.review, rule="support.role-early", reason=reason)]


LEADERSHIP: Final = Decider[LeadershipCommand, Leadership](Leadership(), streams, evolve, decide)
