"""What pages say, in the language of whoever reads them: scripts are written once, in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from concord_kernel.web.language import translations

PACKAGES: Final = {
    "door": "concord_kernel.door",
    "review": "concord_review",
    "scheduling": "concord_scheduling",
    "reporting": "concord_reporting",
}
"""Whose catalog a page speaks from, beside the shell's, by the first part of its address."""


@dataclass(frozen=True)
class Said:
    """A text of a page with what stands in it, such as the number of a team.

    Attributes:
        text: As the catalogs have it, in English.
        values: What stands in it, which may be said itself.
    """

    text: str
    values: dict[str, object]


Words = str | Said


def said(text: str, **values: object) -> Said:
    """A text with what stands in it."""
    return Said(text, values)


def say(words: Words, language: str, service: str) -> str:
    """A text as it stands on a page of a service, in this language.

    What the catalogs do not know comes back as it is: words of an edition are English everywhere.
    """
    if isinstance(words, str):
        return translations(PACKAGES[service], language).gettext(words)
    values = {
        name: say(one, language, service) if isinstance(one, (str, Said)) else one
        for name, one in words.values.items()
    }
    return translations(PACKAGES[service], language).gettext(words.text) % values


def begins(text: str) -> re.Pattern[str]:
    """What a label begins with; a hint or “optional” may follow it."""
    return re.compile(rf"^\s*{re.escape(text)}(?!\w)")
