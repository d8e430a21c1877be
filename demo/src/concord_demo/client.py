"""One person at the public API: signed in, every command with an id of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    import httpx2

NAMESPACE = UUID("9c9ef7f6-97a1-4c39-8f0d-7f4ed2d0d6d1")
"""Of the commands that the demonstration sends: a story played twice records once."""


class RefusedError(Exception):
    """The service said no.

    Attributes:
        status: The HTTP status.
        rule: The rule's name.
        said: Its sentence.
        overridable: Whether a named person may go on with a reason.
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.rule = str(problem.get("rule", ""))
        self.said = str(problem.get("title", ""))
        self.overridable = bool(problem.get("overridable"))
        super().__init__(f"{status} {self.rule}: {self.said} {problem.get('errors', '')}")


@dataclass
class Caller:
    """Somebody who signed in, and acts in one agency.

    Attributes:
        http: A connection to the site.
        agency: In whose log.
        home: The agency the person belongs to.
        account: The person's Concord number.
        cookie: The name of the session's cookie.
        token: What the cookie holds.
        csrf: What commands bring along, to show that they come from our own pages.
        story: Distinguishes this telling of the story from others.
        seen: The highest position that was answered.
    """

    http: httpx2.Client
    agency: str
    home: str
    account: str
    cookie: str
    token: str
    csrf: str
    story: str
    seen: int = 0
    sent: int = field(default=0)

    def post(self, service: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send one command; the answer.

        Raises:
            RefusedError: the service said no.
        """
        return self._answer(
            self.http.post(self._url(service, path), json=body or {}, headers=self._headers(path))
        )

    def put(
        self, service: str, path: str, body: dict[str, Any], *, expects: int | None = None
    ) -> dict[str, Any]:
        """Put something in the place of what stood there; the answer.

        Args:
            service: Whose it is.
            path: Where, below the agency's reviews.
            body: What to put there.
            expects: The version on which it was changed.

        Raises:
            RefusedError: the service said no.
        """
        stands = {} if expects is None else {"If-Match": f'"{expects}"'}
        headers = self._headers(path) | stands
        return self._answer(self.http.put(self._url(service, path), json=body, headers=headers))

    def post_csv(self, service: str, path: str, content: str) -> dict[str, Any]:
        """Send a CSV file.

        Raises:
            RefusedError: the service said no.
        """
        headers = self._headers(path) | {"Content-Type": "text/csv"}
        url = self._url(service, path)
        return self._answer(self.http.post(url, content=content.encode(), headers=headers))

    def get(self, service: str, path: str, at: int = 0) -> dict[str, Any]:
        """Read, after what was recorded up to a position.

        Raises:
            RefusedError: the service said no.
        """
        headers = self.signed_in
        params = {"at": str(at)} if at else {}
        return self._answer(self.http.get(self._url(service, path), params=params, headers=headers))

    @property
    def signed_in(self) -> dict[str, str]:
        """What a browser sends along."""
        return {"Cookie": f"{self.cookie}={self.token}"}

    def _url(self, service: str, path: str) -> str:
        below = "" if service == "door" and not path.startswith("/pqcr") else "/reviews"
        return f"/{service}/api/v1/{self.agency}{below}{path}"

    def _headers(self, path: str) -> dict[str, str]:
        self.sent += 1
        key = uuid5(NAMESPACE, f"{self.story}/{self.agency}/{self.account}/{path}/{self.sent}")
        return self.signed_in | {"X-CSRF-Token": self.csrf, "Idempotency-Key": str(key)}

    def _answer(self, answer: httpx2.Response) -> dict[str, Any]:
        said = answer.json()
        if answer.is_error:
            raise RefusedError(answer.status_code, said)
        self.seen = max(self.seen, int(said.get("position", 0)))
        return dict(said)
