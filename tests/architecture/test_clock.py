"""Time and ids come in at one place, so that everything else can be replayed."""

from __future__ import annotations

import ast

import pytest

from tests.support.checkout import MEMBERS
from tests.support.source import sources

pytestmark = pytest.mark.xdist_group("source")

CLOCK = "kernel/src/concord_kernel/clock.py"
FORBIDDEN = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
}


def taken(tree: ast.AST) -> list[ast.AST]:
    """Where a clock is read or an id is drawn."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=what):
                if (owner, what) in FORBIDDEN:
                    found.append(node)
            case ast.ImportFrom(module=str(owner), names=aliases):
                if any((owner, each.name) in FORBIDDEN for each in aliases):
                    found.append(node)
            case _:
                pass
    return found


def test_only_the_clock_reads_a_clock_or_mints_an_id() -> None:
    elsewhere = [
        source.at(node)
        for source in sources(*MEMBERS)
        if source.path.as_posix() != CLOCK
        for node in taken(source.tree)
    ]

    assert elsewhere == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "uuid.uuid4()",
        "from uuid import uuid4",
        "from time import time",
    ],
)
def test_a_clock_is_found_in_every_dress(line: str) -> None:
    assert taken(ast.parse(line))


@pytest.mark.parametrize("line", ["clock.now()", "from time import monotonic", "uuid5(a, b)"])
def test_what_is_no_clock_is_left_alone(line: str) -> None:
    assert taken(ast.parse(line)) == []
