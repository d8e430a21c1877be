"""Rows built anew beside the live ones: under load, killed, refused when they hold less."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.bus.running import end
from concord_kernel.readers import Reader, RowsChangedError
from concord_kernel.readers.parked import parked
from concord_kernel.readers.rebuild import RebuildRefusedError, rebuild
from concord_kernel.readers.rows import BusyError
from concord_kernel.readers.schema import prepare

from tests.support.reading import (
    COUNTS,
    Counted,
    House,
    apart,
    chaining,
    count,
    counting,
    eventually,
    folded_chain,
    folded_counts,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from concord_contracts.event import Envelope
    from concord_kernel.readers.reader import Apply
    from psycopg import AsyncConnection

    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


@pytest.fixture
async def house(cluster: Cluster, nats: Nats) -> AsyncGenerator[House]:
    async with House.open(cluster, nats.url) as house:
        yield house


async def schemas(house: House, reader: Reader) -> set[str]:
    async with house.rows.of("ca-x") as db:
        found = await db.execute(
            "select nspname from pg_namespace where starts_with(nspname, %s)", (reader.schema,)
        )
        return {name for (name,) in await found.fetchall()}


async def test_spoilt_rows_are_as_new(house: House, agency: str) -> None:
    reader = counting("rebuild-spoilt")
    async with house.relaying(), house.reading(reader):
        await house.caught_up(reader, agency, await house.count(agency, 30))
        async with house.rows.of(agency, reader.name) as db:
            await db.execute("update counter set total = total + 7")
        told: list[int] = []
        done = await rebuild(reader, house.rows, house.ledger, told.append)
        assert await house.counts(reader, agency) == folded_counts(await house.history(agency))
        assert done.facts >= 30
        assert done.agencies >= 1
        assert told[-1] >= 30
        await house.caught_up(reader, agency, await house.count(agency, 5))
    assert await house.counts(reader, agency) == folded_counts(await house.history(agency))
    assert await schemas(house, reader) == {reader.schema}


async def test_under_load_nothing_is_lost_or_counted_twice_and_no_page_sees_less(
    house: House, new_agency: Callable[[], str]
) -> None:
    reader, agencies = chaining("rebuild-loaded", Counted), [new_agency() for _ in range(3)]
    async with house.relaying(), house.reading(reader), house.reading(reader):
        rebuilt = 0
        async with asyncio.TaskGroup() as everybody:
            writing = [everybody.create_task(write(house, agency)) for agency in agencies]
            watching = everybody.create_task(never_less(house, reader, agencies[0]))
            while not all(task.done() for task in writing):
                await rebuild(reader, house.rows, house.ledger)
                rebuilt += 1
            await end(watching)
        assert rebuilt >= 2
        for agency in agencies:
            history = await house.history(agency)
            await house.caught_up(reader, agency, len(history))
            assert await house.chain(reader, agency) == folded_chain(history)
    assert await schemas(house, reader) == {reader.schema}


async def write(house: House, agency: str) -> None:
    for _ in range(120):
        await house.count(agency, 3)
        await asyncio.sleep(0.01)


async def never_less(house: House, reader: Reader, agency: str) -> None:
    """Fails where a page would see fewer facts than a moment ago."""
    seen = 0
    while True:
        position = await house.rows.position(reader.name, agency)
        assert position >= seen
        seen = position
        await asyncio.sleep(0.005)


async def test_killed_in_the_middle_the_live_rows_stay_and_the_rest_is_swept_later(
    house: House, agency: str
) -> None:
    reader = counting("rebuild-killed")
    async with house.relaying(), house.reading(reader):
        await house.caught_up(reader, agency, await house.count(agency, 30))
    stuck = replace(reader, apply=never)
    running = asyncio.create_task(rebuild(stuck, house.rows, house.ledger))
    await eventually(lambda: has_both(house, reader))
    await end(running)
    assert await house.counts(reader, agency) == folded_counts(await house.history(agency))
    assert f"{reader.schema}__next" in await schemas(house, reader)
    await rebuild(reader, house.rows, house.ledger)
    assert await schemas(house, reader) == {reader.schema}
    assert await house.counts(reader, agency) == folded_counts(await house.history(agency))


async def has_both(house: House, reader: Reader) -> bool:
    return await schemas(house, reader) == {reader.schema, f"{reader.schema}__next"}


async def never(_: AsyncConnection[Any], __: Sequence[Envelope]) -> None:
    await asyncio.sleep(60)


async def test_changed_tables_are_taken_into_use_by_a_rebuild(house: House, agency: str) -> None:
    earlier = counting("rebuild-changed")
    later = chaining(earlier.name, Counted)
    async with house.relaying(), house.reading(earlier):
        await house.caught_up(earlier, agency, await house.count(agency, 20))
        with pytest.raises(RowsChangedError):
            await prepare(house.rows, later)
        await rebuild(later, house.rows, house.ledger)
        last = await house.count(agency, 5)
        assert not await house.rows.wait(
            earlier.name, agency, last, 1.5
        )  # an old copy touches nothing
        async with house.reading(later):
            await house.caught_up(later, agency, last)
    assert await house.chain(later, agency) == folded_chain(await house.history(agency))


async def test_rows_that_would_hold_less_are_refused(house: House, agency: str) -> None:
    reader = counting("rebuild-worse")
    async with house.relaying(), house.reading(reader):
        await house.caught_up(reader, agency, await house.count(agency, 20))
        worse = replace(reader, apply=failing(agency))
        with pytest.raises(RebuildRefusedError, match=agency):
            await rebuild(worse, house.rows, house.ledger)
        assert await house.counts(reader, agency) == folded_counts(await house.history(agency))
        await house.caught_up(reader, agency, await house.count(agency, 5))
    assert await house.counts(reader, agency) == folded_counts(await house.history(agency))


def failing(agency: str) -> Apply:
    """Counts, but not from this agency's tenth fact on."""

    async def apply(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
        if any(one.agency == agency and one.position >= 10 for one in envelopes):
            raise ValueError
        await count(db, envelopes)

    return apply


async def test_a_rebuild_lets_a_parked_reader_try_again(house: House, agency: str) -> None:
    ill = replace(counting("rebuild-parked"), apply=failing(agency))
    async with house.relaying(), house.reading(ill):
        await house.count(agency, 20)
        await house.caught_up(ill, agency, 9)
    assert [
        one.position for one in await parked(house.rows, [ill.name]) if one.agency == agency
    ] == [10]
    well = counting(ill.name)
    await rebuild(well, house.rows, house.ledger)
    assert not [one for one in await parked(house.rows, [ill.name]) if one.agency == agency]
    assert await house.counts(well, agency) == folded_counts(await house.history(agency))


async def test_one_rebuild_at_a_time(house: House, agency: str) -> None:
    reader = counting("rebuild-once")
    await house.count(agency, 5)
    outcomes = await asyncio.gather(
        *(rebuild(reader, house.rows, house.ledger) for _ in range(3)), return_exceptions=True
    )
    assert len([one for one in outcomes if isinstance(one, BusyError)]) == 2
    assert await house.counts(reader, agency) == folded_counts(await house.history(agency))


async def test_what_keeps_no_rows_is_not_rebuilt(house: House) -> None:
    policy = Reader(name="rebuild-policy", tables=COUNTS, apply=count, rebuildable=False)
    with pytest.raises(RebuildRefusedError):
        await rebuild(policy, house.rows, house.ledger)
