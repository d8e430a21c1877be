"""Validation errors rendered as places and rules, without what was sent.

An error of pydantic carries its input, a message that can quote it, and a place that can hold a key
somebody made up. Only what is known beforehand is rendered. Called by the web shell; knows no
web framework and no vault.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

PLACES: Final = frozenset({"body", "query", "path", "header", "cookie"})
"""Where a value stood in a request; these words are always shown."""

_RULE: Final = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9_]*([.-][a-z0-9_]+)*")


def as_problems(
    errors: Sequence[Mapping[str, Any]], names: Container[str] = ()
) -> list[dict[str, str]]:
    """Validation errors as places (JSON pointers, RFC 6901) and rules, without what was sent.

    A place may hold a key that somebody made up, so only known names are shown; others are ``*``.

    Args:
        errors: As ``ValidationError.errors()`` gives them.
        names: Names of fields that may be shown, as ``names_in`` finds them.
    """
    return [{"pointer": _pointer(one["loc"], names), "rule": _rule(one["type"])} for one in errors]


def _pointer(place: Sequence[int | str], names: Container[str]) -> str:
    shown = (
        str(part) if isinstance(part, int) or part in PLACES or part in names else "*"
        for part in place
    )
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in shown)


def _rule(rule: str) -> str:
    return rule if _RULE.fullmatch(rule) else "not-valid"


def names_in(schema: object) -> frozenset[str]:
    """Every property and parameter that a JSON schema or an OpenAPI document declares."""
    return frozenset(_names(schema))


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _names(part)
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        if isinstance(schema.get("in"), str) and isinstance(schema.get("name"), str):
            yield schema["name"]
        for part in schema.values():
            yield from _names(part)
