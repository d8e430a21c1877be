"""The stream and its consumers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nats.errors
import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.keeper import Keeper
from concord_kernel.bus.stream import (
    FACTS,
    MAX_ACK_PENDING,
    StreamDiffersError,
    consumer_config,
    durable,
    provision,
    stream_config,
)
from concord_kernel.bus.subjects import PARTITIONS, STREAM_SUBJECTS, poke
from nats.js.api import AckPolicy, ConsumerConfig, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from nats.js import JetStreamContext

    from tests.support.servers import Nats

pytestmark = pytest.mark.anyio

SERVICES = ("review", "scheduling", "reporting")


@pytest.fixture
async def bus(nats: Nats) -> AsyncGenerator[JetStreamContext]:
    async with connected(Address(servers=(nats.url,))) as client:
        yield client.jetstream()


async def test_everything_is_made_once(bus: JetStreamContext) -> None:
    made = await provision(bus, SERVICES)
    assert made == [
        FACTS,
        *(durable(service, part) for service in SERVICES for part in range(PARTITIONS)),
    ]
    assert await provision(bus, SERVICES) == []
    config = (await bus.stream_info(FACTS)).config
    assert config.subjects == list(STREAM_SUBJECTS)
    assert config.storage == StorageType.FILE
    assert config.max_age == 0
    assert (config.deny_delete, config.deny_purge, config.allow_direct) == (True, True, True)


async def test_another_service_gets_its_consumers(bus: JetStreamContext) -> None:
    await provision(bus, ["review"])
    assert await provision(bus, ["review", "reporting"]) == [
        durable("reporting", part) for part in range(PARTITIONS)
    ]


async def test_what_was_changed_is_mended(bus: JetStreamContext) -> None:
    await provision(bus, ["review"])
    await bus.update_stream(
        (await bus.stream_info(FACTS)).config.evolve(duplicate_window=1.0, allow_direct=False)
    )
    await bus.add_consumer(
        FACTS, consumer_config("review", 3).evolve(ack_wait=1.0, max_ack_pending=1)
    )
    await bus.delete_consumer(FACTS, durable("review", 5))
    assert await provision(bus, ["review"]) == [FACTS, "review-3", "review-5"]
    assert await provision(bus, ["review"]) == []
    assert (await bus.consumer_info(FACTS, "review-3")).config.max_ack_pending == MAX_ACK_PENDING


async def test_facts_can_be_neither_deleted_nor_purged(bus: JetStreamContext) -> None:
    await provision(bus, ["review"])
    await bus.publish("concord.1.ca-x.review.a.v1", b"{}")
    with pytest.raises(APIError):
        await bus.purge_stream(FACTS)
    with pytest.raises(APIError):
        await bus.delete_msg(FACTS, 1)
    with pytest.raises(APIError):
        await bus.update_stream(stream_config(deny_purge=False))


async def test_a_stream_that_cannot_be_mended_is_named(bus: JetStreamContext) -> None:
    await bus.add_stream(
        StreamConfig(name=FACTS, subjects=list(STREAM_SUBJECTS), storage=StorageType.MEMORY)
    )
    with pytest.raises(StreamDiffersError, match="FACTS"):
        await provision(bus, ["review"])


async def test_a_consumer_that_cannot_be_mended_is_named(bus: JetStreamContext) -> None:
    await provision(bus, ["review"])
    await bus.delete_consumer(FACTS, "review-3")
    await bus.add_consumer(
        FACTS, ConsumerConfig(name="review-3", durable_name="review-3", ack_policy=AckPolicy.NONE)
    )
    with pytest.raises(StreamDiffersError, match="review-3"):
        await provision(bus, ["review"])


async def test_purges_can_be_allowed(bus: JetStreamContext) -> None:
    await provision(bus, ["review"], stream_config(deny_purge=False))
    await bus.publish("concord.1.ca-x.review.a.v1", b"{}")
    await bus.purge_stream(FACTS)
    assert (await bus.stream_info(FACTS)).state.messages == 0
    with pytest.raises(NotFoundError):
        await bus.get_last_msg(FACTS, "concord.1.>")


async def test_a_poke_is_not_kept(bus: JetStreamContext) -> None:
    await provision(bus, ["review"])
    with pytest.raises(nats.errors.Error):
        await bus.publish(poke("ca-x"), b"")
    assert (await bus.stream_info(FACTS)).state.messages == 0


async def test_the_keeper_says_when_the_stream_is_another_one(bus: JetStreamContext) -> None:
    keeper = Keeper(bus, ["review"])
    assert await keeper.look()  # the first look does not know what went before
    assert not await keeper.look()
    await bus.publish("concord.1.ca-x.review.a.v1", b"{}")
    assert not await keeper.look()
    await bus.delete_stream(FACTS)
    assert await keeper.look()
    assert not await keeper.look()
    assert (await bus.stream_info(FACTS)).state.consumer_count == PARTITIONS


async def test_the_keeper_makes_a_lost_consumer_again(bus: JetStreamContext) -> None:
    keeper = Keeper(bus, ["review"])
    await keeper.look()
    await bus.delete_consumer(FACTS, "review-7")
    assert not await keeper.look()
    assert (await bus.consumer_info(FACTS, "review-7")).name == "review-7"
