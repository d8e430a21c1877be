"""The sentence for each rule that can be refused, in the field's words, for people.

A service adds its own under its package's ``words.toml``; a rule without a sentence is a defect
that a test finds.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_PACKAGES: list[str] = ["concord_kernel.web"]


def add(package: str) -> None:
    """Let a service's own sentences be found."""
    if package not in _PACKAGES:
        _PACKAGES.append(package)
        sentences.cache_clear()


@cache
def sentences() -> dict[str, str]:
    """Every rule's sentence."""
    found: dict[str, str] = {}
    for package in _PACKAGES:
        found |= tomllib.loads((files(package) / "words.toml").read_text("utf-8"))
    return found


def sentence(rule: str, facts: dict[str, Any]) -> str:
    """The rule's sentence with its facts filled in; the rule's name where none is written."""
    text = sentences().get(rule, rule)
    told = {name: _spoken(value) for name, value in (facts.get("facts") or facts).items()}
    try:
        return text.format_map(told)
    except (KeyError, IndexError):
        return text


def _spoken(value: Any) -> Any:
    """A list as people read it out."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
