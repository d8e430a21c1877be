"""Finds words that would make a review sound like an audit. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = re.compile(r"[a-z]+")


def words_of_an_audit(text: str, watched: object) -> tuple[str, ...]:
    """The watched words that stand in a text, in the list's order.

    Args:
        text: What was typed.
        watched: The edition's list; anything else watches nothing.
    """
    if not isinstance(watched, tuple):
        return ()
    said = set(WORD.findall(text.lower()))
    return tuple(_in_order(watched, said))


def _in_order(watched: Iterable[str], said: set[str]) -> Iterable[str]:
    return (one for one in watched if one in said)
