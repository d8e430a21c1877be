"""Streams of server-sent events: bounded, looked at again and again, and ended at a stop.

Called by ``live`` and by the door's feed of facts.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from fastapi import HTTPException, Request
from fastapi.responses import StreamingResponse

from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.people import NotSignedInError
from concord_kernel.people.connections import PeopleUnavailableError
from concord_kernel.web.asker import asker_of
from concord_kernel.web.may import token_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from fastapi import FastAPI
    from starlette.types import Receive, Scope, Send

    from concord_kernel.web.desk import Desk

HEARTBEAT: Final = 10.0
"""Seconds after which something is sent though nothing happened, so that dead lines are noticed."""

CHECK: Final = 12.0
"""Seconds after which session and grant are looked at again."""

MOST: Final = 400
"""Streams of one process."""

MOST_OF_ONE: Final = 8
"""Streams of one person in one process: tabs that are open."""

MEDIA: Final = "text/event-stream"
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
DESCRIBED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Events", "content": {MEDIA: {"schema": {"type": "string"}}}}
}
"""How a route's stream is described."""

RETRY: Final = "retry: 3000\n\n"
"""Milliseconds after which a browser that lost its line comes again."""

BEAT: Final = ": \n\n"
ANEW: Final = ""
"""Ends a stream without a word: whoever comes again is looked at anew."""

ENDED: Final = "event: ended\ndata: {}\n\n"
"""Session or grant are over; there is no use in coming again."""


class Streams:
    """The open streams of one process.

    Attributes:
        is_ending: Whether the process was told to stop.
    """

    def __init__(self) -> None:
        self.is_ending = False
        self._open: Counter[str] = Counter()
        self._ending = asyncio.Event()

    def has_room(self, person: str) -> bool:
        """Whether the process, and this person, may have one more."""
        return self._open.total() < MOST and self._open[person] < MOST_OF_ONE

    @contextmanager
    def counting(self, person: str) -> Generator[None]:
        """Count a stream for as long as the block lasts."""
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            if not self._open[person]:
                del self._open[person]

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds, or until the process was told to stop."""
        await first_of(self._ending, None, seconds)

    async def until(self, moved: asyncio.Event, seconds: float) -> None:
        """Wait until something moved, so many seconds, or until the process was told to stop."""
        await first_of(self._ending, moved, seconds)

    def end(self) -> None:
        """Let every stream end now."""
        self.is_ending = True
        self._ending.set()


async def first_of(one: asyncio.Event, other: asyncio.Event | None, seconds: float) -> None:
    """Wait for either event, at most so many seconds."""
    waiting = [asyncio.create_task(each.wait()) for each in (one, other) if each]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


async def streams_of(request: Request) -> Streams:
    """The open streams of this process; the first one who asks makes the list of them."""
    state = request.app.state
    if not isinstance(found := getattr(state, "streams", None), Streams):
        found = state.streams = Streams()
    return found


def end(app: FastAPI) -> None:
    """End what would keep the process from stopping."""
    if isinstance(found := getattr(app.state, "streams", None), Streams):
        found.end()


class _Counted(StreamingResponse):
    """A stream that counts while it is sent."""

    def __init__(
        self,
        events: AsyncGenerator[str],
        counting: AbstractContextManager[None],
        meanwhile: AbstractAsyncContextManager[None],
    ) -> None:
        super().__init__(events, media_type=MEDIA, headers=HEADERS)
        self._counting = counting
        self._meanwhile = meanwhile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._counting:
            async with self._meanwhile:
                await super().__call__(scope, receive, send)


def answer(
    streams: Streams,
    person: str,
    events: AsyncGenerator[str],
    meanwhile: AbstractAsyncContextManager[None] | None = None,
) -> StreamingResponse:
    """Events as an answer, if there is room for one more stream.

    Args:
        streams: The open ones.
        person: Who asks.
        events: What is sent.
        meanwhile: What goes on while it is sent.

    Raises:
        HTTPException: 429, there is no room.
    """
    if not streams.has_room(person):
        raise HTTPException(429, "live.too-many")
    return _Counted(events, streams.counting(person), meanwhile or nullcontext())


class Check:
    """Whether a stream may go on; looked at again after a while."""

    def __init__(self, request: Request, desk: Desk) -> None:
        self._desk = desk
        self._token = token_of(request, desk.office)
        self._due = _now() + CHECK

    async def ended(self, *, at_once: bool = False) -> str | None:
        """What ends the stream: a last event, or nothing where it is not known and may come again.

        None while it may go on. ``at_once`` looks whether or not a look is due.
        """
        if _now() < self._due and not at_once:
            return None
        self._due = _now() + CHECK
        try:
            return await self._ends()
        except NotSignedInError:
            return ENDED
        except (PeopleUnavailableError, LedgerUnavailableError):
            return ANEW

    async def _ends(self) -> str | None:
        """Look at what would be decided now; looking is no use of the session."""
        desk = self._desk
        session = await desk.office.sessions.of(self._token, touch=False)
        asker = await asker_of(desk.office, session, desk.agency, desk.asker.review)
        if not asker.allows(desk.action).is_allowed:
            return ENDED
        return None if asker.person == desk.person else ANEW


def _now() -> float:
    return asyncio.get_running_loop().time()
