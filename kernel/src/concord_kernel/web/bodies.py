"""How much a request may bring: more is refused while it is read, in our own words.

A command brings a form's worth; only a route that takes files lets more in. The framework has a
limit of its own, which answers in plain text. Installed by ``app``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Container

    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM: Final = 1_000_000
"""Bytes a command may bring: the longest note, with room to spare."""

LARGEST_BODY: Final = 20_000_000
"""Bytes a file may have: a frame of 100,000 candidates and room to spare."""

LIMIT: Final = "concord.largest-body"


@dataclass(slots=True)
class _Limit:
    largest: int = LARGEST_FORM


def install(app: FastAPI) -> None:
    """Refuse what is larger, by its declared length or as it comes."""
    app.add_middleware(_Limited)


async def file_of(request: Request, kinds: Container[str]) -> tuple[str, bytes]:
    """The file that a request brings and its kind, which is one of these.

    Raises:
        HTTPException: 415 for another kind, 413 for too large a file.
    """
    kind = kind_of(request)
    if kind not in kinds:
        raise HTTPException(415, "request.kind-not-taken")
    request.scope[LIMIT].largest = LARGEST_BODY
    return kind, await request.body()


def kind_of(request: Request) -> str:
    """What a request says it brings, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Limited:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[LIMIT] = limit = _Limit()
            receive = _counted(receive, _declared(scope), limit)
        await self._app(scope, receive, send)


def _counted(receive: Receive, declared: int, limit: _Limit) -> Receive:
    came = 0

    async def receive_some() -> Message:
        nonlocal came
        if declared > limit.largest:
            raise HTTPException(413)
        message = await receive()
        came += len(message.get("body", b""))
        if came > limit.largest:
            raise HTTPException(413)
        return message

    return receive_some


def _declared(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0
