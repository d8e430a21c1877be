"""What pages load but nobody here wrote: pinned by hash, built at set-up, committed never."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- the build is run as set-up runs it
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.support.checkout import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ASSETS = ROOT / "assets"
STATIC = "kernel/src/concord_kernel/web/static"
VENDOR = ROOT / STATIC / "vendor"
NOWHERE = "http://127.0.0.1:9"
"""No registry: the discard port."""
THIRD_PARTY = re.compile(r"node_modules/|/vendor/|\.woff2?$|\.min\.(js|css)$")


def lock() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ASSETS / "package-lock.json").read_text("utf-8"))
    return found


def record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VENDOR / "VENDORED.json").read_text("utf-8"))
    return found


def build(folder: Path, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- words of ours only
        [sys.executable, str(folder / "build.py")],
        env=os.environ | (more or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_lock_names_every_package_by_its_hash_and_none_by_an_address() -> None:
    packages = {name: one for name, one in lock()["packages"].items() if name}

    assert len(packages) > 10
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [
        name for name, one in packages.items() if not one.get("integrity", "").startswith("sha512-")
    ] == []


def test_packages_are_asked_for_in_one_version_each() -> None:
    wanted = json.loads((ASSETS / "package.json").read_text("utf-8"))
    asked = wanted["dependencies"] | wanted["devDependencies"]

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values()), asked
    assert {name: lock()["packages"][f"node_modules/{name}"]["version"] for name in asked} == asked


def test_nothing_that_others_wrote_is_committed() -> None:
    assert [str(path) for path in files() if THIRD_PARTY.search(path.as_posix())] == []


def test_the_record_tells_every_file_with_its_hash_and_its_licence() -> None:
    packages = record()["packages"]
    told = {place: made for one in packages.values() for place, made in one["files"].items()}
    found = {
        path.relative_to(VENDOR).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.json"
    }

    assert told == found
    assert {name: one["version"] for name, one in packages.items()} == {
        name: lock()["packages"][f"node_modules/{name}"]["version"] for name in packages
    }
    assert all(one["licence"] for one in packages.values())
    assert all(any("licence" in place for place in one["files"]) for one in packages.values())


def test_only_what_pages_use_is_there() -> None:
    size = sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file())
    fonts = list(VENDOR.rglob("*.woff2"))

    assert size < 700_000
    assert {path.name.split("-")[0] for path in fonts} == {"PublicSans"}
    assert len(fonts) == 6


def test_the_style_sheet_loads_only_files_that_are_there_in_their_version() -> None:
    css = (VENDOR / "css/uswds.css").read_text("utf-8")
    addresses = [found.strip("\"'") for found in re.findall(r"url\(([^)]*)\)", css)]
    places = [address.partition("?v=") for address in addresses if address]

    assert places
    for place, _, version in places:
        path = (VENDOR / "css" / place).resolve()
        assert sha256(path.read_bytes()).hexdigest().startswith(version), place
        assert len(version) == 16


def test_a_second_build_touches_nothing() -> None:
    assert build(ASSETS).returncode == 0
    before = (VENDOR / "VENDORED.json").stat()
    ran = build(ASSETS)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    after = (VENDOR / "VENDORED.json").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_without_a_registry_the_build_says_in_words_what_is_missing(tmp_path: Path) -> None:
    copied = tmp_path / "assets"
    shutil.copytree(ASSETS, copied, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    nothing_kept = {
        "npm_config_registry": NOWHERE,
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0",
    }

    ran = build(copied, nothing_kept)

    assert ran.returncode == 1
    assert ran.stderr.startswith("The packages that pages are built from could not be fetched.")
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / STATIC / "vendor/VENDORED.json").exists()


def test_a_wheel_carries_what_was_built(tmp_path: Path) -> None:
    subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- words of ours only
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT / "kernel",
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    carried = {name for name in ZipFile(wheel).namelist() if "/static/vendor/" in name}

    place = STATIC.removeprefix("kernel/src/") + "/vendor"
    built = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert carried == {f"{place}/{name}" for name in built}


@pytest.mark.parametrize(
    "place",
    ["assets/node_modules/x/index.js", "kernel/static/vendor/a.css", "a/b.woff2", "js/htmx.min.js"],
)
def test_what_others_wrote_is_told_by_its_place(place: str) -> None:
    assert THIRD_PARTY.search(place)
