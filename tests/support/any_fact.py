"""Any fact of a kind, for property tests: drawn from the fact's own JSON Schema.

``st.from_type`` ignores the patterns of the contracts' strings; this does not, so whatever it gives
is a fact that could have been recorded.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from concord_contracts.event import Event

F = dict[str, Any]
FORMATS: Final[dict[str, st.SearchStrategy[str]]] = {
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
}
LONGEST: Final = 6
"""Elements of a list, where the fact sets no fewer."""

LARGEST: Final = 10**6


@cache
def any_fact(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Facts of one kind."""
    return any_value(kind.model_json_schema()).map(kind.model_validate)


def any_value(schema: F) -> st.SearchStrategy[Any]:
    """Whatever fits a schema, as JSON values."""
    return _value(schema, schema.get("$defs", {}))


def _value(schema: F, known: F) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _value(known[schema["$ref"].rpartition("/")[2]], known)
    if "anyOf" in schema:
        return st.one_of([_value(each, known) for each in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    match schema["type"]:
        case "object":
            return _object(schema, known)
        case "array":
            least = schema.get("minItems", 0)
            most = min(schema.get("maxItems", least + LONGEST), least + LONGEST)
            return st.lists(_value(schema["items"], known), min_size=least, max_size=most)
        case plain:
            return _plain(plain, schema)


def _object(schema: F, known: F) -> st.SearchStrategy[F]:
    needed = set(schema.get("required", ()))
    fields = {name: _value(each, known) for name, each in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in needed},
        optional={name: fields[name] for name in fields if name not in needed},
    )


def _plain(kind: str, schema: F) -> st.SearchStrategy[Any]:
    match kind:
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "integer":
            least = schema.get("minimum", schema.get("exclusiveMinimum", -LARGEST - 1) + 1)
            return st.integers(least, schema.get("maximum", LARGEST))
        case "string" if "format" in schema:
            return FORMATS[schema["format"]]
        case "string":
            return _matching(schema["pattern"], schema.get("maxLength", LARGEST))
        case unknown:
            raise TypeError(f"no fact has held a {unknown} yet")


@cache
def _matching(pattern: str, longest: int) -> st.SearchStrategy[str]:
    texts = st.from_regex(pattern.removesuffix("$") + r"\Z", alphabet=st.characters(codec="ascii"))
    return texts.filter(lambda text: len(text) <= longest)
