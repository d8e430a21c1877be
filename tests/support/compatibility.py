"""What a changed schema breaks for whoever has read the old one.

An added optional property and a changed description break nothing, since a fact ignores fields that
it does not know. A value inside a fact refuses unknown fields, so nothing may be added there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS_FOR_PEOPLE: Final = frozenset({"description", "title", "$comment", "examples"})
NAMED: Final = frozenset({"properties", "$defs"})
Schema = dict[str, Any]


def broken(old: Schema, new: Schema, at: str = "") -> Iterator[str]:
    """Every incompatible change, by its place."""
    for keyword in sorted((old.keys() | new.keys()) - WORDS_FOR_PEOPLE - NAMED):
        yield from _differing(old.get(keyword), new.get(keyword), f"{at}/{keyword}")
    for keyword in sorted(NAMED):
        yield from _named(old.get(keyword, {}), new.get(keyword, {}), f"{at}/{keyword}")
    if old.get("additionalProperties") is False:
        for name in sorted(new.get("properties", {}).keys() - old.get("properties", {}).keys()):
            yield f"{at}/properties/{name}: added where unknown fields are refused"


def _differing(old: Any, new: Any, at: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from broken(old, new, at)
    elif old != new:
        yield f"{at}: {old!r} became {new!r}"


def _named(old: Schema, new: Schema, at: str) -> Iterator[str]:
    for name, schema in old.items():
        if name not in new:
            yield f"{at}/{name}: removed"
        else:
            yield from broken(schema, new[name], f"{at}/{name}")
