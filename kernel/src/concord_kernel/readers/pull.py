"""Pulls from one durable consumer, asking ahead: the next messages travel while these are applied.

Stands in for the client's own pull subscription, which makes a round trip for each message, asks
again at once where nobody answers, and raises what FastStream does not expect. Called by ``inlet``.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

import nats.errors

from concord_kernel.bus.stream import FACTS

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

AHEAD: Final = 64
"""Messages asked for at a time; also how many wait here at most, twice."""

EXPIRES: Final = 5.0
"""Seconds for which the server keeps a request, and after which a lost one is noticed."""

PAUSE: Final = 0.5
"""Seconds before asking again where there is no stream, no consumer or no server."""

OVER: Final = frozenset({"404", "408"})
"""A request ended because its time was up or there was nothing."""


class Pull:
    """The messages of one consumer, one at a time, in the order in which the server sent them."""

    def __init__(self, connection: Client, consumer: str) -> None:
        self._connection = connection
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{FACTS}.{consumer}"
        self._inbox = connection.new_inbox()
        self._ready: asyncio.Queue[Msg] = asyncio.Queue()
        self._listening: Subscription | None = None
        self._expected = 0
        self._ask_at = 0.0
        self._reconnects = 0

    @classmethod
    async def start(cls, connection: Client, consumer: str) -> Self:
        """Listen for messages; nothing is asked for yet."""
        pull = cls(connection, consumer)
        pull._listening = await connection.subscribe(pull._inbox, cb=pull._arrived)
        return pull

    async def fetch(self, batch: int, timeout: float) -> list[Msg]:  # ruff: ignore[async-function-with-timeout] -- the client's signature
        """The next message, as a list of one.

        Args:
            batch: Taken for 1, whatever it is.
            timeout: Seconds to wait for it.

        Raises:
            nats.errors.TimeoutError: there is none yet.
        """
        del batch
        await self.keep_asking()
        try:
            async with asyncio.timeout(timeout):
                return [await self._ready.get()]
        except TimeoutError:
            raise nats.errors.TimeoutError from None

    async def keep_asking(self) -> None:
        """Keep one request with the server, unless enough waits here already.

        Called now and then: a request may be lost, and with the server all of them are.
        """
        self._notice_a_reconnection()
        is_over = self._expected <= 0 or monotonic() > self._ask_at + EXPIRES + PAUSE
        has_room = self._ready.qsize() < AHEAD
        if not (is_over and has_room and monotonic() >= self._ask_at):
            return
        if self._connection.is_connected:
            await self._ask()

    async def unsubscribe(self) -> None:
        """Ask no more; what was sent and not acknowledged is delivered again."""
        if self._listening is not None:
            with suppress(nats.errors.Error):
                await self._listening.unsubscribe()

    async def _arrived(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status")
        if status is None:
            self._expected -= 1
            self._ready.put_nowait(message)
        else:
            self._expected = 0
            self._ask_at = monotonic() + (0 if status in OVER else PAUSE)
        await self.keep_asking()

    async def _ask(self) -> None:
        self._expected = AHEAD
        self._ask_at = monotonic()
        wish = {"batch": AHEAD, "expires": int(EXPIRES * 1_000_000_000)}
        with suppress(nats.errors.Error):
            await self._connection.publish(self._subject, json.dumps(wish).encode(), self._inbox)

    def _notice_a_reconnection(self) -> None:
        """A server that came back knows nothing of what was asked before."""
        reconnects = int(self._connection.stats["reconnects"])
        if reconnects != self._reconnects:
            self._reconnects = reconnects
            self._expected = 0
