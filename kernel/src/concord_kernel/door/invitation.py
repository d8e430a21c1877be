"""The page behind an invitation's link: one chooses a password, once, and is inside.

The code is in the part of the link that a browser sends in its query; the page names nobody but
whom the code invites, and is never kept or referred from.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from concord_kernel.door.entering import entered, people_of, sent_on
from concord_kernel.door.paths import FRONT
from concord_kernel.office import Office
from concord_kernel.people import (
    Account,
    AccountUnknownError,
    NotInvitedError,
    UnfitPasswordError,
)
from concord_kernel.web.desk import office
from concord_kernel.web.language import asked
from concord_kernel.web.may import open_to_everyone
from concord_kernel.web.pages import render
from concord_kernel.web.words import sentence

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])

House = Annotated[Office, Depends(office)]
Code = Annotated[str, Form(max_length=200)]
Password = Annotated[str, Form(max_length=2000)]


@router.get("/invitation")
async def page(
    request: Request, house: House, code: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """Where the invited person chooses a password; looking does not use the code."""
    try:
        account = await people_of(house).invitations.of(code)
    except NotInvitedError:
        return _nobody(request)
    return render(request, "door/invitation.html", account=account, code=code, said="")


@router.post("/invitation")
async def accept(
    request: Request, house: House, password: Password = "", again: Password = "", code: Code = ""
) -> Response:
    """Use the code, and let the person in."""
    try:
        account = await people_of(house).invitations.of(code)
    except NotInvitedError:
        return _nobody(request)
    if password != again:
        return _page_again(request, account, code, "account.passwords-differ")
    try:
        await people_of(house).invitations.accept(code, password)
        started = await entered(house, request, account.id)
    except UnfitPasswordError as unfit:
        return _page_again(request, account, code, unfit.rule)
    except (NotInvitedError, AccountUnknownError):
        return _nobody(request)
    return sent_on(house, started, FRONT)


def _nobody(request: Request) -> HTMLResponse:
    return render(request, "door/invitation.html", status=404, account=None, code="", said="")


def _page_again(request: Request, account: Account, code: str, rule: str) -> HTMLResponse:
    said = sentence(rule, {}, asked(request))
    return render(
        request, "door/invitation.html", status=422, account=account, code=code, said=said
    )
