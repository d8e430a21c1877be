"""Any fact of a kind, for property tests: drawn from the fact's own JSON Schema.

``st.from_type`` ignores the patterns of the contracts' strings; this does not, so whatever it gives
is a fact that could have been recorded.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from concord_contracts.event import Event

F = dict[str, Any]
FORMATS: Final[dict[str, st.SearchStrategy[str]]] = {
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
}
LETTERS: Final = ascii_lowercase
SMALL: Final = ascii_lowercase + digits


def _joined(
    first: st.SearchStrategy[str], letters: str, by: str, least: int = 0
) -> st.SearchStrategy[str]:
    """Words with one of the characters between each two."""
    more = st.lists(st.tuples(st.sampled_from(by), st.text(letters, min_size=1)), min_size=least)
    return st.tuples(first, more).map(lambda made: made[0] + "".join(map("".join, made[1])))


def _words(letters: str, by: str) -> st.SearchStrategy[str]:
    return _joined(st.text(letters, min_size=1), letters, by)


_ID: Final = _joined(st.tuples(st.sampled_from(LETTERS), st.text(SMALL)).map("".join), SMALL, "-")

KNOWN: Final[dict[str, st.SearchStrategy[str]]] = {
    "^[a-z][a-z0-9]*(-[a-z0-9]+)*$": _ID,
    "^[a-z0-9]+([.-][a-z0-9]+)*$": _words(SMALL, ".-"),
    "^[0-9a-f]{64}$": st.binary(min_size=32, max_size=32).map(bytes.hex),
    "^(directory|raw|narrative)$": st.sampled_from(["directory", "raw", "narrative"]),
    "^[a-z]{2}(-[a-z0-9]+)+$": _joined(
        st.text(LETTERS, min_size=2, max_size=2), SMALL, "-", least=1
    ),
    "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$": _words(ascii_letters + digits, "-"),
}
"""Texts that fit the patterns most fields have; drawing them from the pattern takes ten times as
long, and ``tests/contracts/test_schemas.py`` holds what is drawn against the schema itself."""

ASCII: Final = st.characters(codec="ascii")

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
    if (texts := KNOWN.get(pattern)) is None:
        texts = st.from_regex(pattern.removesuffix("$") + r"\Z", alphabet=ASCII)
    return texts.filter(lambda text: len(text) <= longest)
