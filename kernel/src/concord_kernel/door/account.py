"""My account: who I am, how I come in, where I am signed in, and what I may do where.

Everything here is about the person who asks; no address names an account. What a borrowed browser
must not do asks for a sign-in of a few minutes ago. The page is made of the same answers.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from webauthn.helpers import base64url_to_bytes

from concord_kernel import clock
from concord_kernel.door.entering import address_of, too_many
from concord_kernel.door.oneself import Fresh, Hall, InHall, Oneself
from concord_kernel.door.passkeys import PasskeyName
from concord_kernel.door.signatures import shown
from concord_kernel.office import Office
from concord_kernel.people import (
    NotVerifiedError,
    Session,
    TooManyAttemptsError,
    UnfitPasswordError,
)
from concord_kernel.people.passkeys import LastWayInError, PasskeyUnknownError
from concord_kernel.web.asker import agency_name, asker_of
from concord_kernel.web.may import SignedIn
from concord_kernel.web.pages import render

router = APIRouter(tags=["my account"])
log = structlog.get_logger(__name__)

HERE: Final = "/door/account"

SessionId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
PasskeyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,1400}$")]


class WayIn(BaseModel):
    """One way in to an agency: a role at home, or a grant elsewhere.

    Attributes:
        agency: Where.
        agency_name: What people call it.
        roles: What one may be there.
        review: The one review it is for; none: the whole agency.
        purpose: Why; empty for a role of one's own agency.
        until: When it ends; none: not by itself.
    """

    agency: str
    agency_name: str
    roles: tuple[str, ...]
    review: str | None
    purpose: str
    until: AwareDatetime | None


class Me(BaseModel):
    """Who signed in.

    Attributes:
        account: The Concord number, which facts name and grants are given to.
        name: What is typed at sign-in; for a program its account.
        display: How pages call the person or program.
        home: The agency the account belongs to.
        kind: A person or a program.
        scopes: Programs: the actions they may ask for at most.
        agency: Programs: the only agency they act in.
        fresh_until: Until when the sign-in is young enough for what asks for a fresh one.
        until: When the session or token ends at the latest.
        ways_in: Where one may act, and as what.
    """

    account: str
    name: str
    display: str
    home: str
    kind: str
    scopes: tuple[str, ...]
    agency: str
    fresh_until: AwareDatetime
    until: AwareDatetime
    ways_in: list[WayIn]


class Changed(BaseModel):
    """It is done.

    Attributes:
        sessions_ended: How many other sessions ended with it.
    """

    sessions_ended: int = 0


class NewName(BaseModel):
    """What a passkey is called from now on."""

    model_config = ConfigDict(extra="forbid")

    name: PasskeyName


class NewPassword(BaseModel):
    """A password in place of the present one."""

    model_config = ConfigDict(extra="forbid")

    present: Annotated[str, Field(max_length=2000)] = ""
    password: Annotated[str, Field(max_length=2000)]


@router.get("/api/v1/me")
async def who_am_i(session: SignedIn, hall: InHall) -> Me:
    """Who signed in, and where they may act."""
    account = await hall.people.accounts.of(session.account)
    return Me(
        **session.model_dump(include={"home", "kind", "scopes", "agency", "fresh_until", "until"}),
        account=account.id,
        name=account.name,
        display=account.display,
        ways_in=await _ways_in(hall.house, session),
    )


@router.post("/api/v1/me/password", response_model=Changed, responses={409: {}})
async def change_password(
    request: Request, body: NewPassword, session: Fresh, hall: InHall
) -> Changed | Response:
    """Choose another password; every other session of the account ends.

    Raises:
        HTTPException: 409, the present password is another one, or the agency's provider has it;
            422, nobody should have the new one.
    """
    try:
        await _must_know_present(request, body.present, session, hall)
        await hall.people.accounts.set_password(session.account, body.password)
    except TooManyAttemptsError as error:
        return too_many(request, error)
    except NotVerifiedError:
        raise HTTPException(409, "account.wrong-password") from None
    except UnfitPasswordError as unfit:
        raise HTTPException(422, unfit.rule) from None
    log.info("password changed", account=session.account)
    return await end_other_sessions(session, hall)


@router.post("/api/v1/me/passkeys/{passkey}/name")
async def rename_passkey(
    passkey: PasskeyId, body: NewName, session: Oneself, hall: InHall
) -> Changed:
    """Call one of one's own passkeys something else.

    Raises:
        HTTPException: 404, one has no such passkey.
    """
    try:
        await hall.people.passkeys.rename(session.account, _bytes(passkey), body.name)
    except PasskeyUnknownError:
        raise HTTPException(404, "door.not-found") from None
    return Changed()


@router.post("/api/v1/me/passkeys/{passkey}/removal")
async def remove_passkey(passkey: PasskeyId, session: Fresh, hall: InHall) -> Changed:
    """Remove one of one's own passkeys.

    Raises:
        HTTPException: 409, it is the only way in.
    """
    try:
        await hall.people.passkeys.remove(session.account, _bytes(passkey))
    except PasskeyUnknownError:
        raise HTTPException(404, "door.not-found") from None
    except LastWayInError:
        raise HTTPException(409, "passkey.last-way-in") from None
    log.info("passkey removed", account=session.account)
    return Changed()


@router.post("/api/v1/me/sessions/end-others")
async def end_other_sessions(session: Oneself, hall: InHall) -> Changed:
    """End every session of one's own but this one."""
    ended = await hall.people.signed_in.end_all(session.account, but=session.id)
    log.info("sessions ended", account=session.account, count=ended)
    return Changed(sessions_ended=ended)


@router.post("/api/v1/me/sessions/{other}/end")
async def end_session(other: SessionId, session: Oneself, hall: InHall) -> Changed:
    """End one session of one's own.

    Raises:
        HTTPException: 404, one has no such session, or it ended before.
    """
    if not await hall.people.signed_in.end(other, session.account):
        raise HTTPException(404, "door.not-found")
    return Changed(sessions_ended=1)


@router.get("/account", include_in_schema=False)
async def page(request: Request, session: Oneself, hall: InHall) -> HTMLResponse:
    """My account."""
    account = await hall.people.accounts.of(session.account)
    passkeys = await hall.people.passkeys.of(account.id)
    values: dict[str, Any] = {
        "account": account,
        "home_name": agency_name(hall.house, account.home),
        "provider": await hall.people.providers.comes_from(account.id),
        "passkeys": [(shown(one.id), one) for one in passkeys],
        "sessions": await hall.people.signed_in.of(account.id),
        "ways_in": await _ways_in(hall.house, session),
        "is_fresh": session.fresh_until > clock.now(),
        "again": f"/door/sign-in?to={HERE}",
    }
    return render(request, "door/account.html", session=session, **values)


async def _must_know_present(request: Request, present: str, session: Session, hall: Hall) -> None:
    """Ask whoever changes a password for the present one, if there is one.

    Raises:
        HTTPException: 409, the account is a provider's.
        NotVerifiedError: it is another one.
        TooManyAttemptsError: too many were wrong of late.
    """
    people = hall.people
    if await people.providers.comes_from(session.account):
        raise HTTPException(409, "account.at-provider")
    account = await people.accounts.of(session.account)
    if not account.has_password:
        return
    turn = await people.throttle.take(account.name, address_of(request))
    await people.accounts.verify(account.name, present)
    await people.throttle.give_back(turn)


async def _ways_in(house: Office, session: Session) -> list[WayIn]:
    """Everywhere that somebody may act now, the home agency first."""
    members = await house.directory.members()
    askers = await asyncio.gather(*(asker_of(house, session, agency, "") for agency in members))
    found = [
        WayIn(
            agency=asker.agency,
            agency_name=agency_name(house, asker.agency),
            roles=way.roles,
            review=way.review,
            purpose=way.purpose,
            until=way.until,
        )
        for asker in askers
        if asker.has_business
        for way in asker.ways_in
    ]
    return sorted(found, key=lambda way: (way.agency != session.home, way.agency_name))


def _bytes(passkey: str) -> bytes:
    """A passkey's id from an address; what is none belongs to nobody."""
    try:
        return base64url_to_bytes(passkey)
    except ValueError:
        return b""
