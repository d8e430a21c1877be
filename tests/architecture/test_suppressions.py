"""A rule that is put aside says why; nothing is left for later."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from tests.support.checkout import ROOT, files
from tests.support.source import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("source")

PUT_ASIDE = re.compile(r"#\s*(ruff:|type:|noqa|mypy:|pyright:|pylint:|pragma:|nosec)")
WITH_REASON = re.compile(
    r"# (ruff: (file-)?ignore\[[a-z0-9-]+(, ?[a-z0-9-]+)*\]|type: ignore\[[a-z-]+(, ?[a-z-]+)*\])"
    r"( # (ruff|type): ignore\[[a-z-]+\])?(  #| #| --) \S.{4,}"
)
LATER = re.compile(r"(#|//|--|\*) ?(TODO|FIXME|XXX|HACK)\b")
READ = {".py", ".md", ".toml", ".html", ".js", ".css", ".sql", ".yaml", ".yml", ".conf", ".sh"}
SKIPPED_TESTS = re.compile(r"\b(pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail))\b")


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment with its line."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unexplained(text: str) -> list[int]:
    """Lines on which a rule is put aside without a reason."""
    return [
        line
        for line, comment in comments(text)
        if PUT_ASIDE.search(comment) and not WITH_REASON.match(comment)
    ]


def test_every_rule_that_is_put_aside_has_its_reason() -> None:
    found = [
        f"{source.path}:{line}"
        for source in sources()
        if PUT_ASIDE.search(source.text)
        for line in unexplained(source.text)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import os  # noqa",
        "import os  # noqa: F401",
        "x = y()  # type: ignore",
        "x = y()  # type: ignore[no-any-return]",
        "import os  # ruff: ignore[unused-import]",
        "import os  # ruff: ignore[unused-import] -- ",
    ],
)
def test_a_rule_put_aside_without_a_reason_is_found(line: str) -> None:
    assert unexplained(line) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "import os  # ruff: ignore[unused-import] -- re-exported for plugins",
        "x = y()  # type: ignore[no-any-return] -- the library's types say nothing",
        "# a rule of the field",
    ],
)
def test_a_reason_is_enough(line: str) -> None:
    assert unexplained(line) == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{path}:{number}"
        for path in files()
        if path.suffix in READ
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if LATER.search(line)
    ]

    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    found = [
        f"{source.path}:{number}"
        for source in sources("tests/")
        if source.path.name != "test_suppressions.py"
        for number, line in enumerate(source.text.splitlines(), 1)
        if SKIPPED_TESTS.search(line)
    ]

    assert found == []
