"""The generated references are current: the same functions that write them say so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from concord_contracts.catalog import FACTS
from concord_kernel.cli.command import assembled
from concord_kernel.cli.documents import differences, put, references
from typer.testing import CliRunner

from tests.support.checkout import ROOT


@pytest.fixture(scope="module")
def wanted() -> dict[Path, str]:
    return references(typer.main.get_command(assembled()))


def test_the_committed_references_are_current(wanted: dict[Path, str]) -> None:
    wrong = [str(path) for path in differences(ROOT, wanted)]

    assert wrong == [], "out of date; run `make docs`"


def test_what_is_written_is_current_and_what_is_left_over_goes(
    wanted: dict[Path, str], tmp_path: Path
) -> None:
    put(tmp_path, wanted)
    left_over = tmp_path / "contracts" / "schemas" / "review.never-said.v1.json"
    left_over.write_text("{}")

    assert differences(tmp_path, wanted) == [left_over.relative_to(tmp_path)]
    put(tmp_path, wanted)
    assert differences(tmp_path, wanted) == []


def test_a_changed_page_is_noticed(wanted: dict[Path, str], tmp_path: Path) -> None:
    put(tmp_path, wanted)
    facts = tmp_path / "docs" / "reference" / "facts.md"
    facts.write_text(facts.read_text("utf-8").replace("Facts", "Events", 1))
    (tmp_path / "contracts" / "asyncapi.json").unlink()

    assert {path.name for path in differences(tmp_path, wanted)} == {"facts.md", "asyncapi.json"}


def test_the_command_writes_compares_and_refuses(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    asked: list[Any] = ["docs", "--root", str(tmp_path)]
    run = CliRunner().invoke

    assert run(assembled(), asked).exit_code == 2
    (tmp_path / "contracts" / "pyproject.toml").touch()
    assert run(assembled(), [*asked, "--check"]).exit_code == 1
    assert run(assembled(), asked).exit_code == 0
    assert run(assembled(), [*asked, "--check"]).exit_code == 0


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_its_place_with_who_says_it_and_who_listens(
    name: str, wanted: dict[Path, str]
) -> None:
    text = wanted[Path("docs/reference/facts.md")]
    section = text.split(f"\n### {name}\n")[1].split("\n### ")[0]

    assert re.search(r"^- said by: \S", section, re.MULTILINE)
    assert re.search(r"^- read by: \S", section, re.MULTILINE)
    assert f"{{partition}}.{{agency}}.{name}`" in section
    assert f"contracts/schemas/{name}.json" in section


def test_a_fact_of_a_service_is_said_by_one_of_its_slices(wanted: dict[Path, str]) -> None:
    text = wanted[Path("docs/reference/facts.md")]
    of_the_kernel = re.findall(r"^- said by: (\w+) \(kernel\)$", text, re.MULTILINE)

    assert set(of_the_kernel) == {"access", "directory", "door", "vault"}
