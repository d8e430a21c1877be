"""Who plays: people of the demonstration, their statements, and the doors on the front page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.identity import LONGEST, Person

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import httpx2
    from concord_kernel.identity import Signer

from concord_demo.client import Caller


@dataclass(frozen=True)
class Cast:
    """Lets people in.

    Attributes:
        http: A connection to the site.
        signer: Signs their statements.
        now: When the demonstration began.
        story: Distinguishes this telling from others.
    """

    http: httpx2.Client
    signer: Signer
    now: datetime
    story: str

    def enter(self, agency: str, actor: str, *roles: str, home: str = "") -> Caller:
        """Somebody who acts in an agency from now on."""
        person = Person(
            actor=actor,
            agency=agency,
            home=home or agency,
            roles=roles,
            until=self.now + LONGEST,
        )
        return Caller(self.http, agency, self.signer.sign(person), self.story)


@dataclass(frozen=True)
class Door:
    """A way in from the front page.

    Attributes:
        label: Who one enters as.
        sees: What that person may see.
        to: The first page.
        token: The signed statement.
    """

    label: str
    sees: str
    to: str
    token: str


def put_up(doors: list[Door], file: Path) -> None:
    """Show the doors on the front page."""
    file.write_text(json.dumps([door.__dict__ for door in doors], indent=1), encoding="utf-8")
