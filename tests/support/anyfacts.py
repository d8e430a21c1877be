"""Facts as hypothesis makes them up: whatever a fact's own schema allows, about few things."""

from __future__ import annotations

import re
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.catalog import FACTS
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_contracts.event import Event

Schema = dict[str, Any]
LARGEST: Final = 10_000

WORDS: Final = (
    "ca-santa-cruz",
    "nc-durham",
    "case-1",
    "reviewer-1",
    "reviewer-2",
    "session-1",
    "z9",
    "child-welfare",
    "interview.minutes",
    "california/pqcr@2009",
    "northcarolina/osri@2014",
    "Seed-2010",
    "09:30:00",
    "23:00",
    "raw",
    "directory",
    "narrative",
    "c" * 64,
    "0" * 64,
)
"""Few, so that facts are about the same things."""


@st.composite
def any_history(draw: st.DrawFn) -> list[Event]:
    """A few facts of any class."""
    return draw(st.lists(any_fact(), max_size=6))


@cache
def any_fact() -> st.SearchStrategy[Event]:
    """A fact of any class."""
    return st.one_of([_of(one) for one in FACTS.values()])


def _of(fact: type[Event]) -> st.SearchStrategy[Event]:
    schema = fact.model_json_schema()
    return _value(schema, schema.get("$defs", {})).map(fact.model_validate)


def _value(schema: Schema, known: Schema) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _value(known[schema["$ref"].rpartition("/")[2]], known)
    if "anyOf" in schema:
        return st.one_of([_value(one, known) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return KINDS[schema["type"]](schema, known)


def _string(schema: Schema, _: Schema) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    if schema.get("format") == "date-time":
        return st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat())
    if schema.get("format") == "time":
        return st.times().map(lambda at: at.isoformat())
    fits, longest = re.compile(schema["pattern"]).fullmatch, schema.get("maxLength", 80)
    return st.sampled_from([word for word in WORDS if fits(word) and len(word) <= longest])


def _integer(schema: Schema, _: Schema) -> st.SearchStrategy[int]:
    least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return st.integers(least, schema.get("maximum", LARGEST))


def _array(schema: Schema, known: Schema) -> st.SearchStrategy[list[Any]]:
    return st.lists(_value(schema["items"], known), min_size=schema.get("minItems", 0), max_size=3)


def _object(schema: Schema, known: Schema) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({
        name: _value(one, known) for name, one in schema["properties"].items()
    })


KINDS: Final[dict[str, Callable[[Schema, Schema], st.SearchStrategy[Any]]]] = {
    "string": _string,
    "integer": _integer,
    "boolean": lambda _, __: st.booleans(),
    "null": lambda _, __: st.none(),
    "array": _array,
    "object": _object,
}
