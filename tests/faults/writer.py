"""A process of callers that record facts for several agencies and write down what they were told.

Run as ``python -m tests.faults.writer ORDERS`` with a file of ``Orders``; it goes on until it is
ended, however. Most callers append with the review service's role, one for each agency asks
the review service through the door.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx2
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    Member,
    ReviewerInvited,
    TeamFormed,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.terms import TextRef
from concord_kernel import clock
from concord_kernel.bus.address import Address
from concord_kernel.bus.poke import Poker
from concord_kernel.ledger import AgencyKeys, Append, Ledger, LedgerUnavailableError

from tests.faults.journal import Journal, said
from tests.support.reading import Counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from concord_contracts.event import Event

PATIENCE: Final = 3.0
"""Seconds a caller waits for the ledger, and for the door."""

TRIES: Final = 8
"""How often a caller asks again after no answer; then it never learns what came of it."""

FIRST_DAY: Final = date(2010, 1, 1)
DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a writer is told.

    Attributes:
        ledger: Address with the review service's role.
        keys: Directory of the agencies' keys.
        bus: The bus's address.
        seed: File with the review service's seed.
        journal: Directory for what was asked and told.
        callers: Callers of each agency.
        pause: Seconds a caller rests between two commands, on average.
        door: Where the services are.
        tokens: By agency, a coordinator's statement.
        editions: By agency, the edition to open reviews under.
    """

    ledger: str
    keys: str
    bus: str
    seed: str
    journal: str
    callers: int
    pause: float
    door: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


class Caller:
    """Records one reviewer's statements, teams and counts; its streams are its own."""

    def __init__(self, ledger: Ledger, journal: Journal, agency: str, pause: float) -> None:
        self._ledger = ledger
        self._journal = journal
        self._agency = agency
        self._pause = pause
        self._random = random.Random()  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- load, no secret
        self._begin()

    def _begin(self) -> None:
        """Be somebody new: of the old streams nobody knows how they stand."""
        self._id = clock.new_command_id().hex[-12:]
        self._versions: dict[str, int] = {}

    async def run(self) -> None:
        """Call for ever."""
        while True:
            await asyncio.sleep(self._random.uniform(0, 2 * self._pause))
            if not await self._call(self._wish()):
                self._begin()

    def _wish(self) -> Append:
        facts = self._facts()
        expected = {stream: self._versions.get(stream, 0) for stream, _ in facts}
        for stream, _ in facts:
            self._versions[stream] = self._versions.get(stream, 0) + 1
        return Append(
            agency=self._agency,
            command=clock.new_command_id(),
            fingerprint=DIGEST,
            actor=f"person-{self._id}",
            causation="faults",
            correlation="faults",
            facts=tuple(facts),
            expected=expected,
        )

    def _facts(self) -> list[tuple[str, Event]]:
        if not self._versions:
            return self._first()
        facts = [self._statement()]
        if self._random.random() < 0.4:
            facts.append(self._team())
        counter = f"counter-{self._random.randrange(7)}"
        for _ in range(self._random.randrange(4)):
            by = self._random.randrange(1, 100)
            facts.append((f"tally-{self._id}", Counted(counter=counter, by=by)))
        return facts

    def _first(self) -> list[tuple[str, Event]]:
        review, reviewer = f"review-{self._id}", f"person-{self._id}"
        name = TextRef(id=f"text-{self._id}", kind="directory", commitment=DIGEST)
        opened = ReviewOpened(
            review=review, edition="california/pqcr@2009", edition_digest=DIGEST, synthetic=True
        )
        invited = ReviewerInvited(review=review, reviewer=reviewer, name=name, home=self._agency)
        return [(f"review-{review}", opened), (f"reviewer-{reviewer}", invited)]

    def _statement(self) -> tuple[str, Event]:
        stream = f"reviewer-person-{self._id}"
        version = self._versions[stream] + 1
        fact = ConfidentialityWithdrawn if version % 5 == 0 else ConfidentialitySigned
        on = FIRST_DAY + timedelta(days=version)
        review, reviewer = f"review-{self._id}", f"person-{self._id}"
        return stream, fact(review=review, reviewer=reviewer, on=on)

    def _team(self) -> tuple[str, Event]:
        team = f"team-{clock.new_command_id().hex[-12:]}"
        member = Member(reviewer=f"person-{self._id}", roles=("interviewer",))
        return team, TeamFormed(review=f"review-{self._id}", team=team, members=(member,))

    async def _call(self, wish: Append) -> bool:
        """Ask until there is an answer; sometimes ask twice at once, or again although answered."""
        tries = self._random.choice((1, TRIES, TRIES, TRIES))
        for _ in range(tries):
            at_once = 2 if self._random.random() < 0.05 else 1
            if any(await asyncio.gather(*(self._ask(wish) for _ in range(at_once)))):
                if self._random.random() < 0.03:
                    await self._ask(wish)
                return True
        return False

    async def _ask(self, wish: Append) -> bool:
        self._journal.invoke(self._agency, wish.command, said(wish))
        try:
            receipt = await self._ledger.append(wish)
        except LedgerUnavailableError as error:
            self._journal.unknown(self._agency, wish.command, type(error).__name__)
            return False
        except Exception as error:
            self._journal.fail(self._agency, wish.command, f"{type(error).__name__}: {error}")
            raise
        self._journal.ok(self._agency, wish.command, receipt.first, receipt.last)
        return True


class Visitor:
    """Opens reviews of one agency through the door, and asks again under the same key."""

    def __init__(self, orders: Orders, journal: Journal, agency: str) -> None:
        self._orders = orders
        self._journal = journal
        self._agency = agency

    async def run(self) -> None:
        """Visit for ever."""
        async with httpx2.AsyncClient(base_url=self._orders.door, timeout=PATIENCE) as door:
            while True:
                command = clock.new_command_id()
                for _ in range(TRIES):
                    await asyncio.sleep(10 * self._orders.pause)
                    if await self._ask(door, command):
                        break

    async def _ask(self, door: httpx2.AsyncClient, command: UUID) -> bool:
        self._journal.invoke(self._agency, command)
        token = self._orders.tokens[self._agency]
        try:
            answer = await door.post(
                f"/review/api/v1/{self._agency}/reviews",
                headers={"authorization": f"Bearer {token}", "idempotency-key": str(command)},
                json={"edition": self._orders.editions[self._agency], "synthetic": True},
            )
        except httpx2.HTTPError as error:
            self._journal.unknown(self._agency, command, type(error).__name__)
            return False
        if answer.status_code == 201:
            self._journal.ok(self._agency, command, 0, answer.json()["position"])
        elif answer.status_code >= 500:
            self._journal.unknown(self._agency, command, f"HTTP {answer.status_code}")
        else:
            why = f"HTTP {answer.status_code}: {answer.text}"[:200]
            self._journal.fail(self._agency, command, why)
        return answer.status_code == 201


async def write(orders: Orders) -> None:
    """Let every caller call until this process is ended."""
    journal = Journal(Path(orders.journal), f"writer-{clock.new_command_id()}")
    bus = Address(servers=(orders.bus,), user="review", seed=Path(orders.seed))
    keys = AgencyKeys(Path(orders.keys))
    async with (
        Poker.open(bus) as poker,
        Ledger.open(orders.ledger, keys, patience=PATIENCE, on_commit=poker.poke) as ledger,
        asyncio.TaskGroup() as group,
    ):
        for agency in orders.tokens:
            for _ in range(orders.callers):
                group.create_task(Caller(ledger, journal, agency, orders.pause).run())
            group.create_task(Visitor(orders, journal, agency).run())


if __name__ == "__main__":
    asyncio.run(write(Orders(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))
