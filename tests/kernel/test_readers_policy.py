"""Policies: a fact is answered by one command, however often it is read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from concord_contracts.event import read_fact
from concord_kernel.command import Command
from concord_kernel.context import Context
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.handle import handle
from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.readers import Policy
from concord_kernel.readers.parked import parked

from tests.support.reading import Counted, House, Noted, apart, eventually

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from uuid import UUID

    from concord_contracts.event import Envelope, Event
    from concord_kernel.ledger import Receipt

    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


class Note(Command, action="plan-review"):
    """Note that something was counted."""

    about: str
    by: int


def decide(command: Note, _: int, __: Context) -> Sequence[Event]:
    if command.by < 0:
        raise Refused("note.negative")
    return [Noted(about=command.about)]


NOTING = Decider[Note, int](
    initial=0,
    streams=lambda command: Streams(f"note-{command.about}"),
    evolve=lambda notes, _: notes + 1,
    decide=decide,
)


@dataclass
class Desk:
    """Sends a policy's commands in one agency, with accidents."""

    house: House
    agency: str
    accidents: int = 0
    sent: list[UUID] = field(default_factory=list)

    async def react(self, cause: Envelope) -> Note | None:
        if cause.agency != self.agency:
            return None
        fact = read_fact(cause.name, cause.data)
        assert isinstance(fact, Counted)
        if fact.by == 13:
            raise ValueError("a bad day")
        return Note(about=fact.counter, by=fact.by) if fact.by else None

    async def send(self, cause: Envelope, command: UUID, note: Note) -> Receipt:
        self.sent.append(command)
        answer = await handle(self.house.ledger, NOTING, note, context(cause, command))
        if self.accidents:
            self.accidents -= 1
            raise LedgerUnavailableError("the answer was lost")
        return answer

    def policy(self, name: str) -> Policy[Note]:
        return Policy(name=name, facts=(Counted,), react=self.react, send=self.send)


def context(cause: Envelope, command: UUID) -> Context:
    return Context(
        agency=cause.agency,
        actor="policy",
        at=cause.at,
        command=command,
        causation=cause.id,
        correlation=cause.correlation,
        allowed="plan-review",
    )


@pytest.fixture
async def house(cluster: Cluster, nats: Nats) -> AsyncGenerator[House]:
    async with House.open(cluster, nats.url) as house:
        yield house


async def noted(house: House, agency: str) -> list[Envelope]:
    return [one for one in await house.history(agency) if one.name == Noted.NAME]


async def test_each_fact_is_answered_once(house: House, agency: str) -> None:
    desk = Desk(house, agency)
    policy = desk.policy("note-when-counted").reader()
    async with house.relaying(), house.reading(policy), house.reading(policy):
        last = await house.count(agency, 12)
        await house.caught_up(policy, agency, last)
    notes = await noted(house, agency)
    assert [one.causation for one in notes] == [f"{agency}:{nth}" for nth in range(1, 13)]
    assert all(one.correlation == "test" for one in notes)


async def test_an_answer_that_was_lost_is_asked_for_again_and_recorded_once(
    house: House, agency: str
) -> None:
    desk = Desk(house, agency, accidents=3)
    policy = desk.policy("note-with-accidents").reader()
    async with house.relaying(), house.reading(policy):
        last = await house.count(agency, 5)
        await house.caught_up(policy, agency, last)
    assert len(await noted(house, agency)) == 5
    assert len(desk.sent) > len(set(desk.sent)) == 5


async def test_a_rules_refusal_is_an_answer(house: House, agency: str) -> None:
    policy = Desk(house, agency).policy("note-or-be-refused").reader()
    async with house.relaying(), house.reading(policy):
        await house.record(
            agency, Counted(counter="counter-1", by=-1), Counted(counter="counter-1", by=1)
        )
        await house.caught_up(policy, agency, 2)
    assert [one.causation for one in await noted(house, agency)] == [f"{agency}:2"]
    assert not [one for one in await parked(house.rows, [policy.name]) if one.agency == agency]


async def test_a_fact_may_call_for_nothing(house: House, agency: str) -> None:
    policy = Desk(house, agency).policy("note-when-it-matters").reader()
    async with house.relaying(), house.reading(policy):
        await house.record(agency, Counted(counter="counter-1", by=0))
        await house.caught_up(policy, agency, 1)
    assert await noted(house, agency) == []


async def test_a_policy_that_fails_is_parked_and_answers_nothing_twice(
    house: House, agency: str
) -> None:
    desk = Desk(house, agency)
    policy = desk.policy("note-until-it-fails").reader()
    async with house.relaying(), house.reading(policy):
        await house.record(agency, *(Counted(counter="counter-1", by=by) for by in (1, 2, 13, 4)))
        await eventually(lambda: waits(house, policy.name, agency))
        await asyncio.sleep(0.3)
    assert [one.causation for one in await noted(house, agency)] == [f"{agency}:1", f"{agency}:2"]


async def waits(house: House, policy: str, agency: str) -> bool:
    return any(
        one.agency == agency and one.position == 3 for one in await parked(house.rows, [policy])
    )


async def test_a_policy_that_loses_its_place_records_nothing_again(
    house: House, new_agency: Callable[[], str]
) -> None:
    agency = new_agency()
    policy = Desk(house, agency).policy("note-after-amnesia").reader()
    for _ in range(2):
        async with house.relaying(), house.reading(policy):
            await house.count(agency, 3)
            await house.caught_up(policy, agency, 3)
        async with house.rows.of(agency) as db:
            await db.execute("drop schema note_after_amnesia cascade")
    assert len({one.causation for one in await noted(house, agency)}) == len(
        await noted(house, agency)
    )
