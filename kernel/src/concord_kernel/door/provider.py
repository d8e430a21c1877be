"""Signing in at an agency's identity provider: the way there and the way back.

Which agency somebody belongs to is a row of ours, found by the state that we made ourselves; the
provider says who they are and nothing else. Its being down closes this way in and no other.
"""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest
from typing import Annotated, Final

import structlog
from concord_contracts.terms import Identifier
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from concord_kernel import clock
from concord_kernel.door.entering import entered, sent_on
from concord_kernel.door.issuer import (
    Client,
    NotVouchedForError,
    ProviderAwayError,
    Trip,
    Vouched,
    vouched_for,
    way_there,
)
from concord_kernel.door.oneself import Hall, InHall
from concord_kernel.door.paths import FRONT, here
from concord_kernel.door.ways_in import sign_in_page
from concord_kernel.office import Office
from concord_kernel.people import AccountUnknownError, Started
from concord_kernel.people.ceremonies import Ceremony, CeremonyUnknownError
from concord_kernel.people.providers import (
    ProvidedClosedError,
    Provider,
    ProviderUnknownError,
)
from concord_kernel.people.sealing import SealedWithAnotherKeyError, Sealing
from concord_kernel.web.may import open_to_everyone

router = APIRouter(
    prefix="/provider", include_in_schema=False, dependencies=[Depends(open_to_everyone)]
)
log = structlog.get_logger(__name__)

KIND: Final = "provider"
NOT_VOUCHED: Final = (
    AccountUnknownError,
    CeremonyUnknownError,
    NotVouchedForError,
    ProvidedClosedError,
    ProviderUnknownError,
)
"""Why nobody comes in; which of them is not said."""

LASTS: Final = timedelta(minutes=10)
"""How long somebody may take at the provider's page."""

SECURE_COOKIE: Final = "__Host-concord-provider"
PLAIN_COOKIE: Final = "concord-provider"
"""The cookie with a trip's secret, while somebody is on the way."""


class Brought(BaseModel):
    """What somebody brings back from a provider; what else it says is not read.

    Attributes:
        state: Which trip this is.
        code: What we get an answer for.
    """

    state: Annotated[str, Field(max_length=200)] = ""
    code: Annotated[str, Field(max_length=4000)] = ""


Slug = Annotated[Identifier, Path()]
Said = Annotated[str, Query(max_length=4000)]


@router.get("/{provider}")
async def leave_for(
    request: Request, provider: Slug, hall: InHall, to: Said = FRONT, *, again: bool = False
) -> Response:
    """Send somebody to their agency's sign-in; while it is away, back to the other ways in.

    With ``again`` the provider is asked to make sure anew who it is.

    Raises:
        HTTPException: 404, there is no such provider.
    """
    trip = Trip.begin()
    try:
        known, client = await _provider(hall, provider)
        there = await way_there(client, trip, again=again)
    except ProviderUnknownError:
        raise HTTPException(404, "door.not-found") from None
    except (ProviderAwayError, NotVouchedForError):
        log.warning("provider away", name=provider)
        return await sign_in_page(request, hall.house, to=to, status=503, refused="provider.away")
    data = {"provider": known.slug, "to": here(to)}
    await hall.people.ceremonies.begin(KIND, trip.state, LASTS, data=data)
    answer = RedirectResponse(there, 303)
    answer.set_cookie(
        _cookie(hall.house),
        trip.secret,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=hall.house.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/{provider}/back")
async def come_back(
    request: Request, provider: Slug, hall: InHall, brought: Annotated[Brought, Query()]
) -> Response:
    """Let in whom the provider vouches for; the same answer is good once, in one browser."""
    trip = Trip(request.cookies.get(_cookie(hall.house), ""))
    try:
        begun = await _begun(hall, trip, provider, brought.state)
        known, client = await _provider(hall, provider)
        vouched = await vouched_for(client, trip, brought.code, clock.now())
        started = await _let_in(request, hall, known, vouched)
        answer: Response = sent_on(hall.house, started, str(begun.data["to"]))
    except ProviderAwayError:
        answer = await sign_in_page(request, hall.house, status=503, refused="provider.away")
    except NOT_VOUCHED as refused:
        log.warning("provider sign-in refused", name=provider, reason=type(refused).__name__)
        answer = await sign_in_page(request, hall.house, status=401, refused="provider.not-vouched")
    answer.delete_cookie(
        _cookie(hall.house),
        path="/",
        secure=hall.house.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _let_in(request: Request, hall: Hall, known: Provider, vouched: Vouched) -> Started:
    """Begin the session of whoever the provider vouches for."""
    called = vouched.called(known.title)
    account = await hall.people.providers.account_of(known, vouched.sub, called)
    return await entered(hall.house, request, account)


async def _begun(hall: Hall, trip: Trip, provider: str, state: str) -> Ceremony:
    """What this browser began, which is over with it.

    Raises:
        CeremonyUnknownError: nothing, or another way.
    """
    if not trip.secret or not compare_digest(trip.state.encode(), state.encode()):
        raise CeremonyUnknownError
    begun = await hall.people.ceremonies.take(KIND, state)
    if begun.data["provider"] != provider:
        raise CeremonyUnknownError
    return begun


async def _provider(hall: Hall, slug: str) -> tuple[Provider, Client]:
    """A provider, and who we are there.

    Raises:
        ProviderUnknownError: there is none of that name.
        ProviderAwayError: our password there was sealed with another key.
    """
    known, sealed = await hall.people.providers.of(slug)
    try:
        sealing = Sealing.from_file(hall.house.settings.session_key)
        secret = sealing.open(sealed, known.issuer) if sealed else ""
    except SealedWithAnotherKeyError:
        log.warning("provider's secret cannot be opened: add it anew", name=slug)
        raise ProviderAwayError from None
    back = f"{hall.origin}/door/provider/{slug}/back"
    return known, Client(known.issuer, known.client_id, secret, back)


def _cookie(house: Office) -> str:
    return SECURE_COOKIE if house.settings.secure else PLAIN_COOKIE
