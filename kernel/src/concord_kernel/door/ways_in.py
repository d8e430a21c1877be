"""The page where people sign in, with every way in that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from concord_kernel.door.entering import people_of
from concord_kernel.door.paths import FRONT, here
from concord_kernel.web.language import asked
from concord_kernel.web.may import cookie_name
from concord_kernel.web.pages import render
from concord_kernel.web.words import sentence

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from concord_kernel.office import Office


async def sign_in_page(
    request: Request,
    house: Office,
    *,
    to: str = FRONT,
    status: int = 200,
    refused: str = "",
    seconds: int = 0,
) -> HTMLResponse:
    """The page, with why the last attempt was refused.

    Whoever brings a session along signs in again: their provider is asked to make sure anew.

    Args:
        request: Who asks, in which language.
        house: The door.
        to: Where somebody goes on to.
        status: Of the answer.
        refused: The rule; empty where nothing was.
        seconds: When it is worth trying again.
    """
    providers = await people_of(house).providers.all()
    said = sentence(refused, {"seconds": seconds}, asked(request)) if refused else ""
    values: dict[str, Any] = {"to": here(to), "said": said, "providers": providers}
    values["again"] = bool(request.cookies.get(cookie_name(house.settings)))
    answer = render(request, "door/sign-in.html", status=status, **values)
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer
