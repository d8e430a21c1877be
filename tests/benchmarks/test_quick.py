"""Every measurement still runs; how fast is not asked here."""

from __future__ import annotations

import json
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- the bench is a program
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_quick_run_finds_every_figure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", "--into", str(tmp_path)]
    done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own program
        command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    figures = {one["name"]: one for one in found["figures"]}
    assert {name.partition("/")[0] for name in figures} == {
        "append",
        "append-p50",
        "append-p99",
        "arrival",
        "growth",
        "growth-wal",
        "read",
        "rebuild",
    }
    assert all(value > 0 for one in figures.values() for value in one["rounds"])
    assert len(found["aims"]) == 7
    assert "## Aims" in (tmp_path / "performance.md").read_text("utf-8")
