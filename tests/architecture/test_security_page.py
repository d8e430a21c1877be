"""The page of security answers every requirement of the standard, and names tests that exist."""

from __future__ import annotations

import csv
import json
import re
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- our own programs
import sys
from typing import TYPE_CHECKING

from tests.support.asvs import PAGE, STATES, page, rows
from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONSTRAINTS = ROOT / "constraints.txt"


def test_every_requirement_of_levels_one_and_two_is_answered_once() -> None:
    with (ROOT / "tests/tables/asvs_5.0_ids.csv").open(encoding="utf-8") as file:
        asked = [(row["requirement"], row["level"]) for row in csv.DictReader(file)]

    assert [(row["requirement"], row["level"]) for row in rows()] == asked


def test_every_answer_has_a_state_and_says_what_shows_it() -> None:
    assert {row["state"] for row in rows()} <= set(STATES)
    assert [row["requirement"] for row in rows() if not row["what"] or not row["shown_by"]] == []


def test_every_test_and_page_that_is_named_is_there() -> None:
    named = {
        path
        for row in rows()
        for path in re.findall(r"(?:tests|docs)/[\w./-]+\.(?:py|md)", row["shown_by"])
    }

    assert len(named) > 40
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_packages_of_pages_are_listed_as_cyclonedx(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"

    run(str(ROOT / "assets/sbom.py"), str(file))

    said = json.loads(file.read_text("utf-8"))
    assert said["bomFormat"] == "CycloneDX"
    assert {"htmx.org"} <= {one["name"] for one in said["components"]}


def test_the_python_packages_are_listed_as_cyclonedx(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"

    run("-m", "cyclonedx_py", "requirements", str(CONSTRAINTS), "--of", "JSON", "-o", str(file))

    said = json.loads(file.read_text("utf-8"))
    pinned = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", CONSTRAINTS.read_text("utf-8"), re.MULTILINE)
    listed = {re.sub(r"[-_.]+", "-", one["name"]).lower() for one in said["components"]}
    assert {"fastapi", "cedarpy", "argon2-cffi"} <= listed & set(pinned)


def run(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True, capture_output=True)  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell
