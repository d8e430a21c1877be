"""The long work of a deployment's processes that serve no pages: reading and relaying."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concord_kernel.bus.relay import RelayPost, run_relay
from concord_kernel.bus.running import Health, together
from concord_kernel.bus.stream import stream_config
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.office import opened
from concord_kernel.readers.run import ReadersPost, run_readers

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from concord_kernel.bus.relay import RelayObserver
    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.service import Service
    from concord_kernel.settings import RelaySettings, Settings


@dataclass(frozen=True, slots=True)
class Work:
    """Work that goes on until it is told to stop.

    Attributes:
        run: Does it.
        health: Whether it reaches everything it needs.
    """

    run: Callable[[asyncio.Event], Coroutine[Any, Any, None]]
    health: Health


def reading(service: Service, settings: Settings, observer: ReaderObserver) -> Work:
    """Keep a service's rows and react for it."""
    health = Health()

    async def run(stop: asyncio.Event) -> None:
        async with opened(service, settings) as office:
            policies = [make(office).reader() for make in service.policies]
            post = ReadersPost(
                service=service.name,
                readers=(*service.readers, *policies),
                ledger=office.ledger,
                rows=office.rows,
                bus=settings.bus_address,
                observer=observer,
                health=health,
            )
            errands = (errand(office, stop) for errand in service.errands)
            await together(run_readers(post, stop), *errands)

    return Work(run, health)


def relaying(services: tuple[str, ...], settings: RelaySettings, observer: RelayObserver) -> Work:
    """Follow every agency's log into the bus."""
    health = Health()

    async def run(stop: asyncio.Event) -> None:
        async with AsyncExitStack() as stack:
            keys = AgencyKeys(Path("/nonexistent"))  # the relay appends nothing, so it has no keys
            ledger = await stack.enter_async_context(
                Ledger.open(settings.ledger, keys, patience=settings.patience)
            )
            post = RelayPost(
                ledger=ledger,
                dsn=settings.ledger,
                bus=settings.bus_address,
                provisioner=settings.provisioner_address,
                services=services,
                stream=stream_config(replicas=settings.bus_replicas),
                observer=observer,
                health=health,
            )
            await run_relay(post, stop)

    return Work(run, health)
