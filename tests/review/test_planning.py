"""The rules of opening a review and choosing its focus area."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.planning import (
    Evidence,
    FocusAreaSuggested,
    FocusAreaTalked,
    RuleOverridden,
    Statement,
)
from concord_contracts.rules import UnknownRuleError
from concord_kernel.testing import Given
from concord_review.planning.commands import (
    ChooseFocusArea,
    NoteTalk,
    OpenReview,
    SuggestFocusArea,
)
from concord_review.planning.decide import PLANNING
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    MET,
    OSRI,
    PQCR,
    REASON,
    REVIEW,
    context,
    durham,
    edition,
    focus_area,
    met,
    opened,
    statements,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

review = Given(PLANNING, context())

OPEN = OpenReview(review=REVIEW, edition=PQCR, edition_digest=edition().digest(), synthetic=True)


def choose(*agencies: str, code: str = "placement-stability") -> ChooseFocusArea:
    given = statements(*agencies)
    return ChooseFocusArea(review=REVIEW, focus_area=code, statements=given, met=MET)


def both(given: tuple[Evidence, ...]) -> ChooseFocusArea:
    """With both reasons, and these criteria."""
    return choose("child-welfare", "probation").model_copy(update={"met": given})


def test_a_review_opens_under_an_edition() -> None:
    review().when(OPEN).then(opened())


def test_a_review_that_is_open_is_not_opened_again() -> None:
    review(opened()).when(OPEN).then_refused("review.already-open", edition=PQCR)


@pytest.mark.proves("PQCR-02")
def test_a_review_has_one_focus_area_with_a_reason_of_each_agency() -> None:
    review(opened()).when(choose("child-welfare", "probation")).then(focus_area())


def test_no_focus_area_is_chosen_for_a_review_nobody_opened() -> None:
    review().when(choose("child-welfare", "probation")).then_refused(
        "review.unknown", review=REVIEW
    )


@pytest.mark.parametrize(
    "given_by",
    [
        ("child-welfare",),
        ("probation",),
        ("child-welfare", "child-welfare"),
        ("child-welfare", "probation", "probation"),
        ("child-welfare", "probation", "state"),
        ("child-welfare", "courts"),
        (),
    ],
)
def test_a_focus_area_needs_a_reason_of_each_agency_once(given_by: tuple[str, ...]) -> None:
    review(opened()).when(choose(*given_by)).then_refused(
        "focus-area.statements", needed=("child-welfare", "probation")
    )


def test_the_reasons_stand_in_the_order_they_were_given() -> None:
    chosen = focus_area().model_copy(
        update={"statements": statements("probation", "child-welfare")}
    )

    review(opened()).when(choose("probation", "child-welfare")).then(chosen)


@pytest.mark.proves("PQCR-02")
@pytest.mark.parametrize("second", ["placement-stability", "exits-to-permanency"])
def test_only_one_focus_area_is_chosen(second: str) -> None:
    command = choose("child-welfare", "probation", code=second)

    review(opened(), focus_area()).when(command).then_refused(
        "focus-area.count", chosen="placement-stability"
    )


def test_a_protocol_without_a_focus_area_has_no_rule_to_choose_one_by() -> None:
    north_carolina = Given(PLANNING, durham())(opened(code=OSRI))

    with pytest.raises(UnknownRuleError):
        north_carolina.when(choose("child-welfare", "probation")).then_nothing()


def test_nothing_is_chosen_without_an_edition() -> None:
    review(opened()).under(rules=None).when(choose("child-welfare", "probation")).then_refused(
        "rules.no-edition"
    )


@pytest.mark.proves("PQCR-33")
def test_without_an_analysis_of_the_data_no_focus_area_is_chosen() -> None:
    lacking = both(met("shared-priority", "not-correctable", "on-practice"))
    past = review.under(overrides={"focus-area.data-analysis": REASON})

    past(opened()).when(lacking).then_refused("focus-area.data-analysis")


@pytest.mark.proves("PQCR-33")
@pytest.mark.parametrize("missing", ["shared-priority", "not-correctable", "on-practice"])
def test_another_criterion_that_is_not_met_needs_a_reason(missing: str) -> None:
    rule = f"focus-area.{missing}"
    rest = tuple(one for one in MET if one.criterion != missing)

    review(opened()).when(both(rest)).then_refused(rule, overridable=True)
    review(opened()).under(overrides={rule: REASON}).when(both(rest)).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON),
        focus_area().model_copy(update={"met": rest}),
    )


@pytest.mark.parametrize("more", [met("weather"), met("on-practice")])
def test_a_criterion_is_one_of_the_guide_s_and_stands_once(more: tuple[Evidence, ...]) -> None:
    review(opened()).when(both((*MET, *more))).then_refused(
        "focus-area.unknown-criterion", known=[one.criterion for one in MET]
    )


SUGGEST = SuggestFocusArea(
    review=REVIEW, focus_area="reunification", by="probation", struggling=REASON
)
TALK = NoteTalk(review=REVIEW, by="probation", on=date(2009, 9, 1), data_reviewed=True, note=REASON)


@pytest.mark.proves("PQCR-117", "PQCR-118")
def test_focus_areas_are_suggested_and_talked_about_early() -> None:
    review(opened()).when(SUGGEST).then(FocusAreaSuggested(**SUGGEST.model_dump()))
    review(opened()).when(TALK).then(FocusAreaTalked(**TALK.model_dump()))
    review(opened(), focus_area()).when(SUGGEST).then_refused(
        "focus-area.already-chosen", chosen="placement-stability"
    )
    for command in (SUGGEST, TALK):
        review().when(command).then_refused("review.unknown", review=REVIEW)
        review(opened()).when(command.model_copy(update={"by": "courts"})).then_refused(
            "focus-area.unknown-agency", asked=["child-welfare", "probation"]
        )


def test_a_reason_is_a_reference_and_never_the_text() -> None:
    with pytest.raises(ValueError, match="reason"):
        Statement.model_validate({"by": "probation", "reason": "Because."})


@given(any_history())
def test_any_history_is_read(facts: list[Event]) -> None:
    PLANNING.fold(facts)
