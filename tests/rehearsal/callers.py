"""People with a browser: they ask for pages and send commands, again where no answer came."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4  # ruff: ignore[banned-api] -- callers from outside mint their own ids

import httpx2

from tests.rehearsal.figures import AWAY, Acknowledged, Measured, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_demo.client import Caller

AGAIN: Final = 0.25
"""Seconds until a request without an answer is sent again."""

PATIENCE: Final = 60.0
"""Seconds until somebody gives up."""

PAGE: Final = {"Accept": "text/html"}


class GaveUpError(Exception):
    """No answer came for so long, or such an answer, that a person would have called for help."""


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
        now: Seconds since the week began.
        measured: What is kept of each request.
    """

    http: httpx2.AsyncClient
    agency: str
    review: str
    signed_in: dict[str, str]
    csrf: str
    account: str
    now: Callable[[], float]
    measured: Measured

    @classmethod
    def who(cls, caller: Caller, review: str, http: httpx2.AsyncClient, keeping: Keeping) -> Person:
        """Somebody who signed in before the week."""
        signed_in, csrf = caller.signed_in, caller.csrf
        told = (caller.agency, review, signed_in, csrf, caller.account)
        return cls(http, *told, keeping.now, keeping.measured)

    async def page(self, service: str, path: str = "") -> None:
        """Open a page of the review."""
        url = f"/{service}/{self.agency}/reviews/{self.review}{path}"
        await self._asked("page", "GET", url, {"headers": PAGE | self.signed_in})

    async def data(self, service: str, path: str = "", at: int = 0) -> dict[str, Any]:
        """Ask for data of the review, after what stands at a position.

        Raises:
            GaveUpError: it was refused.
        """
        sent = {"headers": self.signed_in, "params": {"at": str(at)} if at else {}}
        answer = await self._asked("data", "GET", self._api(service, path), sent)
        if answer.is_error:
            raise GaveUpError(f"{path} of {self.agency}: {answer.status_code} {answer.text}")
        found: dict[str, Any] = answer.json()
        return found

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
        return said | {"status": answer.status_code}

    async def wait_for_own_write(self, service: str, path: str, position: int) -> None:
        """Ask for what one recorded, which the page waits for; keep how long it took."""
        began = self.now()
        if (await self.data(service, path, position))["current"]:
            self.measured.own_writes.append((began, self.now() - began))
        else:
            self.measured.troubles["a page did not show the own write in time"] += 1

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
                self.measured.troubles[type(error).__name__] += 1
            self.measured.requests.append(Request(route, asked, self.now() - asked, status))
            if answer is not None and status not in AWAY:
                self._note(answer, route)
                return answer
            await asyncio.sleep(AGAIN)
        raise GaveUpError(f"{route} of {self.agency}")

    def _note(self, answer: httpx2.Response, route: str) -> None:
        if answer.is_error and answer.status_code != HTTPStatus.PRECONDITION_FAILED:
            rule = answer.json().get("rule", "") if "json" in answer.headers["content-type"] else ""
            self.measured.troubles[f"{route}: {answer.status_code} {rule}"] += 1

    def _route(self, kind: str, method: str, url: str) -> str:
        parts = ["{…}" if _is_an_id(part) else part for part in url.split("/")]
        shown = "/".join(parts).replace(self.agency, "{agency}").replace(self.review, "{review}")
        return f"{kind} {method} {shown}"


@dataclass
class Keeping:
    """Where callers keep what they measure.

    Attributes:
        now: Seconds since the week began.
        measured: Everything.
    """

    now: Callable[[], float]
    measured: Measured


def _is_an_id(part: str) -> bool:
    return part.startswith(("session-", "theme-", "case-", "team-"))
