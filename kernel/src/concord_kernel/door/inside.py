"""What a page asks about its own session: how long it lasts, staying, and leaving."""

from __future__ import annotations

import math
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AwareDatetime, BaseModel

from concord_kernel import clock
from concord_kernel.door.entering import people_of
from concord_kernel.door.paths import FRONT
from concord_kernel.office import Office
from concord_kernel.people import NotSignedInError, Session
from concord_kernel.web.csrf import proof
from concord_kernel.web.desk import office
from concord_kernel.web.may import cookie_name, open_to_everyone, token_of

log = structlog.get_logger(__name__)

router = APIRouter(dependencies=[Depends(open_to_everyone)])

House = Annotated[Office, Depends(office)]


class Lasting(BaseModel):
    """Who is signed in, and for how long.

    Attributes:
        account: The pseudonymous id.
        home: The agency the account belongs to.
        seconds_left: Until it ends because nobody used it; asking is no use.
        until: When it ends at the latest.
        fresh_until: Until when the sign-in counts as fresh.
        csrf: What commands with the cookie bring along.
    """

    account: str
    home: str
    seconds_left: int
    until: AwareDatetime
    fresh_until: AwareDatetime
    csrf: str


async def looked_at(request: Request, house: Office, *, touch: bool = False) -> Session:
    """The session of a request's bearer token or cookie; looking is no use of it.

    Raises:
        NotSignedInError: nobody is signed in.
    """
    session = await house.sessions.of(token_of(request, house), touch=touch)
    request.state.session = session
    return session


@router.get("/api/v1/session", responses={401: {}})
async def lasting(request: Request, house: House) -> Lasting:
    """How long the session lasts if nobody uses it.

    Raises:
        HTTPException: 401, nobody is signed in.
    """
    try:
        session = await looked_at(request, house)
    except NotSignedInError:
        raise HTTPException(401, "door.not-signed-in") from None
    return _lasting(house, session)


@router.post("/api/v1/session/extend", responses={401: {}})
async def extend(request: Request, house: House) -> Lasting:
    """Somebody is still there.

    Raises:
        HTTPException: 401, nobody is signed in.
    """
    try:
        session = await looked_at(request, house)
        await people_of(house).signed_in.extend(session.id)
        return _lasting(house, await looked_at(request, house))
    except NotSignedInError:
        raise HTTPException(401, "door.not-signed-in") from None


@router.post("/leave", include_in_schema=False)
async def leave(request: Request, house: House) -> Response:
    """End the session here and in the browser; harmless when it ended already."""
    try:
        session = await looked_at(request, house)
        await people_of(house).signed_in.end(session.id, session.account)
        log.info("signed out", account=session.account)
    except NotSignedInError:
        pass
    answer = RedirectResponse(FRONT, 303)
    answer.delete_cookie(
        cookie_name(house.settings),
        path="/",
        secure=house.settings.secure,
        httponly=True,
        samesite="lax",
    )
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _lasting(house: Office, session: Session) -> Lasting:
    left = (session.idle_until - clock.now()).total_seconds()
    return Lasting(
        account=session.account,
        home=session.home,
        seconds_left=max(0, math.floor(left)),
        until=session.until,
        fresh_until=session.fresh_until,
        csrf=proof(house, session.id),
    )
