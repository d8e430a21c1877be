"""Signing people in through the door, and the ready-made accounts that the front page shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from concord_demo.client import Caller, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx2

    from concord_demo.players import Player


@dataclass(frozen=True)
class Cast:
    """Lets people in by name and password, as anybody comes in.

    Attributes:
        http: A connection to the site.
        passwords: Everybody's, by sign-in name.
        story: Distinguishes this telling from others.
    """

    http: httpx2.Client
    passwords: Mapping[str, str]
    story: str

    def enter(self, player: Player, agency: str = "") -> Caller:
        """Somebody who signs in, and acts in the own agency or in another.

        Raises:
            RefusedError: the door said no.
        """
        typed = {"name": player.name, "password": self.passwords[player.name]}
        answer = self.http.post("/door/api/v1/sign-in", json=typed)
        said = answer.json()
        if answer.status_code != HTTPStatus.OK:
            raise RefusedError(answer.status_code, said)
        cookie = next(iter(answer.cookies.jar))
        self.http.cookies.clear()
        return Caller(
            http=self.http,
            agency=agency or player.home,
            home=player.home,
            account=said["account"],
            cookie=cookie.name,
            token=str(cookie.value),
            csrf=said["csrf"],
            story=self.story,
        )


@dataclass(frozen=True)
class ReadyMade:
    """An account with which anybody may look around.

    Attributes:
        label: Who one enters as.
        sees: What that person may see.
        name: What is typed at sign-in.
        password: The password.
        to: The first page.
    """

    label: str
    sees: str
    name: str
    password: str
    to: str


def put_up(accounts: list[ReadyMade], file: Path) -> None:
    """Show the accounts on the front page."""
    file.write_text(json.dumps([one.__dict__ for one in accounts], indent=1), encoding="utf-8")
