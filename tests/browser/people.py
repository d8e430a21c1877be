"""Who comes to the site in these tests, and how they come in: through the sign-in page."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx2
from concord_demo import players, santa_cruz
from concord_demo.cast import Cast
from concord_demo.players import Player
from concord_kernel import clock

from tests.support.browser import DESKTOP, Visitor, visitor

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import ExitStack

    from concord_demo.stage import Stage
    from playwright.sync_api import Browser, Page, StorageState

    from tests.browser.places import Place


PATIENCE: Final = 60.0
"""Seconds for one answer, which may be a report that is typeset."""

_COUNTY: Final = ("co-chair", "observer", "site-lead", "quality-assurance")
MORE: Final = {
    role: Player(f"{role}.santacruz", f"{role.capitalize()} Synthetic", santa_cruz.AGENCY)
    for role in _COUNTY
}
"""Roles that nobody plays in the demonstration."""

PLAYERS: Final = MORE | {
    "administrator": players.ADMINISTRATOR,
    "coordinator": players.COORDINATOR,
    "manager": players.MANAGER,
    "consultant": players.CONSULTANT,
    "auditor": players.AUDITOR,
    "reviewer": players.PEERS[2],
}
"""Somebody for each role."""


class People:
    """Somebody for each role in one agency, with what a browser keeps of each after signing in.

    Attributes:
        url: The site.
        review: The one that was played.
    """

    def __init__(self, stage: Stage, review: str) -> None:
        self.url = stage.deployment.url
        self.review = review
        self._states: dict[str, StorageState] = {}
        self._stage = stage
        stage.enrol((*players.ALL, *MORE.values()), {})
        with self._cast() as cast:
            administrator = cast.enter(players.ADMINISTRATOR)
            for role, player in MORE.items():
                asked = {"person": cast.enter(player).account, "role": role}
                administrator.post("door", "/roles", asked)

    @contextmanager
    def _cast(self) -> Generator[Cast]:
        with self._stage.visit() as http:
            yield Cast(http, self._stage.passwords, str(clock.new_command_id()))

    def new_review(self) -> str:
        """A review that nobody has planned yet, for a test to write in."""
        with self._cast() as cast:
            asked = {"edition": santa_cruz.EDITION, "synthetic": True}
            return str(cast.enter(players.COORDINATOR).post("review", "", asked)["id"])

    def path(self, place: Place, review: str = "") -> str:
        """Where a page is, in the demonstration's review or in another."""
        return place.path.format(agency=santa_cruz.AGENCY, review=review or self.review)

    def typed(self, role: str) -> dict[str, str]:
        """What somebody types to sign in."""
        name = PLAYERS[role].name
        return {"name": name, "password": self._stage.passwords[name]}

    @contextmanager
    def http(self, role: str) -> Generator[httpx2.Client]:
        """A connection without a browser, as somebody who signed in."""
        headers = {"Accept": "text/html"}
        with httpx2.Client(
            base_url=self.url, follow_redirects=True, headers=headers, timeout=PATIENCE
        ) as http:
            if role:
                http.post("/door/api/v1/sign-in", json=self.typed(role)).raise_for_status()
            yield http

    def state(self, browser: Browser, role: str) -> StorageState | None:
        """What a browser keeps of somebody who signed in once; nothing of who did not."""
        if role and role not in self._states:
            with visitor(browser, self.url) as someone:
                self.sign_in(someone.go("/door/sign-in"), role)
                self._states[role] = someone.context.storage_state()
        return self._states.get(role)

    def sign_in(self, page: Page, role: str) -> None:
        """Fill in the sign-in page, and wait until somebody is inside."""
        for name, text in self.typed(role).items():
            page.fill(f"#{name}", text)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)


@dataclass(frozen=True, slots=True)
class Visits:
    """Lets people in, each at a browser of their own.

    Attributes:
        browser: A running browser.
        people: Who there is.
        visitors: Holds them until the test is over.
    """

    browser: Browser
    people: People
    visitors: ExitStack

    def __call__(
        self, role: str = "", *, language: str = "en", width: int = DESKTOP, **wishes: Any
    ) -> Visitor:
        """Somebody in a role, or somebody who has not signed in."""
        state = self.people.state(self.browser, role)
        come = visitor(
            self.browser, self.people.url, width, locale=language, storage_state=state, **wishes
        )
        return self.visitors.enter_context(come)

    def path(self, place: Place, review: str = "") -> str:
        """Where a page is, in the demonstration's review or in another."""
        return self.people.path(place, review)
