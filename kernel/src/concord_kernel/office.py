"""What one service's process works with: doors to ledger, rows and vault, and whose rules bind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.rules import Edition

from concord_kernel import clock
from concord_kernel.access import Asked, Gate, Looks
from concord_kernel.bus.poke import Poker
from concord_kernel.context import Context
from concord_kernel.decider import Refused
from concord_kernel.directory import Directory
from concord_kernel.handle import handle
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.people import People, Sessions
from concord_kernel.readers import Rows
from concord_kernel.vault import KeyPlace, Vault

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from contextlib import AbstractAsyncContextManager
    from uuid import UUID

    from concord_contracts.event import Envelope

    from concord_kernel.command import Command
    from concord_kernel.decider import Decider
    from concord_kernel.service import Service
    from concord_kernel.settings import Settings

C = TypeVar("C", bound="Command")
S = TypeVar("S")
Send = Callable[["Envelope", "UUID", C], Awaitable[None]]
"""Handles a command of an id, caused by a fact."""


MOST_REVIEWS: Final = 4096
"""Reviews of which a process remembers how they were opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The equipment of one process of one service.

    Attributes:
        service: Which service this is.
        settings: What the process was told from outside.
        ledger: Where its facts go.
        rows: The database of its rows.
        vault: Where text is kept; none where a service has no business with text.
        jurisdictions: The installed plugins.
        directory: Which agencies are members.
        gate: Decides who may do what.
        sessions: Says whose a token is.
        people: Who may enter; at the door alone.
        looks: Which looks at something sensitive go on.
    """

    service: Service
    settings: Settings
    ledger: Ledger
    rows: Rows
    vault: Vault | None
    jurisdictions: Jurisdictions
    directory: Directory
    gate: Gate
    sessions: Sessions
    people: People | None = None
    looks: Looks = field(default_factory=Looks)
    _opened: dict[tuple[str, str], ReviewOpened] = field(default_factory=dict, repr=False)

    async def opening(self, agency: str, review: str) -> ReviewOpened | None:
        """How a review was opened: a fact that never changes, so it is read once; none if not."""
        if known := self._opened.get((agency, review)):
            return known
        for envelope in await self.ledger.read(agency, [f"review-{review}"]):
            if isinstance(fact := envelope.fact, ReviewOpened):
                if len(self._opened) >= MOST_REVIEWS:
                    del self._opened[next(iter(self._opened))]
                self._opened[agency, review] = fact
                return fact
        return None

    async def edition_of(self, agency: str, review: str) -> Edition:
        """The edition a review was opened under, from the copy that the ledger keeps.

        Raises:
            Refused: there is no such review.
        """
        if opened := await self.opening(agency, review):
            return await self.adopted(opened.edition_digest)
        raise Refused("review.unknown", review=review)

    def sender(self, policy: str, decider: Decider[C, S]) -> Send[C]:
        """How a policy sends its commands: in the fact's agency, caused by the fact."""

        async def send(cause: Envelope, command_id: UUID, command: C) -> None:
            asked = Asked(
                actor=policy,
                kind="policy",
                action=command.ACTION,
                agency=cause.agency,
                is_member=bool(await self.directory.jurisdiction(cause.agency)),
            )
            if not self.gate.decide(asked).is_allowed:
                raise Refused("policy.not-allowed", policy=policy)
            context = Context(
                agency=cause.agency,
                actor=policy,
                at=clock.now(),
                command=command_id,
                causation=cause.id,
                correlation=cause.correlation,
                allowed=asked.action,
            )
            await handle(self.ledger, decider, command, context)

        return send

    async def adopted(self, digest: str) -> Edition:
        """The edition with this content."""
        return _parsed(await self.ledger.edition(digest))


def _ledger(
    dsn: str, keys: AgencyKeys, settings: Settings, poker: Poker
) -> AbstractAsyncContextManager[Ledger]:
    return Ledger.open(dsn, keys, patience=settings.patience, on_commit=poker.poke)


@lru_cache(maxsize=32)
def _parsed(body: str) -> Edition:
    return Edition.model_validate_json(body)


@asynccontextmanager
async def opened(service: Service, settings: Settings) -> AsyncGenerator[Office]:
    """Open a process's doors, wait for what is not up yet, and close them in order."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        keys = AgencyKeys(settings.keys / "agencies")
        poker = await enter(Poker.open(settings.bus_address))
        ledger = await enter(_ledger(settings.ledger, keys, settings, poker))
        rows = await enter(Rows.open(settings.rows))
        vault = None
        if settings.vault:
            access = await enter(_ledger(settings.vault_ledger, keys, settings, poker))
            place = KeyPlace(settings.keys / "vault")
            vault = await enter(Vault.open(settings.vault, place, access))
        people = None
        if settings.people:
            idle = timedelta(minutes=settings.idle_minutes)
            people = await enter(People.open(settings.people, settings.patience, idle))
        yield Office(
            service=service,
            settings=settings,
            ledger=ledger,
            rows=rows,
            vault=vault,
            jurisdictions=Jurisdictions.installed(),
            directory=Directory(ledger),
            gate=Gate(),
            sessions=await enter(Sessions.open(settings.sessions, settings.patience)),
            people=people,
        )
