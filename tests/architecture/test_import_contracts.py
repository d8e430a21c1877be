"""Every import contract holds, and each one notices when it is broken on purpose.

The packages are copied, one bad line or file is put in, and the linter is run on the copy: it has
to name the contract and the importer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- the linter is run as `make check` does
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.checkout import PACKAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {one["id"]: one for one in SETTINGS["tool"]["importlinter"]["contracts"]}
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Break:
    """One way to break a contract: a line at the end of a file, which need not exist."""

    contract: str
    file: str
    line: str = ""

    @property
    def module(self) -> str:
        """The module that the contract's report has to name."""
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def __str__(self) -> str:
        return f"{self.contract}: {self.module}"


BREAKS = (
    Break("rings", "concord_review/people/decide.py", "import concord_reporting.service"),
    Break("rings", "concord_kernel/handle.py", "import concord_scheduling.service"),
    Break("rings", "concord_contracts/event.py", "import concord_kernel.clock"),
    Break("kernel-rooms", "concord_kernel/ledger/append.py", "import concord_kernel.readers"),
    Break("kernel-rooms", "concord_kernel/misc.py"),
    Break("discovery", "concord_kernel/office.py", "import concord_california.jurisdiction"),
    Break("plugins-alone", "concord_mississippi/jurisdiction.py", "import concord_kernel.levels"),
    Break("plugins-apart", "concord_northcarolina/jurisdiction.py", "import concord_california"),
    Break("plugins-answer", "concord_california/jurisdiction.py", "import socket"),
    Break("engines", "concord_review/overview/page.py", "import psycopg"),
    Break("engines", "concord_reporting/documents/page.py", "import eventsourcing.domain"),
    Break("engines", "concord_scheduling/service.py", "import nats"),
    Break("plugin-manager", "concord_scheduling/week/page.py", "import pluggy"),
    Break("plain-contracts", "concord_contracts/chain.py", "import structlog"),
    Break("pure-decisions", "concord_review/planning/decide.py", "import random"),
    Break("pure-decisions", "concord_review/sample/draw.py", "import os"),
    Break("pure-decisions", "concord_scheduling/slots.py", "import concord_kernel.clock"),
    Break("pure-decisions", "concord_kernel/levels.py", "import concord_kernel.ledger"),
    Break("people-at-the-door", "concord_review/people/page.py", "import concord_kernel.people"),
    Break("review-slices", "concord_review/themes/page.py", "import concord_review.people.decide"),
    Break("review-slices", "concord_review/helpers.py"),
    Break(
        "scheduling-slices", "concord_scheduling/week/page.py", "import concord_scheduling.service"
    ),
    Break(
        "planner",
        "concord_scheduling/planner/problem.py",
        "import concord_scheduling.planner.search",
    ),
    Break("pure-planner", "concord_scheduling/planner/first.py", "import asyncio"),
    Break(
        "reporting-slices",
        "concord_reporting/documents/page.py",
        "import concord_reporting.policies",
    ),
    Break(
        "write-slices",
        "concord_review/planning/commands.py",
        "import concord_review.planning.decide",
    ),
    Break("write-slices", "concord_scheduling/week/repository.py"),
    Break(
        "read-slices",
        "concord_review/case_list/projection.py",
        "import concord_review.case_list.page",
    ),
    Break("read-slices", "concord_reporting/report_page/decide.py"),
    Break("next-slices", "concord_review/home/projection.py"),
    Break("page-slices", "concord_review/rule_pages/projection.py"),
    Break(
        "projections-decide-nothing",
        "concord_scheduling/week_plan/projection.py",
        "import concord_kernel.handle",
    ),
    Break(
        "reporting-without-notes",
        "concord_reporting/report_page/page.py",
        "import concord_kernel.vault",
    ),
    Break("vault-closed", "concord_kernel/office.py", "import concord_kernel.vault.crypto"),
    Break("demo-over-http", "concord_demo/play.py", "import concord_kernel.ledger"),
    Break("demo-over-http", "concord_demo/client.py", "import concord_review.themes.decide"),
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and the contracts, where they may be broken."""
    copy = tmp_path_factory.mktemp("packages")
    for name, source in PACKAGES.items():
        shutil.copytree(source / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def broken(copied: Path, request: pytest.FixtureRequest) -> Iterator[Break]:
    """The copy with one bad line, which is taken back afterwards."""
    one: Break = request.param
    file = copied / one.file
    before = file.read_text("utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{one.line}\n", encoding="utf-8")
    yield one
    if before is None:
        file.unlink()
    else:
        file.write_text(before, encoding="utf-8")


def lint(copy: Path, *contracts: str) -> tuple[int, str]:
    """Run the linter on the copy; its exit code and what it said, without line breaks."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    ran = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own linter
        [sys.executable, "-c", LINT, "--no-cache", *chosen],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, re.sub(r"\s+", " ", ran.stdout + ran.stderr)


def test_every_contract_holds(copied: Path) -> None:
    code, said = lint(copied)

    assert code == 0, said
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in said


def test_every_contract_is_broken_once_on_purpose() -> None:
    assert {one.contract for one in BREAKS} == CONTRACTS.keys()


@pytest.mark.parametrize("broken", BREAKS, indirect=True, ids=str)
def test_a_broken_contract_is_named_with_the_importer(broken: Break, copied: Path) -> None:
    code, said = lint(copied, broken.contract)

    assert code == 1, said
    assert "Contracts: 0 kept, 1 broken." in said
    assert CONTRACTS[broken.contract]["name"] in said
    assert broken.module in said


def test_every_package_is_linted() -> None:
    assert set(SETTINGS["tool"]["importlinter"]["root_packages"]) == PACKAGES.keys()


def test_every_slice_stands_in_the_contract_of_its_kind() -> None:
    writes = set(CONTRACTS["write-slices"]["containers"])
    showing = ("read-slices", "next-slices", "page-slices")
    reads = {name for kind in showing for name in CONTRACTS[kind]["containers"]}
    slices = {
        (f"{name}.{folder.name}", (folder / "decide.py").exists())
        for name in ("concord_review", "concord_scheduling", "concord_reporting")
        for folder in (PACKAGES[name] / name).iterdir()
        if (folder / "page.py").exists()
    }

    assert {name for name, decides in slices if decides} == writes
    assert {name for name, decides in slices if not decides} == reads
