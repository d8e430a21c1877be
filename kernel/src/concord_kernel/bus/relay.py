"""Follows agencies' logs into the stream: any number of relays, each agency followed by one.

Commits poke it; once a second it also compares the ledger's heads with what was carried, renews its
leases and looks after the stream. It promises order while nothing fails and completeness in the
end; readers mend the rest. Run by ``concord relay``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from concord_kernel.bus.address import connected
from concord_kernel.bus.carrier import TROUBLE, Carrier
from concord_kernel.bus.keeper import Keeper
from concord_kernel.bus.lease import Leases
from concord_kernel.bus.running import Health, until
from concord_kernel.bus.stream import StreamDiffersError
from concord_kernel.bus.subjects import EVERY_POKE
from concord_kernel.bus.window import Window

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.api import StreamConfig

    from concord_kernel.bus.address import Address
    from concord_kernel.ledger import Ledger

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two looks."""

ANSWER_WITHIN: Final = 3.0
"""Seconds the stream's server has to answer a question."""


class RelayObserver(Protocol):
    """What is counted."""

    def published(self, facts: int) -> None:
        """Facts were acknowledged by the bus."""

    def following(self, agencies: int) -> None:
        """So many agencies are followed by this relay."""


class Unobserved:
    """Counts nothing."""

    def published(self, facts: int) -> None:
        """Facts were acknowledged by the bus."""

    def following(self, agencies: int) -> None:
        """So many agencies are followed by this relay."""


class BusGoneError(Exception):
    """The connection is closed for good, for instance because the server refused the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayPost:
    """What a relay works with.

    Attributes:
        ledger: Opened with the relay's role, which may read every agency's facts.
        dsn: The same database, for the leases' own connection.
        bus: The relay's user.
        provisioner: The one user who may make the stream.
        services: Whose consumers there must be.
        stream: Another shape of the stream: more replicas, or purges allowed.
        observer: Told what was done.
        health: Told whether the last look reached everything.
    """

    ledger: Ledger
    dsn: str
    bus: Address
    provisioner: Address
    services: tuple[str, ...]
    stream: StreamConfig | None = None
    observer: RelayObserver = field(default_factory=Unobserved)
    health: Health = field(default_factory=Health)


async def run_relay(post: RelayPost, stop: asyncio.Event) -> None:
    """Relay until told to stop; servers may come and go meanwhile."""
    await until(stop, _for_ever(post))


async def _for_ever(post: RelayPost) -> None:
    while True:
        try:
            await _relay(post)
        except (*TROUBLE, BusGoneError) as error:
            log.warning("relay", reason=type(error).__name__)
            post.health.ready = False
        await asyncio.sleep(LOOK_EVERY)


async def _relay(post: RelayPost) -> None:
    async def came_back() -> None:
        carrier.forget()

    async with (
        connected(post.provisioner) as provisioner,
        connected(post.bus, came_back) as bus,
        Window.open(bus) as window,
    ):
        stream = bus.jetstream(timeout=ANSWER_WITHIN)
        carrier = Carrier(post.ledger, stream, window, post.observer.published)
        keeper = Keeper(provisioner.jetstream(timeout=ANSWER_WITHIN), post.services, post.stream)
        await Relay(post, Leases(post.dsn), keeper, carrier).run(bus)


class Relay:
    """One relay over open connections."""

    def __init__(self, post: RelayPost, leases: Leases, keeper: Keeper, carrier: Carrier) -> None:
        self._post = post
        self._leases = leases
        self._keeper = keeper
        self._carrier = carrier
        self._asked: set[str] = set()
        self._theirs: frozenset[str] = frozenset()
        self._wake = asyncio.Event()

    async def run(self, bus: Client) -> None:
        """Relay until cancelled.

        Raises:
            BusGoneError: the connection to the bus will not come back.
        """
        await bus.subscribe(EVERY_POKE, cb=self._poked)
        try:
            while not bus.is_closed:
                await self._look_if_possible()
                await self._until_the_next_look()
        finally:
            await self._carrier.rest()
            await self._leases.drop()
        raise BusGoneError

    async def _poked(self, said: Msg) -> None:
        agency = said.subject.rpartition(".")[2]
        if agency in self._leases.held:
            self._carrier.carry(agency)
        elif agency not in self._asked | self._theirs:
            self._asked.add(agency)
            self._wake.set()

    async def _look_if_possible(self) -> None:
        try:
            await self._look()
        except (*TROUBLE, StreamDiffersError) as error:
            log.warning("look", reason=f"{type(error).__name__}: {error}"[:200])
            self._post.health.ready = False
        else:
            self._post.health.ready = True

    async def _look(self) -> None:
        self._theirs = frozenset()
        heads = await self._post.ledger.heads()
        await self._take({one for one, head in heads.items() if self._carrier.place(one) < head})
        self._post.observer.following(len(self._leases.held))
        if await self._keeper.look():
            self._carrier.forget()
        for agency in heads.keys() & self._leases.held:
            if self._carrier.place(agency) < heads[agency]:
                self._carrier.carry(agency)

    async def _take(self, agencies: set[str]) -> None:
        """Take what nobody holds; what another relay holds is not asked for until the next look."""
        try:
            await self._leases.take(agencies)
        finally:
            self._carrier.keep_to(self._leases.held)
        self._theirs |= agencies - self._leases.held

    async def _until_the_next_look(self) -> None:
        self._asked.clear()
        deadline = asyncio.get_running_loop().time() + LOOK_EVERY
        while await self._woken_before(deadline):
            await self._take_poked()

    async def _woken_before(self, deadline: float) -> bool:
        try:
            async with asyncio.timeout_at(deadline):
                await self._wake.wait()
        except TimeoutError:
            return False
        self._wake.clear()
        return True

    async def _take_poked(self) -> None:
        asked = set(self._asked)
        try:
            await self._take(asked)
        except TROUBLE as error:
            log.warning("lease", reason=type(error).__name__)
        for agency in asked & self._leases.held:
            self._carrier.carry(agency)
