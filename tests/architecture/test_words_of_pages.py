"""Documents for people name pages and buttons by the words that stand on them, and no others."""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.support import tutorial
from tests.support.catalogs import OTHERS, kept, spoken_files
from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ROLES: Final = sorted((ROOT / "docs" / "how-to" / "roles").glob("*.md"))
AROUND: Final = ROOT / "docs" / "tutorial" / "walk-through-a-review.md"
BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")
PLACEHOLDER: Final = "**Words like these**"
LINES: Final = 60
IN_NO_CATALOG: Final = [
    "Santa Clara County",
    "Monterey County",
    "Timekeeper, Recorder",
    "Concord",
    "Training Needs",
]
"""Names of agencies and of the product, words of the rules, two roles in one seat; as they come."""

KILOBYTES, PICTURES, WIDEST, HIGHEST = 60, 14, 1280, 800


@cache
def said() -> frozenset[str]:
    """Every text that stands on a page, as it is written in the templates."""
    (language,) = OTHERS
    catalogs = [kept(folder, language) for folder in spoken_files()]
    texts = [message.id for catalog in catalogs for message in catalog if message.id]
    return frozenset(one for text in texts for one in ([text] if isinstance(text, str) else text))


@cache
def filled_in() -> re.Pattern[str]:
    """Texts with blanks, whatever stands in them; those that begin with a word of their own."""
    blanks = [re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(one)) for one in said() if "%(" in one[1:]]
    return re.compile("|".join(one for one in blanks if one[0].isalpha()))


def on_no_page(words: list[str]) -> list[str]:
    """Those that are written on no page."""
    return [one for one in words if one not in said() and not filled_in().fullmatch(one)]


@pytest.mark.parametrize("page", [*ROLES, AROUND], ids=lambda page: page.stem)
def test_a_page_for_people_names_only_what_stands_on_pages_and_is_short(page: Path) -> None:
    text = page.read_text("utf-8")
    words = BOLD.findall(text.replace(PLACEHOLDER, ""))

    assert on_no_page(words) == []
    assert words
    assert len(text.splitlines()) <= LINES


def test_every_role_has_a_page_that_is_listed() -> None:
    listed = (ROLES[0].parent / "README.md").read_text("utf-8")

    assert len(ROLES) == 11
    assert [
        page.name for page in ROLES if page.name != "README.md" and page.name not in listed
    ] == []


def test_each_picture_of_the_tutorial_is_there_named_once_and_small() -> None:
    there = {path.stem: path.read_bytes() for path in tutorial.PICTURES.glob("*.png")}
    named = tutorial.named()
    sizes = {name: struct.unpack(">II", found[16:24]) for name, found in there.items()}

    assert sorted(named) == sorted(there)
    assert len(named) <= PICTURES
    assert {
        name: len(found) for name, found in there.items() if len(found) > KILOBYTES * 1024
    } == {}
    assert [one for one in sizes.values() if one[0] > WIDEST or one[1] > HIGHEST] == []


def test_the_tutorial_names_only_what_stands_on_pages() -> None:
    steps = tutorial.Book.read().steps
    words = [text for _, step in steps for kind, text in step if kind == "word"]

    assert on_no_page(words) == IN_NO_CATALOG
