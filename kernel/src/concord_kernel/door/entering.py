"""Signing somebody in, however they proved who they are: one session, one cookie, one answer.

Called by every page of the door that lets somebody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from fastapi.responses import RedirectResponse

from concord_kernel.door.browsers import browser_of
from concord_kernel.door.paths import here
from concord_kernel.people import NotVerifiedError, TooManyAttemptsError
from concord_kernel.people.accounts import plain_name
from concord_kernel.web.may import cookie_name
from concord_kernel.web.problem import problem

if TYPE_CHECKING:
    from fastapi import Request, Response

    from concord_kernel.office import Office
    from concord_kernel.people import Account, People, Started

log = structlog.get_logger(__name__)


def people_of(house: Office) -> People:
    """The write side of who may enter, which the door has."""
    assert house.people is not None, "CONCORD_PEOPLE"  # ruff: ignore[assert] -- the door does not start without
    return house.people


def address_of(request: Request) -> str:
    """Where a request comes from, as the proxy says it."""
    return request.client.host if request.client else ""


async def verified(house: Office, request: Request, name: str, password: str) -> Account:
    """Whose name and password these are; failures count for the name and for the address.

    Raises:
        NotVerifiedError: nobody's.
        TooManyAttemptsError: too many failed of late.
    """
    people = people_of(house)
    try:
        turn = await people.throttle.take(plain_name(name), address_of(request))
        account = await people.accounts.verify(name, password)
    except (NotVerifiedError, TooManyAttemptsError) as refused:
        log.warning("sign-in refused", reason=type(refused).__name__)
        raise
    await people.throttle.give_back(turn)
    return account


async def entered(house: Office, request: Request, account: str) -> Started:
    """Begin a session; the one that the browser brought along ends."""
    before = request.cookies.get(cookie_name(house.settings), "")
    browser = browser_of(request.headers.get("user-agent", ""))
    started = await people_of(house).signed_in.start(account, name=browser, ends=before)
    log.info("signed in", account=account)
    return started


def give_cookie(house: Office, answer: Response, started: Started) -> None:
    """Let the browser hold the token, where no script sees it."""
    answer.set_cookie(
        cookie_name(house.settings),
        started.token,
        path="/",
        secure=house.settings.secure,
        httponly=True,
        samesite="lax",
    )


def too_many(request: Request, error: TooManyAttemptsError) -> Response:
    """The answer to whoever tries too often."""
    answer = problem(request, 429, "door.too-many-attempts", seconds=error.seconds)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def sent_on(house: Office, started: Started, to: str) -> Response:
    """The answer to whoever came in: the cookie, and on to a page of this site."""
    answer = RedirectResponse(here(to), 303)
    give_cookie(house, answer, started)
    return answer
