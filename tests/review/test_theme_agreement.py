"""How far codes agree: against published figures, and in words where nothing can be computed.

The data and the figures are those of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability"
(University of Pennsylvania, Annenberg School for Communication, 2011), sections A, B and C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_review.theme_board.agreement import Agreement, Unit, alpha, of_units, units

if TYPE_CHECKING:
    from collections.abc import Sequence

A_BINARY = ("0100000010", "1110010000")
B_NOMINAL = ("aabbdcccedda", "babbbccceddd")
C_MISSING = ("123321412...", "1233224125.3", ".3332342251.", "1233244125 1.".replace(" ", ""))


def counted(coders: Sequence[str]) -> list[list[int]]:
    """How many coders gave each value to each unit; a dot is a missing value."""
    values = sorted({value for coder in coders for value in coder} - {"."})
    return [[said.count(value) for value in values] for said in zip(*coders, strict=True)]


@pytest.mark.parametrize(
    ("coders", "published"), [(A_BINARY, 0.095), (B_NOMINAL, 0.692), (C_MISSING, 0.743)]
)
def test_alpha_is_the_published_one(coders: Sequence[str], published: float) -> None:
    found = alpha(counted(coders))

    assert found.alpha is not None
    assert round(found.alpha, 3) == published


def test_where_nobody_can_be_compared_or_no_code_differs_alpha_is_not_defined() -> None:
    assert alpha([(1, 0), (0, 1), (0, 0)]) == Agreement(None, "nobody-compared", 0)
    assert alpha([]) == Agreement(None, "nobody-compared", 0)
    assert alpha([(3, 0), (2, 0), (0, 1)]) == Agreement(None, "all-the-same", 2)


def test_what_is_incomplete_is_no_disagreement() -> None:
    def verdict(heard: int, not_heard: int, cannot_say: int, blank: int) -> str:
        return Unit("session-1", heard, not_heard, cannot_say, blank).verdict

    assert verdict(2, 0, 1, 0) == "heard"
    assert verdict(0, 3, 0, 0) == "not-heard"
    assert verdict(1, 1, 0, 0) == "disagree"
    assert verdict(1, 1, 0, 1) == "disagree"
    assert verdict(2, 0, 0, 1) == "incomplete"
    assert verdict(1, 0, 2, 0) == "one-code"
    assert verdict(0, 0, 3, 0) == "cannot-say"


def test_codes_are_counted_session_by_session_and_whoever_said_nothing_is_missing() -> None:
    codes = {
        "reviewer-1": {"session-1": "heard", "group-1": "heard"},
        "reviewer-2": {"session-1": "not-heard", "group-1": "cannot-say"},
    }

    found = units(codes, ["session-1", "group-1"], ["reviewer-3"], {"group-1": [4, 3]})  # type: ignore[arg-type]  # plain words

    assert found == [
        Unit("session-1", heard=1, not_heard=1, cannot_say=0, blank=1),
        Unit("group-1", heard=1, not_heard=0, cannot_say=1, blank=1, people=(3, 4)),
    ]
    assert of_units(found).compared == 1
