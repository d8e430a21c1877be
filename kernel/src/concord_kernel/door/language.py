"""Choosing the language of the site; it holds for this browser, signed in or not."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from concord_kernel.door.paths import here
from concord_kernel.office import Office
from concord_kernel.web.desk import office
from concord_kernel.web.language import COOKIE, LANGUAGES
from concord_kernel.web.may import open_to_everyone

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])

A_YEAR: Final = 31_536_000
"""Seconds for which the browser remembers."""


@router.post("/language")
async def choose_language(request: Request, house: Annotated[Office, Depends(office)]) -> Response:
    """Remember the language, and go back to the page that was open.

    Raises:
        HTTPException: 422, the site does not speak it.
    """
    said = parse_qs((await request.body()).decode("ascii", "replace"))
    language = said.get("language", [""])[-1]
    if language not in LANGUAGES:
        raise HTTPException(422, "request.not-valid")
    answer = RedirectResponse(here(said.get("next", [""])[-1]), 303)
    answer.set_cookie(
        COOKIE,
        language,
        max_age=A_YEAR,
        path="/",
        secure=house.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer
