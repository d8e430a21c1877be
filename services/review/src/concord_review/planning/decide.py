"""The rules of opening a review and choosing its focus area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.planning.commands import ChooseFocusArea, OpenReview, PlanningCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


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
        case ChooseFocusArea():
            return _choose(command, plan, context)
        case unknown:
            assert_never(unknown)


def _open(command: OpenReview, plan: Plan) -> Sequence[Event]:
    if plan.opened_under:
        raise Refused("review.already-open", edition=plan.opened_under)
    return [ReviewOpened(**command.model_dump())]


def _choose(command: ChooseFocusArea, plan: Plan, context: Context) -> Sequence[Event]:
    if not plan.opened_under:
        raise Refused("review.unknown", review=command.review)
    needed = rules_of(context).codes("focus-area.statements")
    given = [one.by for one in command.statements]
    keep_to(context, "focus-area.statements", kept=sorted(given) == sorted(needed), needed=needed)
    keep_to(context, "focus-area.count", kept=not plan.focus_area, chosen=plan.focus_area)
    return [FocusAreaChosen(**command.model_dump())]


PLANNING: Final = Decider[PlanningCommand, Plan](Plan(), streams, evolve, decide)
