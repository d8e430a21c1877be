"""People with a browser: they ask for pages and send commands, again where no answer came."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4  # ruff: ignore[banned-api] -- callers from outside mint their own ids

import httpx2

from tests.rehearsal.figures import AWAY, Acknowledged, Measured, Request, Took

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_demo.client import Caller

AGAIN: Final = 0.25
"""Seconds until a request without an answer is sent again."""

PATIENCE: Final = 60.0
"""Seconds until somebody gives up."""

PAGE: Final = {"Accept": "text/html"}
REFRESH: Final = PAGE | {"Concord-Refresh": "1"}
"""What an open page sends that asks by itself for what has changed."""


class GaveUpError(Exception):
    """No answer came for so long that a person would have called for help."""


@dataclass
class Keeping:
    """Where callers keep what they measure.

    Attributes:
        now: Seconds since the week began.
        measured: Everything.
        told: Is told each command that was acknowledged.
    """

    now: Callable[[], float]
    measured: Measured
    told: Callable[[Acknowledged], None]


@dataclass
class Person:
    """Somebody who signed in.

    Attributes:
        http: Connections that the people of one county share.
        agency: Whose site it is.
        review: Its review.
        signed_in: What the browser sends along.
        csrf: What commands bring along.
        account: The person's Concord number.
        keeping: Where what is measured goes.
    """

    http: httpx2.AsyncClient
    agency: str
    review: str
    signed_in: dict[str, str]
    csrf: str
    account: str
    keeping: Keeping

    @classmethod
    def who(cls, caller: Caller, review: str, http: httpx2.AsyncClient, keeping: Keeping) -> Person:
        """Somebody who signed in before the week."""
        signed_in, csrf = caller.signed_in, caller.csrf
        return cls(http, caller.agency, review, signed_in, csrf, caller.account, keeping)

    @property
    def measured(self) -> Measured:
        """Everything that is measured."""
        return self.keeping.measured

    def now(self) -> float:
        """Seconds since the week began."""
        return self.keeping.now()

    async def page(self, service: str, path: str = "", headers: dict[str, str] = PAGE) -> None:
        """Open a page of the review."""
        url = f"/{service}/{self.agency}/reviews/{self.review}{path}"
        await self._asked("page", "GET", url, {"headers": headers | self.signed_in})

    async def data(self, service: str, path: str = "", at: int = 0) -> dict[str, Any]:
        """Ask for data of the review, after what stands at a position; empty if it was refused."""
        sent = {"headers": self.signed_in, "params": {"at": str(at)} if at else {}}
        answer = await self._asked("data", "GET", self._api(service, path), sent)
        found: dict[str, Any] = answer.json() if answer.is_success else {}
        return found

    async def up_to_date(self, service: str, path: str, at: int) -> dict[str, Any]:
        """Ask for data of the review, again until it shows what stands at a position.

        Raises:
            GaveUpError: it did not in time.
        """
        began = self.now()
        while self.now() - began < PATIENCE:
            if (found := await self.data(service, path, at)).get("current"):
                return found
            self.measured.passing["a list was asked for again, since it was not up to date"] += 1
            await asyncio.sleep(AGAIN)
        raise GaveUpError(f"{path} of {self.agency} is not up to date")

    async def send(
        self, service: str, path: str, body: Any, *, method: str = "POST", version: int = -1
    ) -> dict[str, Any]:
        """Send a command, with the same id until it is answered."""
        command = str(uuid4())
        headers = self.signed_in | {"X-CSRF-Token": self.csrf, "Idempotency-Key": command}
        if version >= 0:
            headers["If-Match"] = f'"{version}"'
        sent = {"headers": headers, "json": body}
        answer = await self._asked("command", method, self._api(service, path), sent)
        said: dict[str, Any] = answer.json()
        if answer.is_success:
            told = Acknowledged(self.agency, command, said["position"])
            self.measured.commands.append(told)
            self.keeping.told(told)
        return said

    async def wait_for_own_write(self, service: str, path: str, position: int) -> None:
        """Ask for what one recorded, which the page waits for; keep how long it took."""
        began = self.now()
        if (await self.data(service, path, position)).get("current"):
            self.measured.own_writes.append(Took(began, self.now() - began))
        else:
            self.measured.passing["a list did not show the own write within its patience"] += 1

    def stream(self, service: str) -> Any:
        """Events that say that something of the review changed, as an open page hears them."""
        url = self._api(service, "/live")
        return self.http.stream("GET", url, headers=self.signed_in, timeout=None)

    def _api(self, service: str, path: str) -> str:
        return f"/{service}/api/v1/{self.agency}/reviews/{self.review}{path}"

    async def _asked(
        self, kind: str, method: str, url: str, sent: dict[str, Any]
    ) -> httpx2.Response:
        """An answer, after as many tries as it takes.

        Raises:
            GaveUpError: none came in time.
        """
        route = self._route(kind, method, url)
        began = self.now()
        while self.now() - began < PATIENCE:
            asked = self.now()
            try:
                answer = await self.http.request(method, url, **sent)
                status = answer.status_code
            except httpx2.TransportError as error:
                answer, status = None, 0
                self.measured.passing[type(error).__name__] += 1
            self.measured.requests.append(Request(route, asked, self.now() - asked, status))
            if answer is not None and status not in AWAY:
                self._note(answer, route)
                return answer
            if status:
                self.measured.passing[f"answered {status}"] += 1
            await asyncio.sleep(AGAIN)
        raise GaveUpError(f"{route} of {self.agency}")

    def _note(self, answer: httpx2.Response, route: str) -> None:
        """What was refused.

        That a thing had moved meanwhile is what a version is there to say, and what is advised
        against is sent again with a reason.
        """
        if answer.is_success:
            return
        kind = answer.headers.get("content-type", "")
        problem = answer.json() if "json" in kind else {}
        said = f"{route}: {answer.status_code} {problem.get('rule', '')}".rstrip()
        has_moved = answer.status_code == HTTPStatus.PRECONDITION_FAILED
        kept = self.measured.passing if has_moved or problem.get("overridable") else None
        (self.measured.refused if kept is None else kept)[said] += 1

    def _route(self, kind: str, method: str, url: str) -> str:
        parts = ["{…}" if _is_an_id(part) else part for part in url.partition("?")[0].split("/")]
        shown = "/".join(parts).replace(self.agency, "{agency}").replace(self.review, "{review}")
        return f"{kind} {method} {shown}"


def _is_an_id(part: str) -> bool:
    return part.startswith(("session-", "theme-", "case-", "team-", "2010-"))
