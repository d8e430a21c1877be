"""A team with somebody of the host is booked under a plan of action, with nobody they know."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from concord_contracts.facts.people import HostStaffSeated, Tie, TiesDeclared
from concord_contracts.facts.schedule import RuleOverridden
from concord_kernel.testing import Given
from concord_scheduling.week.commands import BookInterview
from concord_scheduling.week.decide import WEEK

from tests.support import reviews
from tests.support.leading import agreement, resolved
from tests.support.reviews import (
    REASON,
    REVIEW,
    THREE,
    TUESDAY,
    context,
    opened,
    selected,
    team,
    week,
)

schedule = Given(WEEK, context())
SEATED = HostStaffSeated(review=REVIEW, team="team-1", reviewers=("reviewer-2",))
PLAN = (agreement("plan-of-action"), resolved("plan-of-action"))
READY = (opened(), selected(1), selected(2), team(), SEATED, week())
BOOKED = reviews.booked(1, seats=THREE)
BOOK = BookInterview(
    review=REVIEW,
    session="session-1",
    case="case-001",
    team="team-1",
    on=TUESDAY,
    starts=time(9, 0),
)


def tied(kind: str, case: int = 1, reviewer: str = "reviewer-2") -> TiesDeclared:
    tie = Tie(kind=kind, case=f"case-{case:03}", worker=f"worker-{case}")
    return TiesDeclared(review=REVIEW, reviewer=reviewer, ties=(tie,))


@pytest.mark.proves("PQCR-25")
@pytest.mark.parametrize("history", [(), PLAN[:1], (*PLAN, agreement("plan-of-action"))])
def test_before_a_plan_of_action_is_agreed_no_interview_is_booked(history: Any) -> None:
    schedule(*READY, *history).when(BOOK).then_refused("host-staff.plan-of-action")


@pytest.mark.proves("PQCR-25")
def test_under_a_plan_of_action_the_interview_is_booked() -> None:
    schedule(*READY, *PLAN).when(BOOK).then(BOOKED)


@pytest.mark.proves("PQCR-26")
def test_nobody_sits_in_an_interview_of_somebody_they_supervise() -> None:
    rule = "host-staff.supervises-interviewee"
    past = schedule.under(overrides={rule: REASON})

    past(*READY, *PLAN, tied("supervises")).when(BOOK).then_refused(rule)
    schedule(*READY, *PLAN, tied("supervises", 2)).when(BOOK).then(BOOKED)
    schedule(*READY, *PLAN, tied("supervises", reviewer="reviewer-9")).when(BOOK).then(BOOKED)


@pytest.mark.proves("PQCR-26")
@pytest.mark.parametrize(
    ("kind", "rule"),
    [("same-region", "host-staff.other-region"), ("knows-case", "host-staff.knows-case")],
)
def test_the_same_region_or_a_known_case_needs_a_reason(kind: str, rule: str) -> None:
    history = (*READY, *PLAN, tied(kind))

    schedule(*history).when(BOOK).then_refused(rule, overridable=True)
    schedule(*history).under(overrides={rule: REASON}).when(BOOK).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON), BOOKED
    )
