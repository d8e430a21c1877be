"""Facts speak the field's language: named, frozen, without room for free text."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.catalog import FACTS, MODULES
from concord_contracts.event import Event, UnknownFactError, canonical_json, read_fact
from concord_contracts.terms import TextRef
from concord_contracts.upcasts import UPCASTS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.any_fact import any_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("contracts")

STORED_NAME = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*")
PARTICIPLE = re.compile(
    r"(ed|den|Chosen|Given|Shown|Set|Drawn|Withdrawn|Left|Read|Made|Written|Done|Undone"
    r"|Held|HeldBack|Taken)$"
)
"""What happened, not a wish."""
NEVER_SHARED = frozenset(
    {"case", "worker", "session", "sessions", "interviewee", "team", "members", "theme", "voices"}
    | {"notes", "candidates", "reviewer", "name"}
)
CLOSED = frozenset({"pattern", "enum", "const", "format"})


def strings(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every string in a schema, by its place."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield at, schema
        for key, part in schema.items():
            yield from strings(part, f"{at}/{key}")
    elif isinstance(schema, list):
        for nth, part in enumerate(schema):
            yield from strings(part, f"{at}/{nth}")


@pytest.mark.parametrize("name", [*FACTS, *UPCASTS])
def test_a_stored_name_is_service_fact_and_version(name: str) -> None:
    assert STORED_NAME.fullmatch(name)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_named_by_what_happened(name: str) -> None:
    assert PARTICIPLE.search(FACTS[name].__name__)


def test_only_the_latest_version_of_a_fact_has_a_class() -> None:
    assert FACTS.keys() & UPCASTS.keys() == set()
    assert {new for new, _ in UPCASTS.values()} <= FACTS.keys() | UPCASTS.keys()


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_has_no_room_for_free_text(name: str) -> None:
    open_strings = [
        at for at, schema in strings(FACTS[name].model_json_schema()) if not CLOSED & schema.keys()
    ]

    assert open_strings == []


def test_the_search_for_free_text_finds_it() -> None:
    class Anything(Event, name="test.anything-said.v1"):
        said: str
        among: tuple[str, ...]
        by: dict[str, str]

    Event.known.pop("test.anything-said.v1")
    found = [at for at, _ in strings(Anything.model_json_schema())]

    assert found == [
        "/properties/said",
        "/properties/among/items",
        "/properties/by/additionalProperties",
    ]


@pytest.mark.parametrize("name", FACTS)
def test_a_shared_fact_tells_nothing_of_cases_people_sessions_or_themes(name: str) -> None:
    fact = FACTS[name]
    if fact.SHARED:
        assert fact.model_fields.keys() & NEVER_SHARED == set()


@pytest.mark.parametrize("name", FACTS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_fact_is_read_back_as_it_was_kept(name: str, data: st.DataObject) -> None:
    fact = data.draw(any_fact(FACTS[name]))

    assert read_fact(name, fact.canonical()) == fact
    assert FACTS[name].of(fact.canonical()).canonical() == fact.canonical()


@pytest.mark.parametrize("name", FACTS)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_an_old_reader_survives_a_new_field(name: str, data: st.DataObject) -> None:
    fact = data.draw(any_fact(FACTS[name]))
    newer = {**fact.model_dump(mode="json"), "not-known-yet": 1}

    assert read_fact(name, canonical_json(newer)) == fact


def test_a_fact_nobody_declares_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownFactError, match=r"review\.never-said\.v1"):
        read_fact("review.never-said.v1", "{}")


def test_a_name_is_declared_once() -> None:
    with pytest.raises(TypeError, match="stored name"):

        class Opened(Event, name="review.opened.v1"):
            pass


def test_a_fact_holds_no_floating_point_number() -> None:
    with pytest.raises(ValueError, match="floating-point"):
        canonical_json({"share": [0.5]})


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_says_what_happened_in_a_sentence(name: str) -> None:
    said = inspect.getdoc(FACTS[name]) or ""

    assert said.split("\n\n", maxsplit=1)[0].endswith(".")
    assert said != (Event.__doc__ or "")


def test_every_module_of_facts_says_its_stream() -> None:
    unsaid = [module.__name__ for module in MODULES if "stream" not in (module.__doc__ or "")]

    assert unsaid == []


def test_a_text_is_referred_to_by_class_and_commitment_only() -> None:
    assert list(TextRef.model_fields) == ["id", "kind", "commitment"]
