"""Conditions: the same in Python and in the page, total, and refused with their place."""

from __future__ import annotations

import json
from itertools import starmap
from operator import itemgetter
from typing import Any

import pytest
from concord_contracts.expressions import (
    DEEPEST,
    LARGEST,
    Asked,
    Fault,
    asked_in,
    evaluate,
    faults,
    holds,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.checkout import ROOT
from tests.support.twins import in_node

VECTORS = json.loads((ROOT / "tests" / "tables" / "expressions.json").read_text("utf-8"))
CODES = ("a", "b", "c", "constructor")
WORDS = ("", "no", "yes", "2010-01-29", "é", "\uff21", "\U0001d49c")

scalars = st.one_of(
    st.booleans(), st.sampled_from(WORDS), st.integers(-3, 3), st.sampled_from([LARGEST, -LARGEST])
)
values = st.one_of(scalars, st.lists(scalars, max_size=3))
answers = st.dictionaries(st.sampled_from(CODES), st.one_of(st.none(), values))
asking = st.builds(
    lambda operator, code: {operator: code},
    st.sampled_from(["var", "answered"]),
    st.sampled_from(CODES),
)
operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"])


def compared(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda operator, two: {operator: list(two)}, operators, st.tuples(parts, parts)
    )


def combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    logic = st.builds(
        lambda operator, several: {operator: several},
        st.sampled_from(["and", "or"]),
        st.lists(parts, max_size=3),
    )
    return st.one_of(logic, st.builds(lambda part: {"not": part}, parts))


conditions = st.recursive(
    compared(st.one_of(values, asking))
    | st.builds(lambda code: {"answered": code}, st.sampled_from(CODES)),
    lambda parts: st.one_of(combined(parts), compared(st.one_of(values, asking, parts))),
    max_leaves=6,
)
json_values = st.recursive(
    st.one_of(st.none(), scalars, st.floats()),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.dictionaries(
            st.sampled_from(["and", "not", "var", "==", "in", "x", "answered"]), parts, max_size=2
        ),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("vector", VECTORS, ids=itemgetter("why"))
def test_a_vector_is_what_it_says(vector: dict[str, Any]) -> None:
    found = evaluate(vector["tree"], vector["answers"])

    assert (type(found), found) == (type(vector["result"]), vector["result"])


def test_the_page_evaluates_every_vector_alike() -> None:
    found = in_node([("evaluate", one["tree"], one["answers"]) for one in VECTORS])

    assert [json.dumps(one) for one in found] == [json.dumps(one["result"]) for one in VECTORS]


def test_the_vectors_are_many_and_each_says_why() -> None:
    assert len({one["why"] for one in VECTORS}) == len(VECTORS) >= 60


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(conditions, answers), min_size=150, max_size=250))
def test_any_condition_on_any_answers_is_the_same_in_the_page(
    cases: list[tuple[Any, dict[str, Any]]],
) -> None:
    found = in_node([("evaluate", tree, given) for tree, given in cases])

    assert found == list(starmap(evaluate, cases))


@given(conditions, answers)
def test_a_condition_without_faults_never_raises(tree: Any, given_answers: dict[str, Any]) -> None:
    found = list(faults(tree))

    assert found == [] or {rule for _, rule in found} == {"condition.too-deep"}
    assert holds(tree, given_answers) in {True, False}


@given(json_values, answers)
def test_whatever_is_written_is_found_faulty_or_evaluated(
    tree: Any, given_answers: dict[str, Any]
) -> None:
    if not list(faults(tree)):
        assert isinstance(evaluate(tree, given_answers), bool)


@pytest.mark.parametrize(
    ("tree", "place", "rule"),
    [
        ({"xor": [True, False]}, (), "condition.unknown-operator"),
        ({}, (), "condition.unknown-operator"),
        ({"not": True, "and": []}, (), "condition.unknown-operator"),
        ("yes", (), "condition.not-a-condition"),
        (None, (), "condition.not-a-condition"),
        ({"var": "a"}, (), "condition.not-a-condition"),
        ({"not": {"var": "a"}}, ("not", 0), "condition.not-a-condition"),
        ({"and": [True, "yes"]}, ("and", 1), "condition.not-a-condition"),
        ({"and": True}, ("and",), "condition.parts"),
        ({"==": [{"var": "a"}]}, ("==",), "condition.parts"),
        ({"answered": 3}, ("answered",), "condition.parts"),
        ({"==": [{"var": "a"}, None]}, ("==", 1), "condition.not-a-value"),
        ({"==": [{"var": "a"}, 0.5]}, ("==", 1), "condition.not-a-value"),
        ({"==": [{"var": "a"}, LARGEST + 1]}, ("==", 1), "condition.not-a-value"),
        ({"in": [{"var": "a"}, [["x"]]]}, ("in", 1), "condition.not-a-value"),
        ({"==": [{"var": "a"}, "x" * 101]}, ("==", 1), "condition.not-a-value"),
        ({"or": [True] * 101}, ("or",), "condition.parts"),
    ],
)
def test_a_fault_is_found_at_its_place(tree: Any, place: tuple[Any, ...], rule: str) -> None:
    assert list(faults(tree)) == [Fault(place, rule)]


def test_a_condition_is_only_so_deep() -> None:
    tree: Any = {"answered": "a"}
    for _ in range(DEEPEST):
        tree = {"not": tree}

    assert list(faults(tree)) == []
    assert [rule for _, rule in faults({"not": tree})] == ["condition.too-deep"]


def test_a_condition_as_deep_as_a_file_can_be_is_refused_and_not_followed() -> None:
    tree: Any = True
    for _ in range(5_000):
        tree = {"not": tree}

    assert [rule for _, rule in faults(tree)] == ["condition.too-deep"]


def test_the_questions_that_a_condition_asks_for_are_found_with_their_places() -> None:
    tree = {"and": [{"==": [{"var": "a"}, 1]}, {"not": {"answered": "b"}}]}

    assert list(asked_in(tree)) == [
        Asked(("and", 0, "==", 0, "var"), "var", "a"),
        Asked(("and", 1, "not", 0, "answered"), "answered", "b"),
    ]
