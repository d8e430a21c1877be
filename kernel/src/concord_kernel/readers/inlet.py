"""Where facts come in from the bus: one durable pull consumer for each partition, by FastStream.

One message is pulled at a time, so order holds; acknowledging is the drain's. While the bus or a
consumer is away it waits and tries again; readers then live by the ledger. Called by ``run``.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import nats.errors
import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, NatsNKey, PullSub
from nats.aio.client import Client

from concord_kernel.bus.address import CLOSED_WITHIN
from concord_kernel.bus.message import NotAMessageError, read
from concord_kernel.bus.running import whole
from concord_kernel.bus.stream import FACTS, durable
from concord_kernel.bus.subjects import PARTITIONS, of_partition
from concord_kernel.readers.drain import Delivery
from concord_kernel.readers.pull import Pull

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from faststream.nats.subscriber.usecases.stream_pull_subscriber import PullStreamSubscriber
    from nats.js import JetStreamContext

    from concord_kernel.bus.address import Address
    from concord_kernel.readers.drain import Drain

log = structlog.get_logger(__name__)

PAUSE: Final = 0.5
"""Seconds between two attempts while there is no server, no stream or no consumer."""

GRACE: Final = 2.0
"""Seconds that facts under way have when the process is stopped."""

UNTIL_NEWS: Final = 60.0
"""Seconds that FastStream waits for a message before it waits again; asking goes on beside."""

ANSWER_WITHIN: Final = 2.0
"""Seconds the server has to say whether a consumer is there."""


class _Broker(NatsBroker):
    """FastStream's, which also closes a connection that is given up while it is being made."""

    async def _connect(self) -> Client:
        connection = Client()
        try:
            await connection.connect(**self._connection_kwargs)
        except BaseException:
            await whole(connection.close())
            raise
        self.config.connect(connection)
        return connection


class Inlet:
    """Brings a service's facts from the bus to a drain."""

    def __init__(self, service: str, address: Address, drain: Drain) -> None:
        self._service = service
        self._address = address
        self._drain = drain
        self._connection: Client | None = None

    @property
    def is_open(self) -> bool:
        """Whether facts come in now."""
        return self._connection is not None and self._connection.is_connected

    async def run(self) -> None:
        """Take facts in until cancelled."""
        while True:
            try:
                async with self._taking_in() as (connection, pulls):
                    while not connection.is_closed:
                        await asyncio.sleep(PAUSE)
                        for pull in pulls:
                            await pull.keep_asking()
            except (nats.errors.Error, OSError, TimeoutError) as error:
                log.warning("inlet", reason=type(error).__name__)
            await asyncio.sleep(PAUSE)

    @asynccontextmanager
    async def _taking_in(self) -> AsyncGenerator[tuple[Client, list[Pull]]]:
        broker = self._broker()
        connection = await broker.connect()
        try:
            await self._until_there_are_consumers(connection.jetstream(timeout=ANSWER_WITHIN))
            await broker.start()
            pulls = [
                await self._ask_ahead(connection, cast("PullStreamSubscriber", subscriber), part)
                for part, subscriber in enumerate(broker.subscribers)
            ]
            self._connection = connection
            log.info("taking facts in")
            yield connection, pulls
        finally:
            self._connection = None
            await whole(asyncio.wait_for(_close(broker, connection), CLOSED_WITHIN))

    def _broker(self) -> _Broker:
        seed = self._address.seed
        broker = _Broker(
            **self._address.options,
            security=NatsNKey.from_file(seed) if seed else None,
            logger=None,
            apply_types=False,
            graceful_timeout=GRACE,
        )
        for part in range(PARTITIONS):
            subscriber = broker.subscriber(
                of_partition(part),
                stream=JStream(FACTS, declare=False),
                durable=durable(self._service, part),
                pull_sub=PullSub(batch_size=1, timeout=1),
                ack_policy=AckPolicy.MANUAL,
                inbox_prefix=f"{self._address.inbox}.".encode(),
                decoder=_delivered,
                title=durable(self._service, part),
                no_reply=True,
            )
            subscriber(self._take)
        return broker

    async def _ask_ahead(
        self, connection: Client, subscriber: PullStreamSubscriber, part: int
    ) -> Pull:
        """Replace FastStream's subscription, whose first request may still be answered."""
        ahead = await Pull.start(connection, durable(self._service, part))
        subscriber.subscription = cast("Any", ahead)
        subscriber.pull_sub = PullSub(batch_size=1, timeout=UNTIL_NEWS)
        return ahead

    async def _take(self, delivery: Delivery | None) -> None:
        if delivery is not None:
            await self._drain.take(delivery)

    async def _until_there_are_consumers(self, stream: JetStreamContext) -> None:
        """The provisioner makes them; a service may not, and must not try."""
        for part in range(PARTITIONS):
            while not await _is_there(stream, durable(self._service, part)):  # ruff: ignore[async-busy-wait] -- no event says so
                await asyncio.sleep(PAUSE)


async def _acknowledge(message: NatsMessage) -> None:
    """Tell the bus that it may forget the fact; what it did not hear it delivers again."""
    with suppress(nats.errors.Error):
        await message.ack()


async def _close(broker: NatsBroker, connection: Client) -> None:
    """Close in any state: FastStream alone raises while the bus is away, and leaves it open."""
    try:
        await broker.stop()
    except (nats.errors.Error, ExceptionGroup, OSError) as error:
        log.info("closed", reason=type(error).__name__)
    finally:
        await connection.close()


async def _is_there(stream: JetStreamContext, consumer: str) -> bool:
    try:
        await stream.consumer_info(FACTS, consumer)
    except (nats.errors.Error, TimeoutError):
        return False
    return True


async def _delivered(message: NatsMessage) -> Delivery | None:
    """The fact in a message; what is none is taken off the bus, since nobody can ever read it."""
    try:
        return Delivery(read(message.body), partial(_acknowledge, message))
    except NotAMessageError:
        log.exception("not a fact")
        await message.reject()
        return None
