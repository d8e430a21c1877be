"""Pipelined publishing into the stream, bounded, with every acknowledgement awaited.

nats-py's own ``publish_async`` never returns when the server answers with an error, so this keeps
its own inbox and its own futures. Called by the relay; it knows nothing of facts.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import nats.errors

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from concord_kernel.bus.message import Message

NO_RESPONDERS: Final = 503


class NotStoredError(Exception):
    """The stream did not store a message, or did not say so in time.

    Attributes:
        code: JetStream's error code; 503 when there is no stream or no leader, 0 after silence.
    """

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        super().__init__(reason)


class Stored(NamedTuple):
    """An acknowledgement.

    Attributes:
        sequence: The message's place in the stream.
        repeated: Whether the stream had it already.
    """

    sequence: int
    repeated: bool


class Window:
    """At most ``limit`` messages on their way at once, in the order in which they were given."""

    def __init__(self, connection: Client, limit: int, patience: float) -> None:
        self._connection = connection
        self._room = asyncio.Semaphore(limit)
        self._patience = patience
        self._inbox = connection.new_inbox()
        self._waiting: dict[str, asyncio.Future[Stored]] = {}
        self._numbers = itertools.count()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, connection: Client, *, limit: int = 500, patience: float = 5.0
    ) -> AsyncGenerator[Self]:
        """A window over a connection.

        Args:
            connection: Used for nothing but publishing by this window's owner.
            limit: Messages without an answer.
            patience: Seconds to wait for one.
        """
        window = cls(connection, limit, patience)
        answers = await connection.subscribe(f"{window._inbox}.*", cb=window._answer)
        try:
            yield window
        finally:
            with suppress(nats.errors.Error):
                await answers.unsubscribe()

    async def publish(self, messages: Sequence[Message]) -> list[Stored]:
        """Publish in order, and wait until all are stored.

        Raises:
            NotStoredError: one was refused or not answered; any of the others may be stored.
        """
        if not self._connection.is_connected:
            raise NotStoredError(0, "the bus is away")
        tokens = [str(next(self._numbers)) for _ in messages]
        try:
            async with asyncio.timeout(self._patience):
                answers = [await self._send(*pair) for pair in zip(tokens, messages, strict=True)]
                return [await answer for answer in answers]
        except TimeoutError:
            raise NotStoredError(0, "the stream does not answer") from None
        finally:
            for token in tokens:
                self._forget(token)

    async def _send(self, token: str, message: Message) -> asyncio.Future[Stored]:
        await self._room.acquire()
        answer = asyncio.get_running_loop().create_future()
        self._waiting[token] = answer
        await self._connection.publish(
            message.subject,
            message.body,
            reply=f"{self._inbox}.{token}",
            headers=message.headers,
        )
        return answer

    async def _answer(self, said: Msg) -> None:
        waiting = self._waiting.get(said.subject.rpartition(".")[2])
        if waiting is None or waiting.done():
            return
        self._room.release()
        try:
            waiting.set_result(_stored(said))
        except NotStoredError as error:
            waiting.set_exception(error)

    def _forget(self, token: str) -> None:
        waiting = self._waiting.pop(token, None)
        if waiting is None:
            return
        if not waiting.done():
            waiting.cancel()
            self._room.release()
        elif not waiting.cancelled():
            waiting.exception()  # several may have failed; the first one was raised


def _stored(said: Msg) -> Stored:
    if (said.headers or {}).get("Status") == str(NO_RESPONDERS):
        raise NotStoredError(NO_RESPONDERS, "there is no stream")
    answer = json.loads(said.data)
    if error := answer.get("error"):
        raise NotStoredError(int(error["code"]), str(error["description"]))
    return Stored(int(answer["seq"]), bool(answer.get("duplicate", False)))
