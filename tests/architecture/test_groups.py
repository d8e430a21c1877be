"""Tests of one group run in one worker, so that a deployment is started once and not twice."""

from __future__ import annotations

import re
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs pytest on two small modules
import sys
from typing import TYPE_CHECKING

from tests.support.checkout import ROOT, python_files
from tests.support.groups import group_of

if TYPE_CHECKING:
    from pathlib import Path

CALL = "pytest.mark.xdist_group" + "("
MODULE = f"""
import pytest
pytestmark = [{CALL}"one"), pytest.mark.timeout(30)]
@pytest.mark.parametrize("nth", range(6))
def test_of_a_group(nth): pass
"""
LONG = """
import pytest
@pytest.mark.timeout(30)
def test_that_takes_long(): pass
@pytest.mark.parametrize("nth", range(6))
def test_that_does_not(nth): pass
"""


def run(folder: Path, *words: str) -> str:
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-v", "-p", "tests.support.groups", *words]
    return subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell, words of ours
        [*command, str(folder)], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout


def test_what_takes_long_begins_first(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(LONG, "utf-8")

    ran = re.findall(r"::(\w+)\S* PASSED", run(tmp_path))

    assert ran == ["test_that_takes_long"] + ["test_that_does_not"] * 6


def test_two_modules_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    for name in ("test_first.py", "test_second.py"):
        (tmp_path / name).write_text(MODULE, "utf-8")

    workers = re.findall(r"\[(gw\d)\].*PASSED", run(tmp_path, "-n", "2", "--dist", "loadgroup"))

    assert len(workers) == 12
    assert len(set(workers)) == 1


def test_every_group_that_a_module_names_is_read() -> None:
    named = [path for path in python_files("tests/") if CALL in (ROOT / path).read_text("utf-8")]

    assert named
    assert [str(path) for path in named if not group_of(ROOT / path)] == []
