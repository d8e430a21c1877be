"""The stream of facts and its consumers: made where missing, mended where they differ.

Only the provisioner's connection may do this; services can neither make nor change a stream. What
is set here is compared at every look, so a wiped server heals. Called by ``keeper`` and by tools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import BadRequestError, NotFoundError, ServerError

from concord_kernel.bus.subjects import PARTITIONS, STREAM_SUBJECTS, of_partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.js import JetStreamContext

FACTS: Final = "FACTS"
"""The stream's name."""

DUPLICATE_WINDOW: Final = 120.0
"""Seconds in which the stream recognises a message that it has; readers recognise it for ever."""

ACK_WAIT: Final = 30.0
"""Seconds after which a message that nobody acknowledged is given out again."""

MAX_ACK_PENDING: Final = 2000
"""Messages of one consumer that may be given out and not acknowledged."""

STREAM_FIELDS: Final = (
    "subjects",
    "num_replicas",
    "duplicate_window",
    "max_age",
    "allow_direct",
    "deny_delete",
    "deny_purge",
)
CONSUMER_FIELDS: Final = (
    "filter_subject",
    "ack_policy",
    "ack_wait",
    "max_deliver",
    "max_ack_pending",
)


class StreamDiffersError(Exception):
    """The server has a stream of this name that cannot be mended in place."""


def durable(service: str, part: int) -> str:
    """The name of a service's consumer of one partition."""
    return f"{service}-{part}"


def stream_config(*, replicas: int = 1, deny_purge: bool = True) -> StreamConfig:
    """The stream as it should be: on disk, everything kept, nothing deletable."""
    return StreamConfig(
        name=FACTS,
        subjects=list(STREAM_SUBJECTS),
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        num_replicas=replicas,
        duplicate_window=DUPLICATE_WINDOW,
        max_age=0,
        allow_direct=True,
        deny_delete=True,
        deny_purge=deny_purge,
    )


def consumer_config(service: str, part: int) -> ConsumerConfig:
    """A service's durable pull consumer of one partition."""
    return ConsumerConfig(
        name=durable(service, part),
        durable_name=durable(service, part),
        filter_subject=of_partition(part),
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_deliver=-1,
        max_ack_pending=MAX_ACK_PENDING,
    )


async def provision(
    bus: JetStreamContext, services: Sequence[str], stream: StreamConfig | None = None
) -> list[str]:
    """Make or mend the stream and a consumer for each service and partition.

    Returns:
        What was made or mended: ``FACTS``, ``review-3``…; nothing when all stood already.

    Raises:
        StreamDiffersError: a stream or consumer of the name exists that cannot be changed into the
            one that is wanted; remove it, readers drop what they have already.
    """
    changed = await _stream(bus, stream or stream_config())
    standing = await _consumers(bus)
    for service in services:
        for part in range(PARTITIONS):
            wanted = consumer_config(service, part)
            if await _consumer(bus, wanted, standing.get(durable(service, part))):
                changed.append(durable(service, part))
    return changed


async def _stream(bus: JetStreamContext, wanted: StreamConfig) -> list[str]:
    try:
        standing = (await bus.stream_info(FACTS)).config
    except NotFoundError:
        await bus.add_stream(wanted)
        return [FACTS]
    if standing.storage != wanted.storage or standing.retention != wanted.retention:
        raise StreamDiffersError("the stream FACTS is kept elsewhere or otherwise: remove it")
    if _same(standing, wanted, STREAM_FIELDS):
        return []
    if standing.deny_purge and not wanted.deny_purge:
        raise StreamDiffersError("the stream FACTS refuses purges, which cannot be lifted")
    await bus.update_stream(wanted)
    return [FACTS]


async def _consumers(bus: JetStreamContext) -> dict[str, ConsumerConfig]:
    found: dict[str, ConsumerConfig] = {}
    while page := await bus.consumers_info(FACTS, offset=len(found)):
        found |= {one.name: one.config for one in page}
    return found


async def _consumer(
    bus: JetStreamContext, wanted: ConsumerConfig, standing: ConsumerConfig | None
) -> bool:
    if standing is not None and _same(standing, wanted, CONSUMER_FIELDS):
        return False
    try:
        await bus.add_consumer(FACTS, wanted)
    except (BadRequestError, ServerError):
        if standing is None:
            raise
        raise StreamDiffersError(
            f"the consumer {wanted.name} cannot be mended: remove it"
        ) from None
    return True


def _same(standing: object, wanted: object, fields: Sequence[str]) -> bool:
    return all((getattr(standing, field) or 0) == (getattr(wanted, field) or 0) for field in fields)
