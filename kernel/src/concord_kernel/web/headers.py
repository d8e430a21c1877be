"""Headers on every answer: nothing is kept, framed, sniffed, or loaded from elsewhere.

Only files that pages load may be kept; ``assets`` says so itself, and so may an answer that knows
how long it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request
from starlette.datastructures import MutableHeaders

from concord_kernel.web.problem import problem

if TYPE_CHECKING:
    from fastapi import FastAPI, Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install(app: FastAPI) -> None:
    """Set the headers, and refuse writes that a browser says come from elsewhere.

    What nobody expected is answered outside of every middleware, so it is answered here.
    """

    def unexpected(request: Request, _: Exception) -> Response:
        answer = problem(request, 500, "server.unexpected")
        _guard(answer.headers)
        return answer

    app.add_middleware(_Guarded)
    app.add_exception_handler(Exception, unexpected)


class _Guarded:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _guard(MutableHeaders(scope=message))
            await send(message)

        request = Request(scope) if scope["type"] == "http" else None
        if request and _is_from_elsewhere(request):
            await problem(request, 403, "door.not-found")(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def _guard(headers: MutableHeaders) -> None:
    for name, value in FIXED.items():
        headers.setdefault(name, value)


def _is_from_elsewhere(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.method in UNSAFE and site not in {"same-origin", "none"}
