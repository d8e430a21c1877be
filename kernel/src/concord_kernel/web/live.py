"""Live pages: tells a browser that what it shows may have changed, and nothing else.

Server-sent events without content: the page asks again for what it shows, under its own
authorisation. An event's id is an opaque token, not a position, so that nobody learns from it how
busy other reviews of the agency are. docs/explanation/live-pages.md says more.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Annotated

from concord_contracts.terms import Identifier
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.streams import (
    BEAT,
    DESCRIBED,
    HEARTBEAT,
    RETRY,
    Check,
    Streams,
    answer,
    streams_of,
)
from concord_kernel.web.watching import Scope, Watch, Watches

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import FastAPI

    from concord_kernel.service import Service

LastSeen = Annotated[str, Header(alias="Last-Event-ID", max_length=80)]
"""The token of the last event that was seen."""


def install(app: FastAPI, service: Service) -> None:
    """Give a service that shows rows its live routes."""
    if service.readers:
        app.include_router(router, prefix=f"/{service.name}")


def watches_of(request: Request) -> Watches:
    """What this process watches; the first one who asks makes it."""
    state = request.app.state
    if not isinstance(found := getattr(state, "watches", None), Watches):
        found = state.watches = Watches(state.office)
    return found


Open = Annotated[Streams, Depends(streams_of)]
Watched = Annotated[Watches, Depends(watches_of)]

router = APIRouter(tags=["live"])


@router.get("/api/v1/{agency}/live", response_class=StreamingResponse, responses=DESCRIBED)
async def agency_live(
    request: Request,
    desk: Annotated[Desk, may("see-reviews")],
    streams: Open,
    watches: Watched,
    last_seen: LastSeen = "",
) -> StreamingResponse:
    """An event when something changed that this person may see of the agency's reviews."""
    scope = Scope(desk.person.reviews, _is_inside(desk))
    events = changes(Check(request, desk), streams, watches.of(desk.agency), scope, last_seen)
    return answer(streams, desk.person.actor, events, watches.listening(desk.agency))


@router.get(
    "/api/v1/{agency}/reviews/{review}/live",
    response_class=StreamingResponse,
    responses=DESCRIBED,
)
async def review_live(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-review")],
    streams: Open,
    watches: Watched,
    last_seen: LastSeen = "",
) -> StreamingResponse:
    """An event when something of one review changed."""
    scope = Scope(frozenset({review}), _is_inside(desk))
    events = changes(Check(request, desk), streams, watches.of(desk.agency), scope, last_seen)
    return answer(streams, desk.person.actor, events, watches.listening(desk.agency))


async def changes(
    check: Check, streams: Streams, watch: Watch, scope: Scope, last_seen: str
) -> AsyncGenerator[str]:
    """An event whenever something changed, until session or grant end or the process stops."""
    yield RETRY
    beat_at = monotonic() + HEARTBEAT
    while not streams.is_ending:
        moved = watch.moved
        if (now := watch.token(scope)) != last_seen:
            last_seen = now
            yield f"event: changed\nid: {now}\ndata: {{}}\n\n"
        await streams.until(moved, max(0.0, beat_at - monotonic()))
        if (last := await check.ended()) is not None:
            yield last
            return
        if monotonic() >= beat_at:  # by the clock alone: a change one may not see makes no beat
            beat_at = monotonic() + HEARTBEAT
            yield BEAT


def _is_inside(desk: Desk) -> bool:
    return desk.person.home != desk.agency
