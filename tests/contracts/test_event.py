"""What a fact is: named, frozen, in canonical JSON; and the envelope it is kept in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import rfc8785
from concord_contracts.catalog import FACTS, MODULES
from concord_contracts.event import (
    Envelope,
    Event,
    UnknownFactError,
    canonical_json,
    read_fact,
)
from concord_contracts.facts.people import ConfidentialitySigned
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.support.anyfacts import any_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNED = ConfidentialitySigned(review="pqcr-1", reviewer="reviewer-1", on=date(2010, 1, 11))


def test_the_catalogue_lists_every_fact_of_its_modules_once() -> None:
    declared = [
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
        if value.__module__ == module.__name__
    ]

    assert sorted(one.NAME for one in declared) == sorted(FACTS)


@given(any_fact())
def test_a_fact_survives_being_written_and_read(fact: Event) -> None:
    assert type(fact).of(fact.canonical()) == fact
    assert read_fact(fact.NAME, fact.canonical()) == fact


@given(any_fact())
def test_a_fact_is_written_canonically(fact: Event) -> None:
    said = fact.model_dump(mode="json")

    assert fact.canonical().encode() == rfc8785.dumps(said)


def test_a_fact_is_frozen() -> None:
    with pytest.raises(ValidationError):
        SIGNED.review = "pqcr-2"  # type: ignore[misc]  # that is what is refused


def test_a_fact_that_lacks_a_field_is_none_and_nothing_of_it_is_told() -> None:
    with pytest.raises(ValidationError) as error:
        ConfidentialitySigned.of('{"review":"Jane Doe, 12 Main Street"}')

    assert "Doe" not in str(error.value)


def test_a_name_nobody_declares_is_unknown() -> None:
    with pytest.raises(UnknownFactError, match=r"review\.never-happened\.v1"):
        read_fact("review.never-happened.v1", "{}")


@pytest.mark.parametrize("name", ["", SIGNED.NAME])
def test_a_fact_has_a_stored_name_of_its_own(name: str) -> None:
    with pytest.raises(TypeError, match="stored name"):
        type("Second", (Event,), {"__module__": __name__}, name=name)


@pytest.mark.parametrize(
    "value", [1.5, {"a": [1, {"b": 0.1}]}, [float("nan")], {"a": float("inf")}]
)
def test_a_fact_holds_no_floating_point_number(value: Any) -> None:
    with pytest.raises(ValueError, match="floating-point"):
        canonical_json(value)


keys = st.text(st.characters(max_codepoint=0xD7FF), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical_json(value).encode() == rfc8785.dumps(value)


@given(st.dictionaries(keys, st.integers(0, 9), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_keys_makes_no_difference(value: dict[str, int], chance: Any) -> None:
    shuffled = list(value.items())
    chance.shuffle(shuffled)

    assert canonical_json(dict(shuffled)) == canonical_json(value)


def patterns(schema: Any) -> Iterator[dict[str, Any]]:
    """Every string with a pattern that a schema has room for."""
    if isinstance(schema, dict):
        if "pattern" in schema:
            yield schema
        for part in schema.values():
            yield from patterns(part)
    if isinstance(schema, list):
        for part in schema:
            yield from patterns(part)


@pytest.mark.parametrize("name", FACTS)
def test_no_pattern_of_a_fact_lets_a_sentence_through(name: str) -> None:
    sentences = ("Jane Doe", "She said so.", "Nuñez", "a b", "", "x\ny", "<b>", "a" * 500)
    let_through = [
        sentence
        for schema in patterns(FACTS[name].model_json_schema())
        for sentence in sentences
        if re.search(schema["pattern"], sentence)
        and len(sentence) <= schema.get("maxLength", len(sentence))
    ]

    assert let_through == []


def test_an_envelope_gives_its_fact_and_its_id() -> None:
    envelope = Envelope(
        agency="ca-santa-cruz",
        position=7,
        stream="reviewer-reviewer-1",
        version=2,
        name=SIGNED.NAME,
        at=datetime(2010, 1, 11, tzinfo=UTC),
        actor="coordinator-1",
        causation="c",
        correlation="c",
        command=UUID(int=1),
        data=SIGNED.canonical(),
    )

    assert envelope.fact == SIGNED
    assert envelope.id == "ca-santa-cruz:7"
