"""How facts of older versions are read: old name to new name and data. The only past we keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

WHOEVER: Final = "unstated"
"""Whose reason it is where an old fact does not say."""


def _focus_area_v1(fields: dict[str, Any]) -> dict[str, Any]:
    """One reason became a statement of each agency (the guide asks for both)."""
    reason = fields.pop("reason")
    return fields | {"statements": [{"by": WHOEVER, "reason": reason}]}


UPCASTS: Final[Mapping[str, tuple[str, Upcast]]] = {
    "review.focus-area-chosen.v1": ("review.focus-area-chosen.v2", _focus_area_v1),
}
"""Stored name of an old version to the name of the next version and the change of its data."""


def latest(name: str, data: str) -> tuple[str, str]:
    """The newest name of a fact and its data in that version's shape."""
    if name not in UPCASTS:
        return name, data
    fields = json.loads(data)
    while name in UPCASTS:
        name, upcast = UPCASTS[name]
        fields = upcast(fields)
    return name, json.dumps(fields)
