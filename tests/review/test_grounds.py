"""The rules of what the planning rests on: known kinds, days that fit, costs that add up."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
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
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.grounds.commands import (
    AttachDocument,
    DecideScope,
    DetachDocument,
    DropCost,
    NoteExperience,
    PlanCost,
    StateAllocation,
    WithdrawExperience,
)
from concord_review.grounds.decide import GROUNDS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import COUNTY, PEER, REASON, REVIEW, context, durham, opened, text

if TYPE_CHECKING:
    from concord_contracts.event import Event

DAY = date(2009, 12, 1)
WITHIN = "means.within-allocation"
grounds = Given(GROUNDS, context())
THERE = {"review": REVIEW}
PAPER: dict[str, Any] = THERE | {
    "document": "paper-1",
    "kind": "v.c.sip",
    "first": DAY,
    "last": None,
}
PAPER |= {"what": text("what"), "where": text("where")}
LEARNED = THERE | {"experience": "learned-1", "county": PEER, "year": 2008, "on": DAY}
LEARNED |= {"told_by": "training-academy", "text": text()}
SCOPE = THERE | {"part": "systemic-factors", "included": True, "on": DAY, "reason": REASON}
NIGHTS = THERE | {"cost": "cost-1", "kind": "hotel", "people": 3, "times": 2, "cents": 11950}
NIGHTS |= {"text": text()}
MEANS = THERE | {"cents": 100_000, "source": text()}


@pytest.mark.proves("PQCR-09", "PQCR-32", "PQCR-114", "PQCR-153")
@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (AttachDocument(**PAPER), DocumentAttached(**PAPER)),
        (DecideScope(**SCOPE), ScopeDecided(**SCOPE)),
        (NoteExperience(**LEARNED), ExperienceNoted(**LEARNED)),
        (StateAllocation(**MEANS), AllocationStated(**MEANS)),
        (PlanCost(**NIGHTS), CostPlanned(**NIGHTS)),
    ],
)
def test_what_the_planning_rests_on_is_recorded(command: Any, fact: Event) -> None:
    grounds(opened()).when(command).then(fact)
    grounds().when(command).then_refused("review.unknown", review=REVIEW)


@pytest.mark.parametrize(
    ("fact", "command", "gone"),
    [
        (
            DocumentAttached(**PAPER),
            DetachDocument(**THERE, document="paper-1"),
            DocumentDetached(**THERE, document="paper-1"),
        ),
        (
            ExperienceNoted(**LEARNED),
            WithdrawExperience(**THERE, experience="learned-1"),
            ExperienceWithdrawn(**THERE, experience="learned-1"),
        ),
        (
            CostPlanned(**NIGHTS),
            DropCost(**THERE, cost="cost-1"),
            CostDropped(**THERE, cost="cost-1"),
        ),
    ],
)
def test_what_was_noted_by_mistake_is_taken_away_once(
    fact: Event, command: Any, gone: Event
) -> None:
    grounds(opened(), fact).when(command).then(gone)
    grounds(opened(), fact, gone).when(command).then()
    grounds(opened()).when(command).then()


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (AttachDocument(**PAPER | {"kind": "v.a.1.1"}), "grounds.unknown-document"),
        (
            AttachDocument(**PAPER | {"last": date(2009, 11, 30)}),
            "grounds.ends-before-it-begins",
        ),
        (DecideScope(**SCOPE | {"part": "weather"}), "grounds.unknown-part"),
        (NoteExperience(**LEARNED | {"county": COUNTY}), "grounds.of-another-county"),
        (NoteExperience(**LEARNED | {"told_by": "neighbour"}), "task.unknown-party"),
        (PlanCost(**NIGHTS | {"kind": "yacht"}), "grounds.unknown-cost"),
    ],
)
def test_what_the_rules_do_not_know_is_refused(command: Any, rule: str) -> None:
    grounds(opened()).when(command).then_refused(rule)


@pytest.mark.parametrize(
    "command", [AttachDocument(**PAPER), DecideScope(**SCOPE), PlanCost(**NIGHTS)]
)
def test_under_rules_that_ask_for_nothing_of_it_nothing_is_recorded(command: Any) -> None:
    with pytest.raises(Refused):
        GROUNDS.decide(command, GROUNDS.fold([opened()]), durham())


@pytest.mark.proves("PQCR-153")
@pytest.mark.parametrize(
    ("history", "command", "over"),
    [
        ([AllocationStated(**MEANS)], NIGHTS | {"people": 4}, ""),
        ([AllocationStated(**MEANS)], NIGHTS | {"people": 5}, "195.00"),
        (
            [AllocationStated(**MEANS), CostPlanned(**NIGHTS)],
            NIGHTS | {"cost": "cost-2", "people": 2},
            "195.00",
        ),
        (
            [
                AllocationStated(**MEANS),
                CostPlanned(**NIGHTS),
                CostDropped(**THERE, cost="cost-1"),
            ],
            NIGHTS | {"cost": "cost-2", "people": 4},
            "",
        ),
        ([CostPlanned(**NIGHTS)], MEANS | {"cents": 71_699}, "0.01"),
        ([CostPlanned(**NIGHTS)], MEANS | {"cents": 71_700}, ""),
        ([], NIGHTS | {"people": 1000, "times": 1000}, ""),
    ],
)
def test_costs_add_up_against_the_allocation_and_more_than_it_needs_a_reason(
    history: list[Event], command: dict[str, Any], over: str
) -> None:
    is_cost = "people" in command
    asked: Any = (PlanCost if is_cost else StateAllocation)(**command)
    fact: Any = (CostPlanned if is_cost else AllocationStated)(**command)
    there = grounds(opened(), *history)
    if not over:
        there.when(asked).then(fact)
        return
    there.when(asked).then_refused(WITHIN, overridable=True, over=over)
    reason = RuleOverridden(review=REVIEW, rule=WITHIN, reason=REASON)
    there.under(overrides={WITHIN: REASON}).when(asked).then(reason, fact)


@given(any_history())
def test_whatever_was_recorded_a_cost_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        GROUNDS.decide(PlanCost(**NIGHTS), GROUNDS.fold(facts), context())
