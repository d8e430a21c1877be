"""The one way in to a route: who asks is known, and the policies allowed it, or nothing is shown.

Every route names its action with ``may``; one that only needs somebody who signed in uses
``SignedIn``; one for everybody says ``open_to_everyone``. A route without any of them stops the
start of its process (``undecided``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

from concord_contracts.terms import AgencyCode, Identifier
from fastapi import Depends, HTTPException, Path, Request
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from concord_kernel.access import ACTIONS, note_denied
from concord_kernel.directory import DEPLOYMENT
from concord_kernel.office import Office
from concord_kernel.people import NotSignedInError, Session
from concord_kernel.web.asker import Asker, asker_of
from concord_kernel.web.desk import Desk, command_id, office
from concord_kernel.web.versions import expected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import APIRouter
    from fastapi.dependencies.models import Dependant

    from concord_kernel.access import Verdict
    from concord_kernel.settings import Settings

SECURE_COOKIE: Final = "__Host-concord"
PLAIN_COOKIE: Final = "concord"
"""The cookie with a session's token; the first wherever the site is reached over TLS."""

REFRESH: Final = "concord-refresh"
"""The header of a page that asks by itself for what has changed."""

_NAMES: Final = TypeAdapter[str](Identifier)
_DECIDES: dict[Callable[..., Any], str] = {}
"""Dependencies that decide, each with its action."""


def cookie_name(settings: Settings) -> str:
    """The name of the session's cookie on this site."""
    return SECURE_COOKIE if settings.secure else PLAIN_COOKIE


def token_of(request: Request, house: Office) -> str:
    """The token that a request brings, as a bearer or in the cookie; empty where it brings none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token
    return request.cookies.get(cookie_name(house.settings), "")


async def signed_in(request: Request, house: Annotated[Office, Depends(office)]) -> Session:
    """Who is asking, from a bearer token or the cookie.

    Raises:
        HTTPException: 401, nobody we know.
    """
    try:
        session = await house.sessions.of(token_of(request, house), touch=_is_use(request))
    except NotSignedInError:
        raise HTTPException(401, "door.not-signed-in") from None
    request.state.session = session
    return session


def _is_use(request: Request) -> bool:
    """Whether somebody did something; a page that keeps itself up to date keeps no session."""
    listens = "text/event-stream" in request.headers.get("accept", "")
    return REFRESH not in request.headers and not listens


SignedIn = Annotated[Session, Depends(signed_in)]
"""A route's parameter: who signed in, in whatever agency."""


async def open_to_everyone() -> None:
    """Says that a route is for everybody, signed in or not."""


def may(action: str) -> Any:
    """A desk for whoever the policies allow an action, in the agency and review of the path.

    Raises:
        ValueError: nobody knows the action.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is no action")

    async def desk(
        request: Request,
        agency: Annotated[AgencyCode, Path()],
        house: Annotated[Office, Depends(office)],
        session: SignedIn,
        command: Annotated[UUID, Depends(command_id)],
        expects: Annotated[int | None, Depends(expected)],
    ) -> Desk:
        asker = await asker_of(house, session, agency, _review(request))
        verdict = asker.allows(action)
        if not verdict.is_allowed:
            await _note_denied(house, asker, action, verdict)
            raise HTTPException(404, "door.not-found")
        made = Desk(house, asker, action, command, expects, asks_itself=REFRESH in request.headers)
        if ACTIONS[action].is_sensitive:
            await made.note_shown(action, verdict)
        return made

    _DECIDES[desk] = action
    return Depends(desk)


def _review(request: Request) -> str:
    """The review that the path names, or none.

    Raises:
        HTTPException: 404, no review can be called so.
    """
    named = request.path_params.get("review")
    try:
        return str(_NAMES.validate_python(named)) if named is not None else ""
    except ValidationError:
        raise HTTPException(404, "door.not-found") from None


async def _note_denied(house: Office, asker: Asker, action: str, verdict: Verdict) -> None:
    log = asker.agency if asker.has_business else DEPLOYMENT
    await note_denied(house.ledger, log, asker.asked(action), asker.session.home, verdict)


def action_of(route: APIRoute) -> str:
    """The action that decides on a route; ``*`` for one of one's own account or for everybody.

    Raises:
        LookupError: nothing decides on it.
    """
    for call in _calls(route.dependant):
        if call in _DECIDES:
            return _DECIDES[call]
        if call in {signed_in, open_to_everyone}:
            return "*"
    raise LookupError(route.path)


def is_for_everyone(route: APIRoute) -> bool:
    """Whether a route needs nobody to be signed in."""
    return open_to_everyone in _calls(route.dependant)


def undecided(routers: Iterable[APIRouter]) -> list[str]:
    """Routes on which nothing decides."""
    return [
        route.path if isinstance(route, APIRoute) else str(route)
        for router in routers
        for route in router.routes
        if not isinstance(route, APIRoute) or not _is_decided(route)
    ]


def _is_decided(route: APIRoute) -> bool:
    try:
        action_of(route)
    except LookupError:
        return False
    return True


def _calls(dependant: Dependant) -> list[Callable[..., Any]]:
    """A route's dependencies, outer before inner, so that ``may`` is found before ``signed_in``."""
    found = [one.call for one in dependant.dependencies if one.call]
    return found + [call for one in dependant.dependencies for call in _calls(one)]
