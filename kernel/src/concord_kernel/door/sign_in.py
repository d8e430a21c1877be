"""Signing in with a name and a password: the page, its form, and the same for a script.

A name nobody has, a wrong password and a closed account are refused alike, in words and in time.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime, BaseModel, Field

from concord_kernel.door.demonstration import accounts_of
from concord_kernel.door.entering import entered, give_cookie, sent_on, too_many, verified
from concord_kernel.door.ways_in import sign_in_page
from concord_kernel.office import Office
from concord_kernel.people import NotVerifiedError, TooManyAttemptsError
from concord_kernel.web.csrf import proof
from concord_kernel.web.desk import office
from concord_kernel.web.may import open_to_everyone

router = APIRouter(dependencies=[Depends(open_to_everyone)])

House = Annotated[Office, Depends(office)]
WRONG: Final = "door.wrong-name-or-password"

Typed = Annotated[str, Form(max_length=2000)]


class SignIn(BaseModel):
    """Who one is."""

    name: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=2000)]


class SignedInAs(BaseModel):
    """Who signed in, and what commands with the cookie bring along."""

    account: str
    display: str
    home: str
    until: AwareDatetime
    csrf: str


@router.get("/sign-in", include_in_schema=False)
async def page(
    request: Request, house: House, to: Annotated[str, Query(max_length=2000)] = "/door/"
) -> HTMLResponse:
    """Where one types a name and a password, or chooses another way in."""
    return await sign_in_page(request, house, to=to)


@router.post("/sign-in", include_in_schema=False)
async def sign_in(
    request: Request, house: House, name: Typed = "", password: Typed = "", to: Typed = "/door/"
) -> Response:
    """Let somebody in and send them on to the page they wanted."""
    try:
        account = await verified(house, request, name, password)
    except NotVerifiedError:
        return await sign_in_page(request, house, to=to, status=401, refused=WRONG)
    except TooManyAttemptsError as error:
        rule, seconds = "door.too-many-attempts", error.seconds
        return await sign_in_page(request, house, to=to, status=429, refused=rule, seconds=seconds)
    return sent_on(house, await entered(house, request, account.id), to)


@router.post("/sign-in/as", include_in_schema=False)
async def sign_in_as(request: Request, house: House, name: Typed) -> Response:
    """Let somebody look around in a demonstration, as one of its ready-made people.

    Raises:
        HTTPException: 404, there is no demonstration, or nobody of that name in it.
    """
    for one in accounts_of(house):
        if one.name == name:
            return await sign_in(request, house, one.name, one.password, one.to)
    raise HTTPException(404, "door.not-found")


@router.post("/api/v1/sign-in", response_model=SignedInAs, responses={401: {}})
async def sign_in_by_script(
    request: Request, response: Response, house: House, body: SignIn
) -> SignedInAs | Response:
    """Sign in; the session's token is in the cookie alone.

    Raises:
        HTTPException: 401, no open account has this name and this password.
    """
    try:
        account = await verified(house, request, body.name, body.password)
    except NotVerifiedError:
        raise HTTPException(401, WRONG) from None
    except TooManyAttemptsError as error:
        return too_many(request, error)
    started = await entered(house, request, account.id)
    give_cookie(house, response, started)
    return SignedInAs(
        account=account.id,
        display=account.display,
        home=account.home,
        until=started.session.until,
        csrf=proof(house, started.session.id),
    )
