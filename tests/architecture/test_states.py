"""The core holds for every state: none is named in contracts, kernel or services.

A docstring or a comment may give one as an example, in double backticks.
"""

from __future__ import annotations

import io
import re
import tokenize
from functools import cache
from typing import TYPE_CHECKING

import pytest
from concord_kernel.jurisdictions import Jurisdictions

from tests.support.checkout import CORE, ROOT, files
from tests.support.source import docstrings, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.source import Source

pytestmark = pytest.mark.xdist_group("source")

ACRONYMS = ("cdss", "cwda", "dfcs", "mdcps", "ncdss", "c-cfsr")
"""What the states' departments and programmes are called for short."""

EXAMPLE = re.compile(r"``[^`]+``|`[^`]+`")
WRITTEN_OUT = {".html", ".toml", ".sql", ".js", ".css", ".md"}


@cache
def states() -> re.Pattern[str]:
    """Every installed jurisdiction, its agencies' codes and full names, and the acronyms."""
    named: set[str] = set(ACRONYMS)
    for state in Jurisdictions.installed().all():
        assert state.jurisdiction is not None, state.problem
        agencies = state.jurisdiction.agencies
        named |= {state.jurisdiction.code, state.jurisdiction.name.lower(), *agencies}
        named |= {name.lower() for name in agencies.values()}
        named |= {
            name.lower().removesuffix(" county")
            for name in agencies.values()
            if " " in name.removesuffix(" County")
        }
    alternatives = "|".join(sorted((re.escape(name) for name in named), key=len, reverse=True))
    return re.compile(alternatives)


def said(source: Source) -> Iterator[tuple[int, str]]:
    """Every line of a Python file without the examples in docstrings and comments."""
    documented = {
        line
        for one in docstrings(source.tree)
        for line in range(one.lineno, (one.end_lineno or 0) + 1)
    }
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline)
        if token.type == tokenize.COMMENT
    }
    for number, line in enumerate(source.text.splitlines(), 1):
        without = EXAMPLE.sub("", line) if number in documented else line
        if number in comments:
            without = without.replace(comments[number], EXAMPLE.sub("", comments[number]))
        yield number, without


def test_no_core_code_names_a_state() -> None:
    named = [
        f"{source.path}:{number}: {found[0]}"
        for source in sources(*CORE)
        if states().search(source.text.lower())
        for number, line in said(source)
        if (found := states().search(line.lower()))
    ]

    assert named == []


def test_no_core_page_sentence_or_statement_names_a_state() -> None:
    named = [
        f"{path}:{number}: {found[0]}"
        for path in files()
        if path.as_posix().startswith(CORE)
        and path.suffix in WRITTEN_OUT
        and "README" not in path.name
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if (found := states().search(line.lower()))
    ]

    assert named == []


@pytest.mark.parametrize(
    "line", ['if agency == "ca-santa-cruz":', "class CaliforniaRules:", "MISSISSIPPI = 3"]
)
def test_a_state_in_code_is_found(line: str) -> None:
    assert states().search(line.lower())


@pytest.mark.parametrize(
    "line", ["the lake of a county", "a union of orange sets", "the host county"]
)
def test_an_english_word_is_no_state(line: str) -> None:
    assert states().search(line) is None
