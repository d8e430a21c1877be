"""What a text may not hold is found by its shape and by the names that are known."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest
from concord_kernel.wording import places
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("Alder Peerless", "María Núñez-Rose", "Li Wu")
NUMBERS = ("SYN-00012", "44/07-A")


def found(text: str) -> list[tuple[str, str]]:
    """What is found, with the words it stands for."""
    return [
        (one.rule.removeprefix("wording."), text[one.start : one.end])
        for one in places(text, NAMES, NUMBERS)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alder Peerless hears relatives early.", [("name", "Alder Peerless")]),
        ("It was alder peerless again.", [("name", "alder peerless")]),
        (
            "Peerless\N{RIGHT SINGLE QUOTATION MARK}s team and Nunez.",
            [("name", "Peerless\N{RIGHT SINGLE QUOTATION MARK}s"), ("name", "Nunez")],
        ),
        (
            "In the case syn-00012 and 44/07-A.",
            [("case-number", "syn-00012"), ("case-number", "44/07-A")],
        ),
        (
            "Case AB-12345, then 0123-4567-8901-2345678.",
            [("case-number", "AB-12345"), ("case-number", "0123-4567-8901-2345678")],
        ),
        (
            "Call (831) 555-0100 or 831-555-0100.",
            [("phone", "(831) 555-0100"), ("phone", "831-555-0100")],
        ),
        ("Write to a.b@county.example.org.", [("e-mail", "a.b@county.example.org")]),
        (
            "A child born on 1/2/2003, DOB: 2003-02-01.",
            [("birth-date", "born on 1/2/2003"), ("birth-date", "DOB: 2003-02-01")],
        ),
        ("Since 1/15/2009 plans are written.", [("date", "1/15/2009")]),
        ("His number is 123-45-6789.", [("social-security", "123-45-6789")]),
        (
            "<script>alert(1)</script> <b onclick=x>",
            [("markup", "<script>"), ("markup", "</script>"), ("markup", "<b onclick=x>")],
        ),
    ],
)
def test_what_tells_who_is_meant_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Relatives are asked early, and placements hold longer.",
        "In 12 of 45 cases since 2009 visits took 4-6 weeks; 3 < 4 and 5 > 2.",
        "Peers say rose gardens help; li is short.",
        "See section 4.2 (b), AB 636 and W&I Code 10601.2.",
        "",
    ],
)
def test_ordinary_words_and_figures_are_let_be(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=200))
def test_places_are_within_the_text_and_never_overlap(text: str) -> None:
    some = places(text, NAMES, NUMBERS)

    assert all(0 <= one.start < one.end <= len(text) for one in some)
    assert all(one.end <= other.start for one, other in pairwise(some))


@pytest.mark.parametrize("piece", ["<a", "1-", "a@", "a.b@", "Alder ", "0000-", "<script", "x@y."])
def test_a_long_text_is_looked_through_at_once(piece: str) -> None:
    began = perf_counter()

    places(piece * (20_000 // len(piece)), NAMES * 200, NUMBERS * 50)

    assert perf_counter() - began < 2
