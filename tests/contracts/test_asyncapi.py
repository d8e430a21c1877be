"""The AsyncAPI document says what the kernel really sends, and is one by its own standard."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from concord_contracts.asyncapi import PARTITIONS, document
from concord_contracts.catalog import FACTS
from concord_contracts.event import Envelope, Event
from concord_contracts.facts.planning import ReviewOpened
from concord_kernel.bus import subjects
from concord_kernel.bus.message import Message, render
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tests.support.any_fact import any_fact
from tests.support.asyncapi import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("contracts")

STANDARD = "3.0.0"
UNWRITTEN = {"parameters", "headers"}
"""Words of the standard that FastStream, whose model of it is used here, never writes itself."""
AFTER_DRAFT_7 = ("$defs", "prefixItems", "unevaluatedProperties", "dependentRequired")

OPENED = ReviewOpened(
    review="pqcr-1",
    edition="california/pqcr@2009",
    edition_digest="0" * 64,
    synthetic=True,
)


def message_of(fact: Event, agency: str = "ca-santa-cruz") -> Message:
    return render(
        Envelope(
            agency=agency,
            position=7,
            stream="review-pqcr-1",
            version=1,
            name=fact.NAME,
            at=datetime(2010, 1, 29, 9, 30, tzinfo=UTC),
            actor="coordinator-1",
            causation=f"{agency}:6",
            correlation="0f4ccf92-6ce1-4a70-8a4b-6ec1c3a3f0b1",
            command=UUID("0f4ccf92-6ce1-4a70-8a4b-6ec1c3a3f0b1"),
            data=fact.canonical(),
        )
    )


def faults(made: dict[str, Any]) -> list[str]:
    """What FastStream's model of the standard does not accept, and words that it does not know."""
    try:
        model = ApplicationSchema.model_validate(json.loads(json.dumps(made)))
    except ValidationError as error:
        return [str(one["loc"]) for one in error.errors()]
    return [*_unknown_words(model), *([] if made["asyncapi"] == STANDARD else ["asyncapi"])]


def _unknown_words(part: object) -> Iterator[str]:
    if isinstance(part, BaseModel):
        yield from sorted((part.model_extra or {}).keys() - UNWRITTEN)
        yield from _unknown_words([getattr(part, name) for name in type(part).model_fields])
    elif isinstance(part, dict):
        yield from _unknown_words(list(part.values()))
    elif isinstance(part, list):
        for one in part:
            yield from _unknown_words(one)


def test_the_document_is_asyncapi_by_a_model_of_the_standard() -> None:
    assert faults(document()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made["info"].pop("title"),
        lambda made: made["channels"]["review.opened.v1"].update(adress="x"),
        lambda made: made["operations"]["say.review.opened.v1"].update(action="shout"),
        lambda made: made.update(asyncapi="2.6.0"),
    ],
    ids=["no title", "a misspelt word", "no such action", "another version"],
)
def test_the_model_notices_a_spoilt_document(spoil: Any) -> None:
    made = document()
    spoil(made)

    assert faults(made)


def test_every_reference_in_the_document_leads_somewhere() -> None:
    made = document()
    for reference in _references(made):
        found: Any = made
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def test_the_document_keeps_to_the_dialect_of_its_standard() -> None:
    text = json.dumps(document())
    assert [word for word in AFTER_DRAFT_7 if f'"{word}"' in text] == []


def test_every_fact_has_a_channel_and_a_message_of_its_own() -> None:
    made = document()
    assert list(made["channels"]) == list(FACTS)
    assert list(made["components"]["messages"]) == list(FACTS)


def test_the_partitions_are_the_buss() -> None:
    assert PARTITIONS == subjects.PARTITIONS


@pytest.mark.parametrize("name", FACTS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_rendered_message_is_one_of_the_document(name: str, data: st.DataObject) -> None:
    message = message_of(data.draw(any_fact(FACTS[name])))

    validator_for(name).check(message.subject, message.headers, message.body)


def test_the_deployments_own_log_travels_too() -> None:
    message = message_of(OPENED, agency="concord")

    validator_for("review.opened.v1").check(message.subject, message.headers, message.body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", 0),
        ("agency", "Santa Cruz"),
        ("command", "not-a-uuid"),
        ("at", "yesterday"),
        ("name", "review.opened.v2"),
        ("data", {"review": "pqcr-1"}),
    ],
)
def test_a_wrong_body_is_noticed(field: str, value: object) -> None:
    message = message_of(OPENED)
    body = json.dumps({**json.loads(message.body), field: value}).encode()

    with pytest.raises(AssertionError, match=field):
        validator_for("review.opened.v1").check(message.subject, message.headers, body)


def test_a_missing_header_and_a_wrong_subject_are_noticed() -> None:
    message = message_of(OPENED)
    ours = validator_for("review.opened.v1")

    with pytest.raises(AssertionError, match="Concord-Position"):
        ours.check(message.subject, {}, message.body)
    with pytest.raises(AssertionError, match="not of the form"):
        ours.check(message.subject.replace(".v1", ".v2"), message.headers, message.body)
    with pytest.raises(AssertionError, match="the subject says"):
        ours.check(message.subject.replace("ca-santa", "ca-santo"), message.headers, message.body)


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [one for part in value.values() for one in _references(part)]
    if isinstance(value, list):
        return [one for part in value for one in _references(part)]
    return []
