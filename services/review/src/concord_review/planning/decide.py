"""The rules of opening a review and choosing its focus area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.planning import (
    FocusAreaChosen,
    FocusAreaSuggested,
    FocusAreaTalked,
    ReviewOpened,
    RuleOverridden,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.planning.commands import (
    ChooseFocusArea,
    NoteTalk,
    OpenReview,
    PlanningCommand,
    SuggestFocusArea,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context

CRITERIA: Final = {
    "data-analysis": "focus-area.data-analysis",
    "shared-priority": "focus-area.shared-priority",
    "not-correctable": "focus-area.not-correctable",
    "on-practice": "focus-area.on-practice",
}
"""Criteria for a focus area, and the rule of each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules need to know of a review's plan."""

    opened_under: str = ""
    focus_area: str = ""


def streams(command: PlanningCommand) -> Streams:
    """Only the review's own."""
    return Streams(f"review-{command.review}")


def evolve(plan: Plan, fact: Event) -> Plan:
    """Remember a fact."""
    match fact:
        case ReviewOpened(edition=edition):
            return replace(plan, opened_under=edition)
        case FocusAreaChosen(focus_area=focus_area):
            return replace(plan, focus_area=focus_area)
        case _:
            return plan


def decide(command: PlanningCommand, plan: Plan, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: the review is unknown, open already, or has another focus area.
    """
    match command:
        case OpenReview():
            return _open(command, plan)
        case SuggestFocusArea():
            return _suggest(command, plan, context)
        case NoteTalk():
            return _talk(command, plan, context)
        case ChooseFocusArea():
            return _choose(command, plan, context)
        case unknown:
            assert_never(unknown)


def _open(command: OpenReview, plan: Plan) -> Sequence[Event]:
    if plan.opened_under:
        raise Refused("review.already-open", edition=plan.opened_under)
    return [ReviewOpened(**command.model_dump())]


def _suggest(command: SuggestFocusArea, plan: Plan, context: Context) -> Sequence[Event]:
    _must_be_asked(command.review, command.by, plan, context)
    if plan.focus_area:
        raise Refused("focus-area.already-chosen", chosen=plan.focus_area)
    return [FocusAreaSuggested(**command.model_dump())]


def _talk(command: NoteTalk, plan: Plan, context: Context) -> Sequence[Event]:
    _must_be_asked(command.review, command.by, plan, context)
    return [FocusAreaTalked(**command.model_dump())]


def _must_be_asked(review: str, agency: str, plan: Plan, context: Context) -> None:
    """Let only those speak who have to give a reason for the focus area.

    Raises:
        Refused: there is no such review, or another agency is named.
    """
    if not plan.opened_under:
        raise Refused("review.unknown", review=review)
    asked = rules_of(context).codes("focus-area.statements")
    if agency not in asked:
        raise Refused("focus-area.unknown-agency", asked=list(asked))


def _choose(command: ChooseFocusArea, plan: Plan, context: Context) -> Sequence[Event]:
    if not plan.opened_under:
        raise Refused("review.unknown", review=command.review)
    needed = rules_of(context).codes("focus-area.statements")
    given = [one.by for one in command.statements]
    keep_to(context, "focus-area.statements", kept=sorted(given) == sorted(needed), needed=needed)
    second = _second_gone_past(command, plan, context)
    gone_past = _criteria_gone_past(command, context)
    return [*second, *gone_past, FocusAreaChosen(**command.model_dump())]


def _second_gone_past(command: ChooseFocusArea, plan: Plan, context: Context) -> Sequence[Event]:
    """A second area, where the edition lets the co-chairs choose one with a reason."""
    rule = "focus-area.count"
    if not keep_to(context, rule, kept=not plan.focus_area, chosen=plan.focus_area):
        return []
    return [RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])]


def _criteria_gone_past(command: ChooseFocusArea, context: Context) -> Sequence[Event]:
    met = _met(command, rules_of(context))
    return [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for criterion, rule in CRITERIA.items()
        if keep_to(context, rule, kept=criterion in met)
    ]


def _met(command: ChooseFocusArea, rules: Edition) -> Sequence[str]:
    met = [one.criterion for one in command.met]
    known = rules.catalogue("focus-area.criteria").codes
    if not set(met) <= set(known) or len(set(met)) < len(met):
        raise Refused("focus-area.unknown-criterion", known=list(known))
    return met


PLANNING: Final = Decider[PlanningCommand, Plan](Plan(), streams, evolve, decide)
