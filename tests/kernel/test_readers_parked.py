"""A fact that cannot be applied: that agency's reader waits, everything else goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.event import Event
from concord_contracts.terms import Identifier
from concord_kernel.readers.parked import parked, retry

from tests.support.reading import (
    POISON,
    Counted,
    House,
    Noted,
    Tally,
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
    from concord_kernel.readers import Reader
    from psycopg import AsyncConnection

    from tests.support.servers import Cluster, Nats

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def cluster(cluster: Cluster) -> Cluster:
    return apart(cluster)


COUNTING = counting("parked-counts")
CHAINING = chaining("parked-chain")


@pytest.fixture
async def house(cluster: Cluster, nats: Nats) -> AsyncGenerator[House]:
    async with House.open(cluster, nats.url) as house:
        yield house


async def is_parked(house: House, reader: Reader, agency: str) -> bool:
    return any(one.agency == agency for one in await parked(house.rows, [reader.name]))


async def test_only_that_reader_of_that_agency_waits(
    house: House, new_agency: Callable[[], str]
) -> None:
    ill, well = new_agency(), new_agency()
    tally = Tally()
    async with house.relaying(), house.reading(COUNTING, CHAINING, tally=tally):
        await house.count(ill, 4)
        await house.record(ill, Counted(counter="counter-1", by=POISON))
        last = await house.count(ill, 4)
        await eventually(lambda: is_parked(house, COUNTING, ill))
        await house.caught_up(CHAINING, ill, last)
        assert await house.chain(CHAINING, ill) == folded_chain(await house.history(ill))
        assert await house.counts(COUNTING, ill) == folded_counts((await house.history(ill))[:4])
        await house.caught_up(COUNTING, well, await house.count(well, 5))
        assert not await house.rows.wait(COUNTING.name, ill, 5, 0.1)
        await eventually(lambda: gauge(tally, COUNTING))


async def gauge(tally: Tally, reader: Reader) -> bool:
    return tally.gauges.get(("parked", reader.name), 0) >= 1


async def test_after_a_fix_the_operator_lets_it_go_on(house: House, agency: str) -> None:
    async with house.relaying(), house.reading(COUNTING):
        await house.count(agency, 3)
        await house.record(agency, Counted(counter="counter-1", by=POISON))
        last = await house.count(agency, 3)
        await eventually(lambda: is_parked(house, COUNTING, agency))
        assert await retry(house.rows, COUNTING.name, agency)
        await eventually(lambda: is_parked(house, COUNTING, agency))  # nothing was mended
        assert await house.rows.position(COUNTING.name, agency) == 3
    mended = replace(COUNTING, apply=count_anything)
    async with house.relaying(), house.reading(mended):
        assert not await house.rows.wait(
            COUNTING.name, agency, last, 1.5
        )  # nobody has asked for it
        assert await retry(house.rows, COUNTING.name, agency)
        await house.caught_up(mended, agency, last)
        assert await house.counts(mended, agency) == folded_counts(await house.history(agency))


async def count_anything(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
    harmless = [one._replace(data=one.data.replace(str(POISON), "0")) for one in envelopes]
    await count(db, harmless)
    poisoned = len([one for one in envelopes if str(POISON) in one.data])
    await db.execute(
        "update counter set total = total + %s where counter = 'counter-1'", (POISON * poisoned,)
    )


async def test_an_unknown_fact_stops_only_those_who_would_be_given_it(
    house: House, agency: str
) -> None:
    class Unheard(Event, name="review.test-unheard.v1"):
        about: Identifier

    try:
        async with house.relaying(), house.reading(COUNTING, CHAINING):
            await house.count(agency, 2)
            del Event.known[Unheard.NAME]
            await house.record(agency, Unheard(about="case-1"))
            last = await house.count(agency, 2)
            await eventually(lambda: is_parked(house, CHAINING, agency))
            await house.caught_up(COUNTING, agency, last)
            assert await house.counts(COUNTING, agency) == folded_counts(
                await house.history(agency)
            )
            [waits] = [
                one for one in await parked(house.rows, [CHAINING.name]) if one.agency == agency
            ]
            assert (waits.position, waits.name) == (3, Unheard.NAME)
            assert waits.reason.startswith("UnknownFactError at concord_kernel.readers.reader:")
            Event.known[Unheard.NAME] = Unheard  # newer contracts are installed
            assert await retry(house.rows, CHAINING.name, agency)
            await house.caught_up(CHAINING, agency, last)
            assert await house.chain(CHAINING, agency) == folded_chain(await house.history(agency))
    finally:
        Event.known.pop(Unheard.NAME, None)


async def test_readers_that_never_ran_have_nothing_parked(house: House) -> None:
    assert await parked(house.rows, ["never-ran"]) == []
    assert not await retry(house.rows, "never-ran", "ca-x")


async def test_another_copy_does_not_pass_a_parked_fact(house: House, agency: str) -> None:
    await house.record(agency, Noted(about="case-1"), Counted(counter="counter-1", by=POISON))
    async with house.relaying(), house.reading(COUNTING), house.reading(COUNTING):
        await house.count(agency, 20)
        await eventually(lambda: is_parked(house, COUNTING, agency))
        await house.count(agency, 20)
        assert not await house.rows.wait(COUNTING.name, agency, 2, 1)
        assert await house.rows.position(COUNTING.name, agency) == 1
