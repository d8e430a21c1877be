"""The rules of opening a review and choosing its focus area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.planning import Statement
from concord_contracts.rules import UnknownRuleError
from concord_kernel.testing import Given
from concord_review.planning.commands import ChooseFocusArea, OpenReview
from concord_review.planning.decide import PLANNING
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    OSRI,
    PQCR,
    REVIEW,
    context,
    durham,
    edition,
    focus_area,
    opened,
    statements,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

review = Given(PLANNING, context())

OPEN = OpenReview(review=REVIEW, edition=PQCR, edition_digest=edition().digest(), synthetic=True)


def choose(*agencies: str, code: str = "placement-stability") -> ChooseFocusArea:
    return ChooseFocusArea(review=REVIEW, focus_area=code, statements=statements(*agencies))


def test_a_review_opens_under_an_edition() -> None:
    review().when(OPEN).then(opened())


def test_a_review_that_is_open_is_not_opened_again() -> None:
    review(opened()).when(OPEN).then_refused("review.already-open", edition=PQCR)


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


def test_a_reason_is_a_reference_and_never_the_text() -> None:
    with pytest.raises(ValueError, match="reason"):
        Statement.model_validate({"by": "probation", "reason": "Because."})


@given(any_history())
def test_any_history_is_read(facts: list[Event]) -> None:
    PLANNING.fold(facts)
