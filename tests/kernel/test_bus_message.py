"""A fact as a message and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from concord_contracts.event import Envelope, canonical_json
from concord_kernel.bus.message import NotAMessageError, position_of, read, render
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.facts import envelope

text = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


# the first text of a fresh checkout waits for hypothesis to list all characters
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(text, values, max_size=6))
def test_an_envelope_survives_with_its_data_byte_for_byte(data: dict[str, Any]) -> None:
    fact = envelope("ca-x", 7, data=canonical_json(data))
    assert read(render(fact).body) == fact


def test_the_body_is_one_object_with_data_as_an_object() -> None:
    body = json.loads(render(envelope("ca-x", 7)).body)
    assert list(body) == list(Envelope._fields)
    assert body["data"] == {"by": 1, "counter": "counter-0"}
    assert body["at"] == "2010-01-29T09:30:00.123456+00:00"


def test_the_headers_say_the_place() -> None:
    headers = render(envelope("ca-x", 7)).headers
    assert headers == {
        "Nats-Msg-Id": "ca-x:7",
        "Concord-Position": "7",
        "Concord-Stream": "test-stream",
        "Concord-Version": "7",
    }
    assert position_of(headers) == 7


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"{}",
        b"\xff",
        render(envelope("ca-x", 7)).body[:-1],
        render(envelope("ca-x", 7)).body.replace(b'"ca-x"', b"null"),
        render(envelope("ca-x", 7)).body.replace(b"2010", b"soon"),
        render(envelope("ca-x", 7)).body.replace(b'"by":1', b'"by":1.5'),
    ],
)
def test_another_body_is_no_fact_and_its_content_is_not_repeated(body: bytes) -> None:
    with pytest.raises(NotAMessageError) as refused:
        read(body)
    assert "ca-x" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("headers", [None, {}, {"Concord-Position": "soon"}])
def test_headers_without_a_position_are_refused(headers: dict[str, str] | None) -> None:
    with pytest.raises(NotAMessageError):
        position_of(headers)
