"""Where facts travel."""

from __future__ import annotations

import pytest
from concord_kernel.bus.subjects import (
    PARTITIONS,
    STREAM_SUBJECTS,
    NotASubjectError,
    Place,
    fnv1a32,
    of_agency,
    parse,
    partition,
    poke,
    subject,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.support.facts import envelope

agencies = st.from_regex(r"[a-z]{2}(-[a-z0-9]{1,8}){1,3}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0x811C9DC5), ("a", 0xE40C292C), ("b", 0xE70C2DE5), ("foobar", 0xBF9CF968)],
)
def test_the_hash_is_the_published_one(text: str, value: int) -> None:
    assert fnv1a32(text) == value


def test_partitions_of_known_agencies_never_change() -> None:
    parts = {"ca-santa-cruz": 2, "ca-los-angeles": 10, "nc-durham": 6, "ms-dfcs": 0, "concord": 3}
    assert {agency: partition(agency) for agency in parts} == parts


@given(agencies)
def test_a_fact_travels_on_a_subject_that_says_its_place(agency: str) -> None:
    fact = envelope(agency, 1, name="review.case-selected.v1")
    assert subject(fact).startswith(of_agency(agency).removesuffix(">"))
    assert parse(subject(fact)) == Place(partition(agency), agency, "review.case-selected.v1")
    assert 0 <= partition(agency) < PARTITIONS


@pytest.mark.parametrize(
    "text",
    [
        poke("ca-x"),
        "concord.4.ca-x",
        "concord.4.ca-x.review.case-selected",
        "concord.5.ca-x.review.case-selected.v1",
        "concord.44.ca-x.review.case-selected.v1",
        "concord.4.ca-x.review.case-selected.v1.more",
        "other.4.ca-x.review.case-selected.v1",
    ],
)
def test_other_subjects_are_refused(text: str) -> None:
    with pytest.raises(NotASubjectError):
        parse(text)


def test_the_stream_keeps_no_poke() -> None:
    assert not any(poke("ca-x").startswith(kept.removesuffix(">")) for kept in STREAM_SUBJECTS)
