"""The sentence for each rule that can be refused, in the field's words, for people.

A service adds its own under its package's ``words.toml``, and in another language beside it, as
``words.es.toml``. A rule without a sentence is a defect that a test finds.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from concord_kernel.web.labels import LABELS
from concord_kernel.web.language import DEFAULT, SHELL, translations
from concord_kernel.web.speaking import label, long_day

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a day stands among the facts of a refusal."""

_PACKAGES: list[str] = [SHELL]


def add(package: str) -> None:
    """Let a service's own sentences be found."""
    if package not in _PACKAGES:
        _PACKAGES.append(package)
        sentences.cache_clear()


@cache
def sentences(language: str = DEFAULT) -> dict[str, str]:
    """Every rule's sentence in a language; in English where it has none."""
    found: dict[str, str] = {} if language == DEFAULT else dict(sentences())
    name = "words.toml" if language == DEFAULT else f"words.{language}.toml"
    for package in _PACKAGES:
        words = files(package) / name
        found |= tomllib.loads(words.read_text("utf-8")) if words.is_file() else {}
    return found


def sentence(rule: str, facts: dict[str, Any], language: str = DEFAULT) -> str:
    """The rule's sentence with its facts filled in; the rule's name where none is written."""
    text = sentences(language).get(rule, rule)
    told = {name: _spoken(value, language) for name, value in (facts.get("facts") or facts).items()}
    try:
        return text.format_map(told)
    except (KeyError, IndexError):
        return text


def _spoken(value: Any, language: str) -> Any:
    """A fact as people read it out: codes by their labels, days as days, lists with commas."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_spoken(one, language)) for one in value)
    if isinstance(value, str) and value in LABELS:
        return label(value, translations(SHELL, language).gettext)
    if isinstance(value, str) and (day := _day(value)):
        return long_day(day, language)
    return value


def _day(text: str) -> date | None:
    """The day that a text is, written year-month-day."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
