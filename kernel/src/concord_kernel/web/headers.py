"""Headers on every answer: nothing is cached, framed, sniffed, or loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_kernel.web.problem import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI, Request, Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install(app: FastAPI) -> None:
    """Set the headers, and refuse writes that a browser says come from elsewhere."""

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if _is_from_elsewhere(request):
            answer = problem(request, 403, "door.not-found")
        else:
            answer = await call_next(request)
        for name, value in FIXED.items():
            answer.headers.setdefault(name, value)
        if "/static/" not in request.url.path:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _is_from_elsewhere(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.method in UNSAFE and site not in {"same-origin", "none"}
