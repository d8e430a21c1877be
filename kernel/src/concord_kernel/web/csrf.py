"""Proof that a form was made by us for this session, and not by a page of somebody else.

A request that changes something and is let in by the cookie must bring the session's proof, in a
header or as the field ``csrf`` of a form. Where nobody is signed in yet there is no session to
prove: such a form must come from this site, as the browser says. A bearer token needs no proof,
since no other site can make a browser send one. Installed by ``app``.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from concord_kernel.people.bearer import hash_of
from concord_kernel.web.may import cookie_name
from concord_kernel.web.problem import problem

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from concord_kernel.office import Office

HEADER: Final = "x-csrf-token"
FIELD: Final = "csrf"
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORM: Final = "application/x-www-form-urlencoded"

LARGEST_FORM: Final = 1_000_000
"""Bytes of a form that is sent without a script."""

NO_SESSION_YET: Final = (
    "/door/sign-in",
    "/door/invitation",
    "/door/language",
    "/door/api/v1/sign-in",
)
"""Beginnings of paths where a session is no part of what is done."""


def install(app: FastAPI) -> None:
    """Refuse what changes something without a proof."""
    app.add_middleware(_Proved)


def proof(office: Office, session: str) -> str:
    """What the forms of a session bring along.

    Args:
        office: Of this process; every service has the same key.
        session: The session's id.
    """
    said = b"concord/csrf/v1\0" + session.encode()
    return hmac.digest(_key(office.settings.session_key), said, "sha256").hex()


@lru_cache(maxsize=8)
def _key(file: Path) -> bytes:
    return bytes.fromhex(file.read_text("utf-8").strip())


class _Proved:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        expected = _expected(request)
        request.state.csrf = expected
        if request.method in UNSAFE:
            try:
                is_proved, receive = await _is_proved(request, expected)
            except HTTPException as error:
                await problem(request, error.status_code, "request.body-too-large")(
                    scope, receive, send
                )
                return
            if not is_proved:
                await problem(request, 403, "door.form-too-old")(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _expected(request: Request) -> str:
    """The proof of the session in the cookie, whether or not it still lasts; empty without one."""
    office: Office = request.app.state.office
    token = request.cookies.get(cookie_name(office.settings), "")
    return proof(office, hash_of(token)) if token else ""


async def _is_proved(request: Request, expected: str) -> tuple[bool, Receive]:
    """Whether the request may go on, and how what it brings is read from here on."""
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return True, request.receive
    if request.url.path.startswith(NO_SESSION_YET):
        return _is_from_here(request), request.receive
    if not expected:
        return True, request.receive
    said = request.headers.get(HEADER)
    if said is None and request.headers.get("content-type", "").startswith(FORM):
        body = await _body(request)
        said = parse_qs(body.decode("latin-1")).get(FIELD, [""])[0]
        return _same(said, expected), _again(body, request.receive)
    return _same(said or "", expected), request.receive


def _same(said: str, expected: str) -> bool:
    return hmac.compare_digest(said.encode(errors="replace"), expected.encode())


def _is_from_here(request: Request) -> bool:
    """Whether a browser says so; what says nothing is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > LARGEST_FORM:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give out once more what was read."""
    left = [body]

    async def give() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return give
