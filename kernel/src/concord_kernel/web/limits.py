"""How much one person and one address may ask of this process in a short time.

Token buckets: so many at once, so many a second after that. Commands count for the person whose
token they bring and for the address they come from; looking counts for the address, unless it is
done in a session that the process has lately seen to be one: whoever is let in looks as much as
they like, and a cookie that somebody made up spares nobody. Each process counts for itself.
Guessing at passwords has limits of its own, at the door.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from fastapi import Request

from concord_kernel.web.problem import problem

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
UNCOUNTED: Final = ("/static/", "/healthz", "/readyz", "/metrics")
"""Parts of paths that cost nothing, or that only the operator reaches."""

SPARED: Final = 60.0
"""Seconds for which a session that was found is taken to be one, without asking anybody."""

MOST_BUCKETS: Final = 20_000
"""Persons and addresses remembered; whoever asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much is allowed.

    Attributes:
        at_once: Requests that may come together.
        a_second: How many more each second brings.
    """

    at_once: float
    a_second: float


PERSON: Final = Allowance(at_once=240, a_second=20)
"""A person's commands: a script that sends a frame's follow-up, not a flood."""

ADDRESS: Final = Allowance(at_once=1200, a_second=200)
"""An address: a county's office behind one router."""


class Buckets:
    """One bucket for each of many, each as full as its own past lets it be."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, whose: str, now: float) -> float:
        """Take one; the seconds to wait for one if there is none, and nothing is taken then."""
        most = self._allowance.at_once
        level, since = self._levels.pop(whose, (most, now))
        level = min(most, level + (now - since) * self._allowance.a_second)
        wait = max(0.0, (1 - level) / self._allowance.a_second)
        self._levels[whose] = (level if wait else level - 1, now)
        if len(self._levels) > MOST_BUCKETS:
            self._levels.popitem(last=False)
        return wait


class Found:
    """Tokens that a route has lately found to be a session's; whose, it does not know."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def add(self, token: str, now: float) -> None:
        """Remember one for a while."""
        self._until.pop(token, None)
        self._until[token] = now + SPARED
        if len(self._until) > MOST_BUCKETS:
            self._until.popitem(last=False)

    def has(self, token: str, now: float) -> bool:
        """Whether one is remembered."""
        return self._until.get(token, now) > now


@dataclass(frozen=True, slots=True)
class Limits:
    """What an application's callers have left, and which of them look in a session."""

    persons: Buckets
    addresses: Buckets
    found: Found = field(default_factory=Found)


def install(app: FastAPI, person: Allowance = PERSON, address: Allowance = ADDRESS) -> None:
    """Refuse with 429 what goes beyond the allowances."""
    app.state.limits = Limits(Buckets(person), Buckets(address))
    app.add_middleware(_Counted)


class _Counted:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        wait = _wait(request)
        if not wait:
            try:
                await self._app(scope, receive, send)
            finally:
                _remember(request)
            return
        answer = problem(request, 429, "request.too-many", seconds=math.ceil(wait))
        answer.headers["Retry-After"] = str(math.ceil(wait))
        await answer(scope, receive, send)


def _wait(request: Request) -> float:
    """Seconds that a request has to wait."""
    limits: Limits = request.app.state.limits
    token, now = _token(request), asyncio.get_running_loop().time()
    looks = request.method in SAFE
    if any(part in request.url.path for part in UNCOUNTED) or (
        looks and limits.found.has(token, now)
    ):
        return 0.0
    wait = limits.addresses.take(request.client.host if request.client else "", now)
    return wait or (limits.persons.take(token, now) if token and not looks else 0.0)


def _remember(request: Request) -> None:
    """Spare a token from now on that the route has found to be a session's."""
    if getattr(request.state, "session", None):
        limits: Limits = request.app.state.limits
        limits.found.add(_token(request), asyncio.get_running_loop().time())


def _token(request: Request) -> str:
    """What tells one person's requests from another's; never the token itself."""
    said = request.headers.get("authorization") or request.headers.get("cookie", "")
    return sha256(said.encode("latin-1", "replace")).hexdigest() if said else ""
