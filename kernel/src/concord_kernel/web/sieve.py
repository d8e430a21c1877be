"""Looks at a path once before its router does: a service has fifty of them, and one is meant.

FastAPI asks every route of every included router in turn, and keeps its own books of each: a
millisecond of every request, where a pattern for all paths of a router says no in a microsecond.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.routing import Match, Route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import APIRouter
    from starlette.routing import BaseRoute
    from starlette.types import Scope

PARAMETER: Final = re.compile(r"\{[^}]+\}")


def put_before(included: BaseRoute, router: APIRouter, prefix: str) -> None:
    """Let an included router be asked only for paths that have the shape of one of its own.

    Args:
        included: The router as the application knows it.
        router: The same, with its routes.
        prefix: Under which it was included.
    """
    own, closely = _shapes(router.routes, prefix), included.matches

    def matches(scope: Scope) -> tuple[Match, Scope]:
        return closely(scope) if own.fullmatch(scope["path"]) else (Match.NONE, {})

    included.matches = matches  # type: ignore[method-assign]  # only this one, and its class is not public


def _shapes(routes: Iterable[BaseRoute], prefix: str) -> re.Pattern[str]:
    """What the paths of routes look like; a parameter may be anything, also several parts."""
    shapes = [
        ".+".join(map(re.escape, PARAMETER.split(route.path)))
        for route in routes
        if isinstance(route, Route)  # a service declares no other kind
    ]
    return re.compile(re.escape(prefix) + f"(?:{'|'.join(shapes)})")
