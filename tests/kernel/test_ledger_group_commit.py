from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel.ledger import (
    AgencyKeys,
    CommandReusedError,
    Ledger,
    Receipt,
    StaleStreamError,
    UnfitAppendError,
    sql,
)

from tests.support.ledgers import (
    Place,
    foreign,
    signed,
    wait_until_somebody_waits,
    wish,
    withdrawn,
)
from tests.support.wire import wire_to

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from concord_kernel.ledger import Append

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio


@pytest.fixture
def place(cluster: Cluster) -> Place:
    return Place(cluster, "concord_ledger")


@asynccontextmanager
async def held(place: Place, agency: str) -> AsyncGenerator[None]:
    """Hold an agency's lock, as another process in the middle of an append would."""
    async with await psycopg.AsyncConnection.connect(place.dsn("review"), autocommit=True) as other:
        await other.execute(sql.BEGIN)
        await other.execute(sql.LOCK, (agency, agency))
        try:
            yield
        finally:
            await other.execute(sql.COMMIT)


async def somebody_waits(place: Place, agency: str) -> None:
    await asyncio.to_thread(wait_until_somebody_waits, place, agency)


async def together(ledger: Ledger, *wishes: Append) -> list[Receipt | BaseException]:
    """Append all in one turn of the event loop, so that they are recorded together."""
    return await asyncio.gather(*map(ledger.append, wishes), return_exceptions=True)


async def asked(place: Place, query: str, *parameters: object) -> Any:
    async with await psycopg.AsyncConnection.connect(place.admin(), autocommit=True) as admin:
        row = await (await admin.execute(query.encode(), parameters)).fetchone()
    return row[0] if row else None


async def transactions(place: Place, agency: str) -> Any:
    query = "select count(distinct xmin::text) from ledger.fact where agency = %s"
    return await asked(place, query, agency)


async def test_appends_of_one_moment_are_one_transaction(
    ledger: Ledger, place: Place, agency: str
) -> None:
    receipts = await together(
        ledger, *(wish(agency, (f"reviewer-{n}", signed(n))) for n in range(1, 101))
    )

    assert list(range(1, 101)) == [receipt.last for receipt in _receipts(receipts)]
    assert await transactions(place, agency) == 1


def _receipts(outcomes: list[Receipt | BaseException]) -> list[Receipt]:
    assert all(isinstance(outcome, Receipt) for outcome in outcomes), outcomes
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


async def test_what_comes_during_a_commit_waits_for_the_next_and_goes_together(
    ledger: Ledger, place: Place, agency: str
) -> None:
    async with held(place, agency):
        first = asyncio.create_task(ledger.append(wish(agency, ("team-1", signed()))))
        await somebody_waits(place, agency)
        rest = [
            asyncio.create_task(ledger.append(wish(agency, (f"reviewer-{n}", signed()))))
            for n in range(50)
        ]
        await asyncio.sleep(0)
        assert not first.done()

    await asyncio.gather(first, *rest)
    assert await transactions(place, agency) == 2


async def test_a_batch_has_an_end(ledger: Ledger, place: Place, agency: str) -> None:
    outcomes = await together(
        ledger, *(wish(agency, (f"reviewer-{n}", signed())) for n in range(1200))
    )

    assert list(range(1, 1201)) == [receipt.last for receipt in _receipts(outcomes)]
    assert await transactions(place, agency) == 3


async def test_large_facts_are_not_all_sent_at_once(
    ledger: Ledger, place: Place, agency: str
) -> None:
    large = signed().model_copy(update={"reviewer": "x" * 900_000})

    _receipts(await together(ledger, *(wish(agency, (f"reviewer-{n}", large)) for n in range(10))))

    assert await transactions(place, agency) == 3


async def test_an_append_costs_two_round_trips(
    place: Place, keys: AgencyKeys, new_agency: Callable[[], str]
) -> None:
    async with wire_to(place.dsn("review")) as wire, Ledger.open(wire.dsn, keys) as ledger:
        await ledger.append(wish(new_agency(), ("reviewer-1", signed())))
        agency, before = new_agency(), wire.turns

        await together(ledger, *(wish(agency, (f"reviewer-{n}", signed())) for n in range(32)))
        assert wire.turns - before == 2

        await ledger.read(agency, ["reviewer-1"])
        before = wire.turns
        await ledger.read(agency, ["reviewer-2", "reviewer-3"])
        assert wire.turns - before == 1


async def test_a_stale_caller_does_not_hurt_the_others(ledger: Ledger, agency: str) -> None:
    outcomes = await together(
        ledger,
        wish(agency, ("reviewer-1", signed())),
        wish(agency, ("reviewer-2", signed()), expected={"reviewer-2": 7}),
        wish(agency, ("reviewer-3", signed()), guards={"team-1": 1}),
        wish(agency, ("reviewer-4", signed())),
    )

    assert [Receipt, StaleStreamError, StaleStreamError, Receipt] == list(map(type, outcomes))
    assert [fact.stream for fact in await ledger.after(agency, 0)] == ["reviewer-1", "reviewer-4"]


async def test_of_two_that_write_one_stream_the_first_wins(ledger: Ledger, agency: str) -> None:
    first, second = await together(
        ledger, wish(agency, ("reviewer-1", signed(1))), wish(agency, ("reviewer-1", signed(2)))
    )

    assert isinstance(first, Receipt)
    assert isinstance(second, StaleStreamError)
    assert [signed(1)] == [fact.fact for fact in await ledger.read(agency, ["reviewer-1"])]


async def test_one_goes_on_where_another_of_the_same_moment_ended(
    ledger: Ledger, agency: str
) -> None:
    outcomes = await together(
        ledger,
        wish(agency, ("reviewer-1", signed())),
        wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}),
        wish(agency, ("team-1", signed()), guards={"reviewer-1": 2}),
    )

    assert [receipt.last for receipt in _receipts(outcomes)] == [1, 2, 3]


async def test_a_guard_meets_what_another_of_the_same_moment_records(
    ledger: Ledger, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))

    moved, refused = await together(
        ledger,
        wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}),
        wish(agency, ("team-1", signed()), guards={"reviewer-1": 1}),
    )

    assert isinstance(moved, Receipt)
    assert isinstance(refused, StaleStreamError)


async def test_one_command_twice_at_the_same_moment_is_recorded_once(
    ledger: Ledger, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()), answer={"n": 1})

    first, second, third = await together(
        ledger, asked, asked, replace(asked, fingerprint="0" * 64)
    )

    assert isinstance(first, Receipt)
    assert replace(first, repeated=True) == second
    assert isinstance(third, CommandReusedError)
    assert len(await ledger.after(agency, 0)) == 1


async def test_who_cannot_be_recorded_does_not_hurt_the_others(ledger: Ledger, agency: str) -> None:
    outcomes = await together(
        ledger,
        wish(agency, ("reviewer-1", signed())),
        wish(agency, ("schedule-1", foreign())),
        wish(agency, ("schedule-1", foreign()), expected={"schedule-1": 1}),
        wish(agency, ("reviewer-2", signed())),
        wish(agency, guards={"reviewer-1": 1}),
    )

    kinds = [Receipt, UnfitAppendError, StaleStreamError, Receipt, Receipt]
    assert kinds == list(map(type, outcomes))
    assert [(fact.position, fact.stream) for fact in await ledger.after(agency, 0)] == [
        (1, "reviewer-1"),
        (2, "reviewer-2"),
    ]


async def test_a_caller_that_left_hurts_nobody(ledger: Ledger, place: Place, agency: str) -> None:
    async with held(place, agency):
        waiting = [
            asyncio.create_task(ledger.append(wish(agency, (f"reviewer-{n}", signed()))))
            for n in range(5)
        ]
        await somebody_waits(place, agency)
        late = [
            asyncio.create_task(ledger.append(wish(agency, (f"team-{n}", signed()))))
            for n in range(5)
        ]
        await asyncio.sleep(0)
        waiting[2].cancel()
        late[2].cancel()

    outcomes = await asyncio.gather(*waiting, *late, return_exceptions=True)

    assert [
        n for n, outcome in enumerate(outcomes) if isinstance(outcome, asyncio.CancelledError)
    ] == [2, 7]
    facts = await ledger.after(agency, 0)
    assert list(range(1, len(facts) + 1)) == [fact.position for fact in facts]
    assert "team-2" not in {fact.stream for fact in facts}


async def test_a_fact_stays_recorded_when_its_caller_left_too_late(
    ledger: Ledger, place: Place, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()))
    async with held(place, agency):
        caller = asyncio.create_task(ledger.append(asked))
        await somebody_waits(place, agency)
        caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller

    assert (await ledger.append(asked)).repeated
    assert len(await ledger.after(agency, 0)) == 1


async def test_a_committer_goes_when_nobody_waits(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    agencies = [new_agency() for _ in range(20)]

    appends = [ledger.append(wish(agency, ("reviewer-1", signed()))) for agency in agencies]
    tasks = [asyncio.create_task(append) for append in appends]
    await asyncio.sleep(0)
    assert set(agencies) == set(ledger.busy)
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)

    assert ledger.busy == ()


async def test_agencies_do_not_wait_for_one_another(
    ledger: Ledger, place: Place, new_agency: Callable[[], str]
) -> None:
    stuck, free = new_agency(), new_agency()
    async with held(place, stuck):
        waiting = asyncio.create_task(ledger.append(wish(stuck, ("reviewer-1", signed()))))
        await somebody_waits(place, stuck)

        await asyncio.wait_for(ledger.append(wish(free, ("reviewer-1", signed()))), 5)
        assert not waiting.done()

    await waiting


async def test_everybody_gets_a_turn_on_a_small_pool(
    place: Place, keys: AgencyKeys, new_agency: Callable[[], str]
) -> None:
    loud, quiet = new_agency(), [new_agency() for _ in range(30)]
    until = asyncio.get_running_loop().time() + 2.0

    async def caller(ledger: Ledger, agency: str, n: int) -> int:
        version = 0
        while asyncio.get_running_loop().time() < until:
            stream = f"reviewer-{n}"
            await ledger.append(wish(agency, (stream, signed()), expected={stream: version}))
            version += 1
        return version

    async with Ledger.open(place.dsn("review"), keys, connections=2) as ledger:
        crowd = [caller(ledger, loud, n) for n in range(100)]
        ones = await asyncio.gather(*(caller(ledger, agency, 0) for agency in quiet), *crowd)

    slowest, fastest = min(ones[:30]), max(ones[:30])
    assert slowest > 2
    assert fastest < 3 * slowest


async def test_what_waits_at_the_end_is_still_recorded(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    async with Ledger.open(place.dsn("review"), keys) as ledger:
        waiting = [
            asyncio.create_task(ledger.append(wish(agency, (f"reviewer-{n}", signed()))))
            for n in range(20)
        ]
        await asyncio.sleep(0)

    assert list(range(1, 21)) == [receipt.last for receipt in await asyncio.gather(*waiting)]
