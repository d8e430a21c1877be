"""Every field of every body in the services' OpenAPI documents that takes a string."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.web import openapi

if TYPE_CHECKING:
    from collections.abc import Iterator

BELOW_A_REVIEW: Final = "/api/v1/{agency}/reviews/{review}"
BOUND: Final = ("pattern", "enum", "const", "format")
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that takes a string.

    Attributes:
        method: Of its operation.
        path: Of its operation.
        place: Where it is in the body, such as ``("members", "0", "reviewer")``.
        is_free: Whether it takes what people write, and not a code, a day or an id.
    """

    method: str
    path: str
    place: tuple[str, ...]
    is_free: bool

    @property
    def below(self) -> str:
        """The operation without the review that it is below of."""
        return self.path.replace(BELOW_A_REVIEW, "")

    def filled(self, text: str) -> Any:
        """A body in which only this field is filled."""
        body: Any = text
        for part in reversed(self.place):
            body = [body] if part == "0" else {part: body}
        return body

    def is_in(self, path: str, body: Any, text: str) -> bool:
        """Whether a command that was sent has a text in this field."""
        if not re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", self.below), path):
            return False
        return any(text in str(one) for one in _at(body, self.place))


def fields() -> Iterator[Field]:
    """All of them, operation by operation."""
    document = openapi.whole()
    models = document["components"]["schemas"]
    for path, item in sorted(document["paths"].items()):
        for method, operation in item.items():
            schema = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
            found: dict[tuple[str, ...], bool] = {}
            for place, is_free in _strings(schema.get("schema", {}), models, (), frozenset()):
                found[place] = found.get(place, False) or is_free
            for place, is_free in found.items():
                yield Field(method.upper(), path, place, is_free)


def _strings(
    schema: dict[str, Any], models: dict[str, Any], at: tuple[str, ...], seen: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    if link := schema.get("$ref"):
        if link in seen:
            return
        schema, seen = models[link.rpartition("/")[2]], seen | {link}
    for kind in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(kind, ()):
            yield from _strings(one, models, at, seen)
    if schema.get("type") == "string" and at:
        yield at, not set(BOUND) & set(schema)
    for name, one in schema.get("properties", {}).items():
        yield from _strings(one, models, (*at, name), seen)
    if isinstance(items := schema.get("items"), dict):
        yield from _strings(items, models, (*at, "0"), seen)


def _at(body: Any, place: tuple[str, ...]) -> list[Any]:
    """What stands at a place, of every member of a list."""
    found = [body]
    for part in place:
        if part == "0":
            found = [each for one in found if isinstance(one, list) for each in one]
        else:
            found = [one[part] for one in found if isinstance(one, dict) and part in one]
    return found
