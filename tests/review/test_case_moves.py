"""A case's way through the sample: every move has its reason, and most have a way back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.sample import (
    CapacityStated,
    CaseEliminated,
    CaseMoved,
    CaseReplaced,
    CaseScreened,
    CaseSelected,
    CaseSummarised,
    CaseSummaryReopened,
    ScreeningAnswer,
)
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.case_moves.commands import (
    EliminateCase,
    MoveCase,
    ReopenSummary,
    ReplaceCase,
    ScreenCase,
    SummariseCases,
)
from concord_review.case_moves.decide import CASES
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import REASON, REVIEW, candidate, context, opened, selected, summarised

if TYPE_CHECKING:
    from concord_contracts.event import Event

cases = Given(CASES, context())

DRAWN = (
    opened(),
    selected(1),
    selected(2, order=2),
    selected(3, order=3, standing="backup"),
    selected(4, order=4, standing="backup"),
)
DAY = date(2010, 1, 15)


def of(number: int) -> dict[str, Any]:
    return {"review": REVIEW, "case": candidate(number).case}


def screened(number: int, answer: Any = "no") -> CaseScreened:
    said = ScreeningAnswer(question="family-in-service", answer=answer)
    return CaseScreened(**of(number), answers=(said,))


def moved(number: int, was: str, standing: Any) -> CaseMoved:
    return CaseMoved(**of(number), was=was, standing=standing, reason=REASON)


def eliminated(number: int, was: str = "selected") -> CaseEliminated:
    return CaseEliminated(**of(number), was=was, reason=REASON)


def replaced(number: int, by: int) -> CaseReplaced:
    other = candidate(by)
    taken = {"by": other.case, "worker": other.worker}
    return CaseReplaced(**of(number), **taken, cause="no-show", reason=REASON)


def replace(number: int, cause: str = "no-show") -> ReplaceCase:
    return ReplaceCase(**of(number), cause=cause, reason=REASON)


def move(number: int, standing: Any) -> MoveCase:
    return MoveCase(**of(number), standing=standing, reason=REASON)


def overridden(rule: str) -> RuleOverridden:
    return RuleOverridden(review=REVIEW, rule=rule, reason=REASON)


@pytest.mark.proves("PQCR-47")
def test_the_questions_of_eligibility_are_answered_in_their_order_and_put_right() -> None:
    questions = ("worker-with-family", "family-in-service")
    answers = tuple(ScreeningAnswer(question=one, answer="yes") for one in questions)
    asked = ScreenCase(**of(9), answers=answers)
    recorded = CaseScreened(**of(9), answers=answers[::-1])

    cases(opened()).when(asked).then(recorded)
    cases(opened(), recorded).when(asked).then()
    cases(opened(), recorded).when(ScreenCase(**of(9), answers=answers[:1])).then(
        CaseScreened(**of(9), answers=answers[:1])
    )


@pytest.mark.parametrize("questions", [["is-it-hard"], ["family-in-service"] * 2])
def test_only_questions_of_the_rules_are_answered_and_each_once(questions: list[str]) -> None:
    answers = tuple(ScreeningAnswer(question=one, answer="yes") for one in questions)
    known = ["family-in-service", "worker-with-family", "family-takes-part"]

    cases(opened()).when(ScreenCase(**of(9), answers=answers)).then_refused(
        "case.unknown-question", known=known
    )


@pytest.mark.proves("PQCR-49", "PQCR-61")
def test_the_next_back_up_of_the_stratum_takes_the_place_of_a_case() -> None:
    cases(*DRAWN).when(replace(1)).then(replaced(1, by=3))
    cases(*DRAWN, replaced(1, by=3)).when(replace(2)).then(replaced(2, by=4))
    cases(*DRAWN, replaced(1, by=3)).when(replace(3)).then(replaced(3, by=4))


def test_a_back_up_that_is_not_eligible_or_of_another_stratum_is_passed_over() -> None:
    other = selected(4).model_copy(update={"stratum": "probation", "standing": "backup"})

    cases(*DRAWN, screened(3)).when(replace(1)).then(replaced(1, by=4))
    cases(*DRAWN[:3], other).when(replace(1)).then_refused(
        "case.no-backup-left", stratum="child-welfare"
    )


def test_only_a_selected_case_is_replaced_and_for_a_cause_of_the_rules() -> None:
    causes = ["no-show", "unable-to-attend", "refusal", "not-eligible"]

    cases(*DRAWN).when(replace(3)).then_refused("case.not-selected")
    cases(*DRAWN, replaced(1, by=3)).when(replace(1)).then_refused("case.not-selected")
    cases(*DRAWN).when(replace(1, "boredom")).then_refused("case.unknown-cause", known=causes)


@pytest.mark.proves("PQCR-46")
def test_a_back_up_of_a_worker_who_is_heard_already_needs_a_reason() -> None:
    same = selected(3).model_copy(update={"worker": "worker-2", "order": 3, "standing": "backup"})
    drawn = (*DRAWN[:3], same)
    by = CaseReplaced(**of(1), by=same.case, worker="worker-2", cause="no-show", reason=REASON)
    rule = "sample.cases-per-worker"

    cases(*drawn).when(replace(1)).then_refused(rule, overridable=True)
    cases(*drawn).under(overrides={rule: REASON}).when(replace(1)).then(overridden(rule), by)
    cases(*drawn).when(replace(2)).then(
        CaseReplaced(**of(2), by=same.case, worker="worker-2", cause="no-show", reason=REASON)
    )


@pytest.mark.proves("PQCR-49")
def test_every_move_has_a_reason_and_a_way_back() -> None:
    cases(*DRAWN).when(EliminateCase(**of(1), reason=REASON)).then(eliminated(1))
    out = cases(*DRAWN, eliminated(1))
    out.when(EliminateCase(**of(1), reason=REASON)).then()
    out.when(move(1, "backup")).then(moved(1, "eliminated", "backup"))
    out.when(move(1, "selected")).then(moved(1, "eliminated", "selected"))
    taken = cases(*DRAWN, replaced(1, by=3))
    taken.when(move(1, "selected")).then(moved(1, "replaced", "selected"))
    taken.when(move(3, "backup")).then(moved(3, "selected", "backup"))
    cases(*DRAWN).when(move(1, "selected")).then()


def test_a_candidate_is_left_out_and_taken_back_and_never_selected_by_hand() -> None:
    out = eliminated(9, was="candidate")

    cases(*DRAWN).when(EliminateCase(**of(9), reason=REASON)).then(out)
    cases(*DRAWN, out).when(move(9, "candidate")).then(moved(9, "eliminated", "candidate"))
    cases(*DRAWN).when(move(9, "selected")).then_refused("case.not-drawn")
    cases(*DRAWN).when(move(1, "candidate")).then_refused("case.drawn")


ADVICE: dict[str, tuple[tuple[Event, ...], dict[str, int]]] = {
    "sample.screened": ((screened(3),), {}),
    "sample.limits": (
        (CapacityStated(review=REVIEW, teams=1, cases_a_day=2, days=1, staff=9),),
        {"cases": 3, "most": 2},
    ),
}


@pytest.mark.parametrize("rule", ADVICE)
def test_a_case_that_is_selected_against_advice_needs_a_reason(rule: str) -> None:
    more, facts = ADVICE[rule]
    asked = cases(*DRAWN, *more)

    asked.when(move(3, "selected")).then_refused(rule, overridable=True, **facts)
    asked.under(overrides={rule: REASON}).when(move(3, "selected")).then(
        overridden(rule), moved(3, "backup", "selected")
    )


@pytest.mark.proves("PQCR-40")
def test_summaries_are_marked_complete_together_and_opened_again() -> None:
    known = ("pre-populated", "safemeasures")
    asked = SummariseCases(
        review=REVIEW, cases=("case-001", "case-003", "case-001"), on=DAY, contents=known
    )
    done = [CaseSummarised(**of(n), on=DAY, contents=known) for n in (1, 3)]
    again = ReopenSummary(**of(1), reason=REASON)

    cases(*DRAWN).when(asked).then(*done)
    cases(*DRAWN, summarised(1)).when(asked).then(done[1])
    cases(*DRAWN, *done).when(again).then(CaseSummaryReopened(**of(1), reason=REASON))
    cases(*DRAWN).when(again).then()


def test_a_case_that_is_not_to_be_heard_has_no_summary() -> None:
    asked = SummariseCases(review=REVIEW, cases=("case-001", "case-009"), on=DAY)
    strange = SummariseCases(review=REVIEW, cases=("case-001",), on=DAY, contents=("gossip",))

    cases(*DRAWN, eliminated(1)).when(asked).then_refused("case.not-to-be-heard", cases=2)
    cases(*DRAWN).when(strange).then_refused("case.unknown-contents")


def test_nothing_moves_in_a_review_nobody_opened() -> None:
    cases().when(move(1, "backup")).then_refused("review.unknown", review=REVIEW)


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = CASES.fold([*facts, CaseSelected(**selected(1).model_dump())])

    for command in (replace(1), move(1, "selected"), EliminateCase(**of(1), reason=REASON)):
        with suppress(Refused):
            CASES.decide(command, state, context())
