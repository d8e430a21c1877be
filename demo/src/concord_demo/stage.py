"""The deployment that the demonstration plays on, and what an operator does to set it up."""

from __future__ import annotations

import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs our own command
import sys
from typing import TYPE_CHECKING

import httpx2
from concord_kernel.identity import Signer
from concord_kernel.servers.deployment import Deployment, Progress, Wishes

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60.0
"""Seconds that one request of the demonstration may take."""

WITH_TEXT = frozenset({"review", "scheduling"})
"""Services in which people type."""


def silently(what: str, nth: int, of: int) -> None:
    """Tell nobody."""


class Stage:
    """Servers, services and the one door, under one directory.

    Attributes:
        root: The directory.
        doors: File with the ways in that the front page shows.
        deployment: What runs.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.doors = root / "doors.json"
        self.deployment = Deployment(root, Wishes(with_text=WITH_TEXT, demo=self.doors))

    @property
    def signer(self) -> Signer:
        """Signs the statements of whoever plays."""
        return Signer.from_file(self.deployment.secrets.session_key)

    def start(self, told: Progress = silently) -> None:
        """Start everything, and come back when everything is ready."""
        self.deployment.start(told)

    def let_join(self, agency: str) -> None:
        """Let an agency join, as an operator does: by the ``concord`` command."""
        ledger = self.deployment.secrets.address("operator-ledger").read_text("utf-8")
        subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell, fixed words
            [sys.executable, "-m", "concord_kernel", "agencies", "join", agency],
            env=os.environ | {"CONCORD_LEDGER": ledger, "CONCORD_KEYS": str(self.deployment.keys)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.deployment.let_in([agency])

    def visit(self) -> httpx2.Client:
        """A connection to the one door."""
        return httpx2.Client(base_url=self.deployment.url, timeout=PATIENCE)
