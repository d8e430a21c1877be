"""What bounds a sample and divides it: capacity, narrow lists, screening, parts of strata."""

from __future__ import annotations

from typing import Any

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.sample import (
    Candidate,
    CapacityStated,
    CaseEliminated,
    CaseMoved,
    CaseScreened,
    CaseSelected,
    SampleDrawn,
    ScreeningAnswer,
    SelectionExplained,
)
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.sample.commands import DrawSample, ExplainSelection, ImportFrame, StateCapacity
from concord_review.sample.decide import SAMPLE

from tests.support.reviews import REASON, REVIEW, candidate, context, focus_area, frame_of, opened
from tests.support.reviews import text as ref

sample = Given(SAMPLE, context())
PLANNED = (opened(), focus_area())
NO = (ScreeningAnswer(question="family-in-service", answer="no"),)
YES = (ScreeningAnswer(question="family-in-service", answer="yes"),)


def capacity(**changes: int) -> StateCapacity:
    asked = {"teams": 2, "cases_a_day": 4, "days": 3, "staff": 45}
    return StateCapacity(review=REVIEW, **(asked | changes))


def stated(**changes: int) -> CapacityStated:
    return CapacityStated(**capacity(**changes).model_dump())


def draw(**changes: Any) -> DrawSample:
    asked: dict[str, Any] = {"seed": "seed-1", "wanted": {"child-welfare": 4}, "backups": 2}
    return DrawSample(review=REVIEW, frame="frame-1", **(asked | changes))


def marked(number: int, outcome: str, kind: str = "case") -> Candidate:
    return candidate(number).model_copy(update={"outcome": outcome, "kind": kind})


def selected_of(*facts: object) -> list[CaseSelected]:
    return [one for one in facts if isinstance(one, CaseSelected) and one.standing == "selected"]


def drawn_from(candidates: list[Candidate], *more: Any, **changes: Any) -> list[Any]:
    history = SAMPLE.fold([*PLANNED, *frame_of(candidates), *more])
    return list(SAMPLE.decide(draw(**changes), history, context()))


TWELVE = [candidate(number) for number in range(12)]


def test_the_four_factors_are_said_and_said_anew() -> None:
    sample(opened()).when(capacity()).then(stated())
    sample(opened(), stated()).when(capacity()).then()
    sample(opened(), stated()).when(capacity(staff=9)).then(stated(staff=9))


@pytest.mark.proves("PQCR-44")
def test_more_than_four_cases_a_team_a_day_need_a_reason() -> None:
    rule = "interview.cases-per-team-per-day"
    asked = sample(opened()).when(capacity(cases_a_day=5))

    asked.then_refused(rule, overridable=True, cases=5, usual=4)
    sample(opened()).under(overrides={rule: REASON}).when(capacity(cases_a_day=5)).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON), stated(cases_a_day=5)
    )


@pytest.mark.proves("PQCR-43", "DISC-24")
def test_more_cases_than_can_be_heard_need_a_reason_and_back_ups_do_not_count() -> None:
    planned = (*PLANNED, *frame_of(TWELVE), stated(staff=4))

    facts = drawn_from(TWELVE, stated(staff=4), backups=8)
    sample(*planned).when(draw(wanted={"child-welfare": 5})).then_refused(
        "sample.limits", overridable=True, cases=5, most=4
    )

    assert len(selected_of(*facts)) == 4
    assert not any(isinstance(one, RuleOverridden) for one in facts)


@pytest.mark.proves("PQCR-51")
def test_a_list_with_fewer_workers_than_cases_are_wanted_is_narrow() -> None:
    narrow = [candidate(number, worker=number % 2) for number in range(6)]
    planned = sample(*PLANNED, *frame_of(narrow))
    rule = "sample.different-workers"

    planned.when(draw()).then_refused(rule, overridable=True, workers=2, cases=4)
    facts = SAMPLE.decide(
        draw(),
        SAMPLE.fold([*PLANNED, *frame_of(narrow)]),
        context(overrides={rule: REASON}),
    )
    assert facts[0] == RuleOverridden(review=REVIEW, rule=rule, reason=REASON)
    assert not [one for one in facts[1:] if isinstance(one, RuleOverridden)]


@pytest.mark.proves("PQCR-47")
def test_a_case_with_a_question_answered_no_or_eliminated_is_not_drawn() -> None:
    unfit = [one.model_copy(update={"answers": NO}) for one in TWELVE[:3]]
    screened = CaseScreened(review=REVIEW, case=TWELVE[3].case, answers=NO)
    out = CaseEliminated(review=REVIEW, case=TWELVE[4].case, was="candidate", reason=ref())
    back = CaseMoved(
        review=REVIEW, case=TWELVE[4].case, was="eliminated", standing="candidate", reason=ref()
    )
    put_right = CaseScreened(review=REVIEW, case=TWELVE[0].case, answers=YES)

    def cases(*more: Any) -> set[str]:
        facts = drawn_from([*unfit, *TWELVE[3:]], *more, wanted={"child-welfare": 12})
        return {one.case for one in selected_of(*facts)}

    with pytest.raises(Refused, match="back-ups"):
        cases()
    left = {one.case for one in TWELVE}
    facts = drawn_from([*unfit, *TWELVE[3:]], screened, out, backups=3)
    standing = {one.case for one in facts if isinstance(one, CaseSelected)}
    assert standing == left - {one.case for one in TWELVE[:5]}
    again = drawn_from([*unfit, *TWELVE[3:]], screened, out, back, put_right, backups=5)
    assert {TWELVE[0].case, TWELVE[4].case} <= {
        one.case for one in again if isinstance(one, CaseSelected)
    }
    whole = next(one for one in facts if isinstance(one, SampleDrawn))
    assert whole.strata[0].in_frame == 12


@pytest.mark.proves("PQCR-48", "PQCR-50")
def test_a_stratum_is_drawn_in_parts_by_outcome_and_by_case_and_referral() -> None:
    parts = ("outcome-achieved", "outcome-not-achieved")
    many = [marked(n, parts[n % 2], ("case", "referral")[n % 3 == 0]) for n in range(24)]
    wanted = {f"child-welfare.{part}.referral": 2 for part in parts}

    facts = drawn_from(many, wanted=wanted | {"child-welfare.outcome-achieved.case": 1}, backups=1)

    kinds = {one.case: (one.outcome, one.kind) for one in many}
    assert sorted(kinds[one.case] for one in selected_of(*facts)) == [
        ("outcome-achieved", "case"),
        *[("outcome-achieved", "referral")] * 2,
        *[("outcome-not-achieved", "referral")] * 2,
    ]
    assert {one.stratum for one in selected_of(*facts)} == {
        *wanted,
        "child-welfare.outcome-achieved.case",
    }


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({"child-welfare": 2, "child-welfare.case": 1}, "sample.overlapping-strata"),
        (
            {"child-welfare.outcome-achieved": 2, "child-welfare.referral": 1},
            "sample.overlapping-strata",
        ),
        ({"outcome-achieved": 2}, "sample.unknown-stratum"),
        ({"child-welfare.courts": 2}, "sample.unknown-stratum"),
        ({"child-welfare.case.referral": 2}, "sample.unknown-stratum"),
    ],
)
def test_parts_are_of_one_stratum_and_have_no_case_in_common(
    wanted: dict[str, int], rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        drawn_from([marked(n, "outcome-achieved") for n in range(9)], wanted=wanted)

    assert refused.value.rule == rule


@pytest.mark.parametrize("change", [{"kind": "rumour"}, {"outcome": "unclear"}, {"answers": NO[0]}])
def test_a_list_says_only_what_the_rules_know(change: dict[str, Any]) -> None:
    if "answers" in change:
        change = {"answers": (ScreeningAnswer(question="is-it-hard", answer="no"),)}
    strange = candidate(1).model_copy(update=change)
    asked = ImportFrame(review=REVIEW, frame="frame-1", candidates=(strange,))

    sample(opened()).when(asked).then_refused("sample.unknown-mark", unknown=1)


@pytest.mark.proves("PQCR-116")
def test_what_cases_are_reviewed_for_is_said_once_and_said_anew() -> None:
    said = {"review": REVIEW, "purpose": ref("text-purpose"), "depth": ref("text-depth")}
    explained = SelectionExplained(**said)

    sample(opened()).when(ExplainSelection(**said)).then(explained)
    sample(opened(), explained).when(ExplainSelection(**said)).then()
