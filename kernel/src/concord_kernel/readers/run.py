"""Runs a service's readers and policies: what ``concord read SERVICE`` does.

More copies may run at once. It starts while servers are away, waits while one is away later, and
stops cleanly; nothing that it holds is needed again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog

from concord_kernel.bus.running import Health, until
from concord_kernel.readers.applying import Applying
from concord_kernel.readers.compare import Comparing
from concord_kernel.readers.drain import Drain
from concord_kernel.readers.following import Following
from concord_kernel.readers.inlet import Inlet
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.trouble import passes

if TYPE_CHECKING:
    from concord_kernel.bus.address import Address
    from concord_kernel.ledger import Ledger
    from concord_kernel.readers.observer import ReaderObserver
    from concord_kernel.readers.reader import Reader
    from concord_kernel.readers.rows import Rows

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two comparisons with the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersPost:
    """What a service's readers work with.

    Attributes:
        service: The service's name, whose consumers it pulls from.
        readers: Its projections, and its policies as readers.
        rows: Its database of rows.
        ledger: Opened with the service's role.
        bus: The service's user.
        observer: Told what is done.
        health: Told whether ledger and rows answered at the last comparison.
    """

    service: str
    readers: tuple[Reader, ...]
    rows: Rows
    ledger: Ledger
    bus: Address
    observer: ReaderObserver = field(default_factory=Unobserved)
    health: Health = field(default_factory=Health)


async def run_readers(post: ReadersPost, stop: asyncio.Event) -> None:
    """Read until told to stop."""
    following = Following(post.ledger, Applying(post.rows, post.observer), post.observer)
    comparing = Comparing(post.readers, post.rows, post.ledger, following, post.observer)
    drain = Drain(following, lambda: comparing.usable)
    inlet = Inlet(post.service, post.bus, drain)
    try:
        await until(stop, _compare(post, comparing, inlet), _take_in(comparing, inlet))
    finally:
        post.health.ready = False
        await drain.rest()
        await comparing.rest()


async def _compare(post: ReadersPost, comparing: Comparing, inlet: Inlet) -> None:
    while True:
        await _look(post, comparing, inlet)
        await asyncio.sleep(LOOK_EVERY)


async def _take_in(comparing: Comparing, inlet: Inlet) -> None:
    """Take facts in once there are rows to apply them to."""
    await comparing.looked.wait()
    await inlet.run()


async def _look(post: ReadersPost, comparing: Comparing, inlet: Inlet) -> None:
    try:
        post.health.ready = await comparing.look(bus_is_there=inlet.is_open)
    except Exception as error:
        if not passes(error):
            raise
        log.warning("look", reason=type(error).__name__)
        post.health.ready = False
