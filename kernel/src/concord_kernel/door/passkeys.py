"""Passkeys over HTTP: adding one to one's own account, and signing in with one.

Each takes two steps, as browsers want it: options with a challenge, and what the device made of it.
A challenge is good once and for five minutes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Body, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from concord_kernel.door.entering import address_of, entered, give_cookie, too_many
from concord_kernel.door.oneself import Fresh, Hall, InHall
from concord_kernel.door.signatures import (
    NotSignedByDeviceError,
    Site,
    challenge_in,
    named,
)
from concord_kernel.people import AccountUnknownError, People, Session, TooManyAttemptsError
from concord_kernel.people.ceremonies import CeremonyUnknownError
from concord_kernel.people.passkeys import (
    ClonedPasskeyError,
    Passkey,
    PasskeyNotAddedError,
    PasskeyUnknownError,
)
from concord_kernel.web.may import open_to_everyone

log = structlog.get_logger(__name__)

ADDING: Final = "add-passkey"
USING: Final = "use-passkey"
LASTS: Final = timedelta(minutes=5)

NOT_TRUE: Final = (
    AccountUnknownError,
    CeremonyUnknownError,
    ClonedPasskeyError,
    NotSignedByDeviceError,
    PasskeyUnknownError,
)
"""Why nobody comes in; which of them is not said."""

PasskeyName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"
    ),
]
"""What somebody calls a device of theirs."""

Said = Annotated[dict[str, Any], Body()]
"""What a browser made of a device's answer."""

adding = APIRouter(prefix="/passkeys", include_in_schema=False)
using = APIRouter(
    prefix="/sign-in/passkey", include_in_schema=False, dependencies=[Depends(open_to_everyone)]
)


class NewPasskey(BaseModel):
    """A passkey that a device made, and what its owner calls it."""

    model_config = ConfigDict(extra="forbid")

    name: PasskeyName
    credential: dict[str, Any]


@adding.post("/options")
async def ask_for_new(session: Fresh, hall: InHall) -> JSONResponse:
    """What the browser is told: for whom, and which devices have one already."""
    await _must_be_local(hall.people, session.account)
    account = await hall.people.accounts.of(session.account)
    options = Site(hall.origin).asks_for_new(account, await hall.people.passkeys.of(account.id))
    of = (session.id, account.id)
    await hall.people.ceremonies.begin(ADDING, options["challenge"], LASTS, session=of)
    return JSONResponse(options)


@adding.post("", status_code=201)
async def add(body: NewPasskey, session: Fresh, hall: InHall) -> JSONResponse:
    """Keep what the device made.

    Raises:
        HTTPException: 422, it is no answer to what this session asked.
    """
    await _must_be_local(hall.people, session.account)
    try:
        made = await _made(body, session, hall)
        await hall.people.passkeys.add(made)
    except (CeremonyUnknownError, NotSignedByDeviceError, PasskeyNotAddedError):
        raise HTTPException(422, "passkey.not-added") from None
    log.info("passkey added", account=session.account)
    return JSONResponse({}, 201)


async def _made(body: NewPasskey, session: Session, hall: Hall) -> Passkey:
    """The passkey that a device made for this session's question.

    Raises:
        CeremonyUnknownError: another session asked, or none.
    """
    challenge = challenge_in(body.credential)
    begun = await hall.people.ceremonies.take(ADDING, challenge)
    if begun.session != session.id:
        raise CeremonyUnknownError
    return Site(hall.origin).new(body.credential, challenge, session.account, body.name)


@using.post("/options")
async def ask_for_signature(hall: InHall) -> JSONResponse:
    """What the browser is told: any passkey of this site will do."""
    options = Site(hall.origin).asks_for_signature()
    await hall.people.ceremonies.begin(USING, options["challenge"], LASTS)
    return JSONResponse(options)


@using.post("")
async def sign_in(request: Request, said: Said, hall: InHall) -> Response:
    """Let in whoever holds the passkey.

    Raises:
        HTTPException: 401, the signature is nobody's.
    """
    try:
        turn = await hall.people.throttle.take("", address_of(request))
        account = await _signed_by(said, hall.people, Site(hall.origin))
        started = await entered(hall.house, request, account)
    except TooManyAttemptsError as error:
        return too_many(request, error)
    except NOT_TRUE as refused:
        log.warning("passkey refused", reason=type(refused).__name__)
        raise HTTPException(401, "passkey.not-accepted") from None
    await hall.people.throttle.give_back(turn)
    answer = JSONResponse({})
    give_cookie(hall.house, answer, started)
    return answer


async def _signed_by(said: dict[str, Any], room: People, site: Site) -> str:
    """The account of the passkey that signed."""
    challenge = challenge_in(said)
    await room.ceremonies.take(USING, challenge)
    passkey = await room.passkeys.known(named(said))
    count = site.signed(said, challenge, passkey)
    await room.passkeys.used(passkey.id, count)
    return passkey.account


async def _must_be_local(room: People, account: str) -> None:
    """Where a provider vouches for somebody, nothing here may stand in for it.

    Raises:
        HTTPException: 409, the account is a provider's.
    """
    if await room.providers.comes_from(account):
        raise HTTPException(409, "account.at-provider")
