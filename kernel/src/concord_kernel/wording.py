"""Looks through a typed text for what would tell who is meant: names, numbers, addresses, dates.

Pure: text and names in, places out. A place is where the words begin and end and what they look
like, never the words themselves, so that a refusal can lead to them without repeating them. That
words look like a name does not make them one: people decide, with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARKUP: Final = "wording.markup"
NAME: Final = "wording.name"
DATE: Final = "wording.date"
CASE: Final = "wording.case-number"
PHONE: Final = "wording.phone"
E_MAIL: Final = "wording.e-mail"
BIRTH: Final = "wording.birth-date"
SECURITY: Final = "wording.social-security"

DOUBTFUL: Final = frozenset({NAME, DATE})
"""What may be an ordinary word or day: one may go on with a reason."""

SHORTEST: Final = 3
"""Letters of a word that is held against names: shorter ones are words of every sentence."""

_DAY: Final = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
_PATTERNS: Final = {
    MARKUP: r"<\s*[/!]?\s*[a-z][^<>]{0,400}>|<\s*script\b|\bjavascript\s*:",
    E_MAIL: r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}",
    SECURITY: r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
    PHONE: r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]?\d{4}(?![\w-])",
    BIRTH: rf"(?:\bborn(?: on)?|\bd\.?o\.?b\.?|\bdate of birth)\W{{1,5}}{_DAY}",
    DATE: rf"(?<![\w-]){_DAY}(?![\w-])",
    CASE: r"(?<![\w-])(?:[a-z]{1,5}-?\d{4,19}|\d{4}(?:-\d{4}){2,4}\d*|\d{6,19})(?![\w-])",
}
_SHAPES: Final = {rule: re.compile(shape, re.IGNORECASE) for rule, shape in _PATTERNS.items()}
_APOSTROPHES: Final = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:{_APOSTROPHES}[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text.

    Attributes:
        rule: What they look like.
        start: Where they begin, in characters.
        end: Where they end.
    """

    rule: str
    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Whether two places share a character."""
        return self.start < other.end and other.start < self.end


def places(text: str, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> list[Place]:
    """What a text should not hold, in its order.

    Args:
        text: What was typed.
        names: Names of people whom the review knows.
        numbers: Case numbers that the review knows.
    """
    found: list[Place] = []
    for one in (*_known(text, numbers), *_shapes(text), *_named(text, names)):
        if not any(one.overlaps(other) for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _shapes(text: str) -> Iterator[Place]:
    for rule, shape in _SHAPES.items():
        for match in shape.finditer(text):
            yield Place(rule, *match.span())


def _known(text: str, numbers: Iterable[str]) -> Iterator[Place]:
    plain = text.upper() if len(text.upper()) == len(text) else text
    for number in {one.strip().upper() for one in numbers if len(one.strip()) >= SHORTEST}:
        if number in plain:
            whole = re.compile(rf"(?<!\w){re.escape(number)}(?!\w)")
            for match in whole.finditer(plain):
                yield Place(CASE, *match.span())


def _named(text: str, names: Iterable[str]) -> Iterator[Place]:
    """Words with a capital that are a part of a name, and whole names in small letters too."""
    known = [tuple(_parts(name)) for name in names]
    parts = {part for name in known for part in name}
    pairs = {pair for name in known for pair in pairwise(name)}
    words = [(match, _plain(match[0])) for match in _WORD.finditer(text)]
    open_at: list[int] = []
    for nth, (match, word) in enumerate(words):
        following = words[nth + 1][1] if nth + 1 < len(words) else ""
        before = words[nth - 1][1] if nth else ""
        is_pair = (word, following) in pairs or (before, word) in pairs
        if is_pair or (word in parts and match[0][0].isupper()):
            open_at.append(nth)
    yield from _joined(words, open_at, text)


def _joined(words: list[tuple[re.Match[str], str]], hits: list[int], text: str) -> Iterator[Place]:
    """Words that stand beside each other as one place."""
    start = end = None
    for nth in hits:
        match = words[nth][0]
        if end is not None and not text[end : match.start()].strip():
            end = match.end()
            continue
        if start is not None and end is not None:
            yield Place(NAME, start, end)
        start, end = match.span()
    if start is not None and end is not None:
        yield Place(NAME, start, end)


def _parts(name: str) -> list[str]:
    return [part for match in _WORD.finditer(name) if len(part := _plain(match[0])) >= SHORTEST]


def _plain(word: str) -> str:
    """A word without capitals, accents and the s of a possessive."""
    bare = unicodedata.normalize("NFKD", re.sub(rf"{_APOSTROPHES}s?$", "", word))
    return "".join(one for one in bare if not unicodedata.combining(one)).casefold()
