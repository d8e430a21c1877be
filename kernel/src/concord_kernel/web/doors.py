"""Letting people in: the front page, entering with a signed statement, leaving."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from concord_kernel import clock
from concord_kernel.identity import NotAPersonError
from concord_kernel.office import Office
from concord_kernel.web.desk import COOKIE, office
from concord_kernel.web.pages import render

router = APIRouter(include_in_schema=False)

HERE: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path of this site: browsers take a backslash for a slash, and leave out tabs and line ends."""


@router.get("/")
async def front(request: Request, house: Annotated[Office, Depends(office)]) -> HTMLResponse:
    """What this is, and, where it is a demonstration, the people one may enter as."""
    return render(request, "front.html", doors=_demonstration(house))


@router.get("/enter")
async def enter(token: str, to: str, house: Annotated[Office, Depends(office)]) -> Response:
    """Take a signed statement into the cookie and go on to a page of this site.

    Raises:
        HTTPException: 401 without a statement of ours, 404 for another site's page.
    """
    try:
        house.signer.read(token, clock.now())
    except NotAPersonError:
        raise HTTPException(401, "door.not-signed-in") from None
    if not HERE.fullmatch(to):
        raise HTTPException(404, "door.not-found")
    answer = RedirectResponse(to, 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", path="/")
    return answer


@router.post("/leave")
async def leave(house: Annotated[Office, Depends(office)]) -> Response:
    """Forget who was here."""
    answer = RedirectResponse(f"/{house.service.name}/", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _demonstration(house: Office) -> list[dict[str, Any]]:
    doors = house.settings.demo
    if doors is None or not doors.exists():
        return []
    found = json.loads(doors.read_text("utf-8"))
    assert isinstance(found, list)  # ruff: ignore[assert] -- the demonstration writes a list
    return found
