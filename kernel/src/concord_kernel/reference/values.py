"""What a field holds, in words: from its JSON Schema and the contracts' named values."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from typing import Any, Final

from concord_contracts import terms
from pydantic import TypeAdapter

from concord_kernel.reference.markdown import code

PLAIN: Final = {
    "integer": "whole number",
    "boolean": "yes or no",
    "date": "day",
    "time": "time of day",
    "date-time": "moment",
    "uuid": "UUID",
}
BOUNDS: Final = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}


def shape(schema: dict[str, Any]) -> str:
    """What a field holds."""
    optional = ", optional" if schema.get("optional") else ""
    return f"{_kind(schema)}{optional}"


def values() -> list[tuple[str, str, str]]:
    """The named values of the contracts: name, meaning, pattern."""
    said = _said_of_terms()
    return [(code(name), said.get(name, ""), code(pattern)) for pattern, name in _named().items()]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return code(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(code(str(each)) for each in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"{_count(schema)} of {_kind(schema.get('items', {}))}"
    if schema.get("type") == "object":
        return f"for each {_keys(schema)}: {_kind(schema.get('additionalProperties', {}))}"
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> str:
    if pattern := schema.get("pattern"):
        return code(_named().get(pattern, pattern))
    words = PLAIN.get(schema.get("format", schema.get("type", "")), str(schema.get("type", "")))
    bounds = [f"{said} {schema[bound]}" for bound, said in BOUNDS.items() if bound in schema]
    return ", ".join([words, *bounds])


def _count(schema: dict[str, Any]) -> str:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if most:
        return f"{least} to {most}"
    return f"{least} or more" if least else "any number"


def _keys(schema: dict[str, Any]) -> str:
    (pattern,) = schema.get("patternProperties", {"": {}})
    return _plain(schema.get("propertyNames", {"pattern": pattern}))


@cache
def _named() -> dict[str, str]:
    """Pattern to the name of the value that has it."""
    found: dict[str, str] = {}
    for name, term in vars(terms).items():
        if hasattr(term, "__metadata__"):
            pattern = TypeAdapter(term).json_schema().get("pattern")
            if pattern:
                found[pattern] = name
    return found


@cache
def _said_of_terms() -> dict[str, str]:
    """What stands below each assignment of the module of terms."""
    body = ast.parse(inspect.getsource(terms)).body
    found: dict[str, str] = {}
    for one, after in pairwise(body):
        match one, after:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split()).replace("``", "`")
            case _:
                pass
    return found
