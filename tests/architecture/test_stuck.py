"""A test that never ends fails, says where it stands, and keeps no other test from its turn."""

from __future__ import annotations

import subprocess  # ruff: ignore[suspicious-subprocess-import] -- to run a suite that is stuck
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SUITE = """
import asyncio
import pytest

pytestmark = pytest.mark.anyio

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.fixture
async def house():
    yield

@pytest.mark.parametrize("nth", range(3))
async def test_that_came_before(house, nth):
    pass

async def test_that_never_ends(house):
    await asyncio.Event().wait()

@pytest.mark.parametrize("nth", range(3))
async def test_that_comes_after(house, nth):
    pass
"""

PLUGINS = ("-p", "tests.support.groups", "-p", "tests.support.stuck")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_comes_to_its_end_without_the_test_that_does_not(
    tmp_path: Path, workers: str
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pytest]\ntimeout = "1"\n')
    (tmp_path / "test_suite.py").write_text(SUITE)

    run = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- a fixed command
        [sys.executable, "-m", "pytest", *PLUGINS, "-n", workers, "--dist", "loadgroup", "."],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )

    assert "1 failed, 6 passed" in run.stdout
    assert "test_suite.py::test_that_never_ends is not over after 1 s." in run.stderr
    assert "in test_that_never_ends" in run.stderr
