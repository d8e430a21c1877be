"""The rules of what the planning rests on: known kinds, days that fit, costs that add up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.plan import (
    AllocationStated,
    CostDropped,
    CostPlanned,
    DocumentAttached,
    DocumentDetached,
    ExperienceNoted,
    ExperienceWithdrawn,
    ScopeDecided,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.grounds.commands import (
    AttachDocument,
    DecideScope,
    DetachDocument,
    DropCost,
    GroundCommand,
    NoteExperience,
    PlanCost,
    StateAllocation,
    WithdrawExperience,
)
from concord_review.listed import AS_NECESSARY, COSTS, INPUTS, PARTIES, codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

WITHIN: Final = "means.within-allocation"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the rules need to know of a review's grounds.

    Attributes:
        is_open: Whether the review is.
        documents: Documents that are attached.
        experiences: What other counties learned.
        costs: Each planned cost's amount, in hundredths.
        allocation: What may be spent; none before it is stated.
    """

    is_open: bool = False
    documents: frozenset[str] = frozenset()
    experiences: frozenset[str] = frozenset()
    costs: Mapping[str, int] = field(default_factory=dict)
    allocation: int | None = None


def streams(command: GroundCommand) -> Streams:
    """The grounds', with the review."""
    return Streams(f"grounds-{command.review}", (f"review-{command.review}",))


def evolve(grounds: Grounds, fact: Event) -> Grounds:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(grounds, is_open=True)
        case DocumentAttached(document=name):
            return replace(grounds, documents=grounds.documents | {name})
        case DocumentDetached(document=name):
            return replace(grounds, documents=grounds.documents - {name})
        case ExperienceNoted(experience=name):
            return replace(grounds, experiences=grounds.experiences | {name})
        case ExperienceWithdrawn(experience=name):
            return replace(grounds, experiences=grounds.experiences - {name})
        case _:
            return _evolve_means(grounds, fact)


def _evolve_means(grounds: Grounds, fact: Event) -> Grounds:
    match fact:
        case AllocationStated(cents=cents):
            return replace(grounds, allocation=cents)
        case CostPlanned(cost=name, people=people, times=times, cents=cents):
            return replace(grounds, costs={**grounds.costs, name: people * times * cents})
        case CostDropped(cost=name):
            left = {key: one for key, one in grounds.costs.items() if key != name}
            return replace(grounds, costs=left)
        case _:
            return grounds


def decide(command: GroundCommand, grounds: Grounds, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: the edition knows no such kind, days do not fit, or more than may be is spent.
    """
    if not grounds.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case AttachDocument() | DetachDocument():
            return _document(command, grounds, context)
        case DecideScope():
            return _scope(command, context)
        case NoteExperience() | WithdrawExperience():
            return _experience(command, grounds, context)
        case StateAllocation() | PlanCost() | DropCost():
            return _means(command, grounds, context)
        case unknown:
            assert_never(unknown)


def _document(
    command: AttachDocument | DetachDocument, grounds: Grounds, context: Context
) -> Sequence[Event]:
    if isinstance(command, DetachDocument):
        is_there = command.document in grounds.documents
        return [DocumentDetached(**command.model_dump())] if is_there else []
    known = rules_of(context).codes(INPUTS) if has_rule(context, INPUTS) else ()
    if command.kind not in known:
        raise Refused("grounds.unknown-document")
    if command.last is not None and command.last < command.first:
        raise Refused("grounds.ends-before-it-begins")
    return [DocumentAttached(**command.model_dump())]


def _scope(command: DecideScope, context: Context) -> Sequence[Event]:
    if command.part not in codes(rules_of(context), AS_NECESSARY):
        raise Refused("grounds.unknown-part")
    return [ScopeDecided(**command.model_dump())]


def _experience(
    command: NoteExperience | WithdrawExperience, grounds: Grounds, context: Context
) -> Sequence[Event]:
    if isinstance(command, WithdrawExperience):
        is_there = command.experience in grounds.experiences
        return [ExperienceWithdrawn(**command.model_dump())] if is_there else []
    if command.county == context.agency:
        raise Refused("grounds.of-another-county")
    if command.told_by not in codes(rules_of(context), PARTIES):
        raise Refused("task.unknown-party")
    return [ExperienceNoted(**command.model_dump())]


def _means(
    command: StateAllocation | PlanCost | DropCost, grounds: Grounds, context: Context
) -> Sequence[Event]:
    match command:
        case DropCost():
            is_there = command.cost in grounds.costs
            return [CostDropped(**command.model_dump())] if is_there else []
        case StateAllocation():
            stated = AllocationStated(**command.model_dump())
            return [*_over(command.review, evolve(grounds, stated), context), stated]
        case PlanCost():
            if command.kind not in codes(rules_of(context), COSTS):
                raise Refused("grounds.unknown-cost")
            planned = CostPlanned(**command.model_dump())
            return [*_over(command.review, evolve(grounds, planned), context), planned]
        case unknown:
            assert_never(unknown)


def _over(review: str, then: Grounds, context: Context) -> Sequence[Event]:
    """The reason on record where more is planned than may be spent."""
    over = 0 if then.allocation is None else max(sum(then.costs.values()) - then.allocation, 0)
    if not has_rule(context, WITHIN) or not keep_to(
        context, WITHIN, kept=not over, over=amount(over)
    ):
        return []
    return [RuleOverridden(review=review, rule=WITHIN, reason=context.overrides[WITHIN])]


def amount(cents: int) -> str:
    """An amount as it is said in a refusal: ``1234.50``."""
    return f"{cents // 100}.{cents % 100:02}"


GROUNDS: Final = Decider[GroundCommand, Grounds](Grounds(), streams, evolve, decide)
