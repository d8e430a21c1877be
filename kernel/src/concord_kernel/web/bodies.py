"""How much a request may bring: more is refused while it is read, in our own words.

The framework has a limit of its own, which answers in plain text. Installed by ``app``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY: Final = 20_000_000
"""Bytes a request may bring: a frame of 100,000 candidates and room to spare."""


def install(app: FastAPI) -> None:
    """Refuse what is larger, by its declared length or as it comes."""
    app.add_middleware(_Limited)


class _Limited:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _counted(receive, _declared(scope))
        await self._app(scope, receive, send)


def _counted(receive: Receive, declared: int) -> Receive:
    came = 0

    async def receive_some() -> Message:
        nonlocal came
        if declared > LARGEST_BODY:
            raise HTTPException(413)
        message = await receive()
        came += len(message.get("body", b""))
        if came > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return receive_some


def _declared(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0
