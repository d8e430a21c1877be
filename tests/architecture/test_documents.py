"""Documents hold together: links lead somewhere, decisions are whole, terms have sources."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.support.checkout import ROOT, files

PAGES = [path for path in files() if path.suffix == ".md"]
DECISIONS = [path for path in PAGES if path.match("docs/decisions/[0-9]*.md")]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
STATUS = re.compile(
    r"^- status: (proposed|accepted|superseded by \[\d{4}\]\(\d{4}-[\w-]+\.md\))$", re.MULTILINE
)
DATE = re.compile(r"^- date: \d{4}-\d{2}-\d{2}$", re.MULTILINE)
PARTS = ("## Context", "## Decision", "## Consequences")
FOUR_KINDS = ["Tutorial", "How-to", "Reference", "Explanation"]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text("utf-8")


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
    """Links of a page to places in this checkout; code is left out."""
    text = CODE.sub("", FENCE.sub("", text_of(path)))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    astray = []
    for link in links(path):
        place, _, anchor = unquote(link).partition("#")
        target = (ROOT / path.parent / place) if place else ROOT / path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            astray.append(link)

    assert astray == []


@pytest.mark.parametrize("path", DECISIONS, ids=str)
def test_a_decision_has_its_status_its_date_and_its_consequences(path: Path) -> None:
    text = text_of(path)

    assert re.match(rf"# {path.name[:4]}\. \S", text), "the title begins with the number"
    assert STATUS.search(text)
    assert DATE.search(text)
    assert [part for part in PARTS if part not in text] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_every_decision_is_listed() -> None:
    listed = text_of(Path("docs/decisions/README.md"))

    assert [path.name for path in DECISIONS if f"({path.name})" not in listed] == []


def test_the_documents_have_four_kinds_and_every_page_is_reachable() -> None:
    index = text_of(Path("docs/README.md"))
    assert re.findall(r"^## (.+)$", index, re.MULTILINE) == FOUR_KINDS

    reached = _reached(Path("docs/README.md"))
    pages = {path for path in PAGES if path.parts[0] == "docs"}
    assert sorted(map(str, pages - reached)) == []


def _reached(start: Path) -> set[Path]:
    """Every page that links lead to, from one."""
    reached: set[Path] = set()
    ahead = [start]
    while ahead:
        path = ahead.pop()
        if path not in reached and (ROOT / path).suffix == ".md" and (ROOT / path).exists():
            reached.add(path)
            for link in links(path):
                target = (ROOT / path.parent / link.partition("#")[0]).resolve()
                if target.is_relative_to(ROOT):
                    ahead.append(target.relative_to(ROOT))
    return reached


def test_every_term_of_the_glossary_says_where_it_comes_from() -> None:
    rows = [
        line for line in text_of(Path("docs/glossary.md")).splitlines() if line.startswith("| **")
    ]
    terms = [row.split("|")[1].strip(" *") for row in rows]

    assert len(rows) > 40
    assert sorted(terms, key=str.lower) == terms
    assert [row for row in rows if len(row.split("|")) != 5 or not row.split("|")[3].strip()] == []


def test_the_front_page_leads_to_every_slice() -> None:
    said = text_of(Path("README.md"))
    slices = {
        path.parent.as_posix()
        for path in files()
        if path.parts[0] == "services" and path.name == "page.py"
    }

    assert sorted(each for each in slices if f"]({each}" not in said) == []
