"""The deployment that the demonstration plays on, and what an operator does to set it up."""

from __future__ import annotations

import json
import os
import secrets
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs our own command
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import httpx2
from concord_kernel.servers.deployment import Deployment, Progress, Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from concord_demo.players import Player

PATIENCE = 60.0
"""Seconds that one request of the demonstration may take."""

AT_ONCE = 4
"""Commands of the operator that run side by side."""

WITH_TEXT = frozenset({"review", "scheduling", "reporting"})
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
        self._accounts = root / "accounts.json"
        self.deployment = Deployment(root, Wishes(with_text=WITH_TEXT, demo=self.doors))

    @property
    def passwords(self) -> dict[str, str]:
        """Everybody's password, by sign-in name."""
        return {one["name"]: one["password"] for one in self._known()}

    def _known(self) -> list[dict[str, str]]:
        """Every account that was made so far."""
        text = self._accounts.read_text("utf-8") if self._accounts.exists() else "[]"
        found: list[dict[str, str]] = json.loads(text)
        return found

    def start(self, told: Progress = silently) -> None:
        """Start everything, and come back when everything is ready."""
        self.deployment.start(told)

    def let_join(self, agency: str) -> None:
        """Let an agency join, as an operator does: by the ``concord`` command."""
        self.let_all_join([agency])

    def let_all_join(self, agencies: Sequence[str]) -> None:
        """Let many agencies join at once."""
        with ThreadPoolExecutor(AT_ONCE) as operators:
            list(operators.map(partial(self._operate, "agencies", "join"), agencies))
        self.deployment.let_in(agencies)

    def enrol(self, players: Sequence[Player], appointed: Mapping[Player, str]) -> dict[str, str]:
        """Make everybody's account, and give first roles, as an operator does.

        Returns:
            Everybody's Concord number, by sign-in name.
        """
        known = self.passwords
        made = [
            asdict(one) | {"password": known.get(one.name) or secrets.token_urlsafe(16)}
            for one in players
        ]
        new = self.root / "new-accounts.json"
        _write(new, made)
        _write(self._accounts, made + [one for one in self._known() if one not in made])
        listed = self._operate("accounts", "import", str(new))
        numbers = dict(line.split("\t")[:2] for line in listed.splitlines())
        given = [
            ("roles", "give", one.home, numbers[one.name], role) for one, role in appointed.items()
        ]
        with ThreadPoolExecutor(AT_ONCE) as operators:
            list(operators.map(lambda words: self._operate(*words), given))
        return numbers

    def _operate(self, *words: str) -> str:
        secret = self.deployment.secrets.address
        told = {
            "CONCORD_LEDGER": secret("operator-ledger").read_text("utf-8"),
            "CONCORD_PEOPLE": secret("people").read_text("utf-8"),
            "CONCORD_KEYS": str(self.deployment.keys),
        }
        done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell, our own command
            [sys.executable, "-m", "concord_kernel", *words],
            env=os.environ | told,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def visit(self) -> httpx2.Client:
        """A connection to the one door."""
        return httpx2.Client(base_url=self.deployment.url, timeout=PATIENCE)


def _write(file: Path, accounts: list[dict[str, str]]) -> None:
    """Passwords go where only this user reads."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(accounts, indent=1), encoding="utf-8")
