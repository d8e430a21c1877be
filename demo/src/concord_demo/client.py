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
    """Somebody who acts in one agency.

    Attributes:
        http: A connection to the site.
        agency: In whose log.
        token: The signed statement.
        story: Distinguishes this telling of the story from others.
        seen: The highest position that was answered.
    """

    http: httpx2.Client
    agency: str
    token: str
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
        headers = {"Authorization": f"Bearer {self.token}"}
        params = {"at": str(at)} if at else {}
        return self._answer(self.http.get(self._url(service, path), params=params, headers=headers))

    def _url(self, service: str, path: str) -> str:
        return f"/{service}/api/v1/{self.agency}/reviews{path}"

    def _headers(self, path: str) -> dict[str, str]:
        self.sent += 1
        key = uuid5(NAMESPACE, f"{self.story}/{self.agency}/{self.token}/{path}/{self.sent}")
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(key)}

    def _answer(self, answer: httpx2.Response) -> dict[str, Any]:
        said = answer.json()
        if answer.is_error:
            raise RefusedError(answer.status_code, said)
        self.seen = max(self.seen, int(said.get("position", 0)))
        return dict(said)
