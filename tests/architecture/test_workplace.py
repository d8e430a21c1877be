"""What is committed can be read anywhere: no registry's address, no path of one machine."""

from __future__ import annotations

import re

import pytest

from tests.support.checkout import ROOT, files

BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".pdf"}
ADDRESSES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.(org|com)|registry\.yarn|"
    r"proxy\.golang|deb\.debian\.org|--(extra-)?index-url|localhost:\d+/simple"
)
PATHS = re.compile(r"(?<![\w.$}])/(work|root|home|Users|mnt)/|[A-Z]:\\\\")
EVERYTHING = (ADDRESSES, PATHS)


def found_in(text: str) -> list[tuple[int, str]]:
    """Every mention with its line."""
    return [
        (number, found[0])
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in EVERYTHING
        if (found := pattern.search(line))
    ]


def test_no_committed_file_tells_where_it_was_written() -> None:
    told = [
        f"{path}:{number}: {what}"
        for path in files()
        if path.suffix not in BINARY and path.name != "test_workplace.py"
        for number, what in found_in((ROOT / path).read_text("utf-8"))
    ]

    assert told == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://pypi" + ".org/project/x",
        "open('" + "/root" + "/x')",
        "cd " + "/home" + "/somebody",
        "--index-url x",
    ],
    ids=["registry", "root", "home", "option"],
)
def test_a_mention_is_found(line: str) -> None:
    assert found_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "a session is an interview",
        "concord.partition/agency",
        "/api/v1/{agency}/reviews/homes",
        "label/for",
        "shared facts only",
        "docs/reference/rules.md",
    ],
)
def test_the_fields_words_are_free(line: str) -> None:
    assert found_in(line) == []
