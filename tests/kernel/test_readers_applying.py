"""One transaction: rows and position together, each fact once, in order, poison parked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel.readers import Reader, Rows, RowsChangedError, RowsNotReadyError
from concord_kernel.readers.applying import Applying, Standing, following
from concord_kernel.readers.parked import parked, retry
from concord_kernel.readers.schema import prepare
from hypothesis import given
from hypothesis import strategies as st

from tests.support.facts import envelope
from tests.support.reading import (
    CHAIN,
    POISON,
    SERVICE,
    Tally,
    chaining,
    count,
    counting,
    folded_chain,
    link,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from concord_contracts.event import Envelope
    from psycopg import AsyncConnection

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

COUNTING = counting("applying-counts")
CHAINING = chaining("applying-chain")


@pytest.fixture
async def rows(cluster: Cluster) -> AsyncGenerator[Rows]:
    async with Rows.open(cluster.rows(SERVICE)) as rows:
        for reader in (COUNTING, CHAINING):
            await prepare(rows, reader)
        yield rows


def log(agency: str, first: int, last: int, *, poison: int = 0) -> list[Envelope]:
    good, bad = '{"by":1,"counter":"counter-0"}', f'{{"by":{POISON},"counter":"counter-0"}}'
    return [
        envelope(agency, nth, data=bad if nth == poison else good) for nth in range(first, last + 1)
    ]


async def counted(rows: Rows, agency: str) -> int:
    found = await rows.read(agency, COUNTING.name, "select facts from counter")
    return int(found[0]["facts"]) if found else 0


@given(st.integers(0, 12), st.sets(st.integers(1, 15)), st.integers(1, 6))
def test_what_follows_is_the_run_without_a_gap(
    position: int, offered: set[int], at_most: int
) -> None:
    envelopes = [envelope("ca-x", nth) for nth in sorted(offered)]
    run = [one.position for one in following(Standing(position), envelopes, at_most)]
    expected: list[int] = []
    while position + 1 in offered and len(expected) < at_most:
        position += 1
        expected.append(position)
    assert run == expected


def test_nothing_follows_a_parked_reader() -> None:
    assert following(Standing(0, is_parked=True), log("ca-x", 1, 3), 10) == ()


async def test_a_fact_offered_twice_is_applied_once(rows: Rows, agency: str) -> None:
    tally = Tally()
    applying = Applying(rows, tally)
    assert await applying.advance(COUNTING, agency, log(agency, 1, 5)) == Standing(5)
    assert await applying.advance(COUNTING, agency, log(agency, 3, 7)) == Standing(7)
    assert await applying.advance(COUNTING, agency, log(agency, 1, 7)) == Standing(7)
    assert await counted(rows, agency) == 7
    assert tally.counts["applied", COUNTING.name] == 7
    assert tally.counts["dropped", COUNTING.name] == 10


async def test_nothing_is_applied_beyond_a_gap(rows: Rows, agency: str) -> None:
    applying = Applying(rows, Tally())
    offered = [*log(agency, 1, 3), *log(agency, 5, 6)]
    assert await applying.advance(COUNTING, agency, offered) == Standing(3)
    assert await applying.advance(COUNTING, agency, log(agency, 5, 6)) == Standing(3)
    assert await counted(rows, agency) == 3


async def test_copies_that_apply_at_once_apply_once(
    cluster: Cluster, rows: Rows, agency: str
) -> None:
    async with Rows.open(cluster.rows(SERVICE)) as elsewhere:
        copies = [Applying(rows, Tally()), Applying(elsewhere, Tally())]
        facts = log(agency, 1, 60)
        await asyncio.gather(
            *(
                copies[(nth + copy) % 2].advance(CHAINING, agency, facts[: nth + 1])
                for nth in range(60)
                for copy in (0, 1)
            )
        )
    found = await rows.read(agency, CHAINING.name, "select facts, hash from chain")
    assert [tuple(row.values()) for row in found] == [folded_chain(facts)]


async def test_a_poison_keeps_the_good_ones_before_it_and_waits(rows: Rows, agency: str) -> None:
    applying = Applying(rows, Tally())
    facts = log(agency, 1, 9, poison=6)
    assert await applying.advance(COUNTING, agency, facts) == Standing(5, is_parked=True)
    assert await applying.advance(COUNTING, agency, facts) == Standing(5, is_parked=True)
    assert await counted(rows, agency) == 5
    [one] = [one for one in await parked(rows, [COUNTING.name]) if one.agency == agency]
    assert (one.position, one.name, one.reader) == (6, "review.test-counted.v1", COUNTING.name)
    assert one.reason.startswith("ValueError at tests.support.reading:")
    assert str(POISON) not in one.reason


async def test_other_readers_and_other_agencies_go_on(rows: Rows, agency: str) -> None:
    applying = Applying(rows, Tally())
    facts = log(agency, 1, 9, poison=6)
    await applying.advance(COUNTING, agency, facts)
    assert await applying.advance(CHAINING, agency, facts) == Standing(9)
    assert await applying.advance(COUNTING, agency + "-b", log(agency + "-b", 1, 3)) == Standing(3)


async def test_a_retry_applies_the_same_fact_first(rows: Rows, agency: str) -> None:
    applying = Applying(rows, Tally())
    bad, mended = log(agency, 1, 9, poison=6), log(agency, 1, 9)
    await applying.advance(COUNTING, agency, bad)
    assert await retry(rows, COUNTING.name, agency)
    assert not await retry(rows, COUNTING.name, agency)
    assert await applying.advance(COUNTING, agency, bad) == Standing(5, is_parked=True)
    assert await retry(rows, COUNTING.name, agency)
    assert await applying.advance(COUNTING, agency, mended) == Standing(9)
    assert await counted(rows, agency) == 9


async def test_a_batch_that_fails_only_as_a_batch_is_applied_one_by_one(
    rows: Rows, agency: str
) -> None:
    async def alone(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
        if len(envelopes) > 1:
            raise ValueError
        await link(db, envelopes)

    reader = Reader(name="applying-alone", tables=CHAIN, apply=alone)
    await prepare(rows, reader)
    assert await Applying(rows, Tally()).advance(reader, agency, log(agency, 1, 9)) == Standing(9)


async def test_what_the_database_refuses_is_a_poison(rows: Rows, agency: str) -> None:
    async def overflow(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
        await db.execute("select %s::smallint", (70000 if envelopes[-1].position >= 3 else 1,))

    reader = Reader(name="applying-overflow", tables="", apply=overflow)
    await prepare(rows, reader)
    standing = await Applying(rows, Tally()).advance(reader, agency, log(agency, 1, 9))
    assert standing == Standing(2, is_parked=True)
    [one] = [one for one in await parked(rows, [reader.name]) if one.agency == agency]
    assert one.reason.startswith("NumericValueOutOfRange 22003")


async def test_what_servers_do_parks_nobody_and_changes_nothing(rows: Rows, agency: str) -> None:
    async def fail(db: AsyncConnection[Any], envelopes: Sequence[Envelope]) -> None:
        await count(db, envelopes)
        raise psycopg.OperationalError

    reader = Reader(name=COUNTING.name, tables=COUNTING.tables, apply=fail)
    with pytest.raises(psycopg.OperationalError):
        await Applying(rows, Tally()).advance(reader, agency, log(agency, 1, 9))
    assert await counted(rows, agency) == 0
    assert await rows.position(reader.name, agency) == 0


async def test_rows_that_another_version_made_are_left_alone(rows: Rows, agency: str) -> None:
    other = Reader(name=COUNTING.name, tables=CHAIN, apply=link)
    with pytest.raises(RowsChangedError):
        await Applying(rows, Tally()).advance(other, agency, log(agency, 1, 2))
    with pytest.raises(RowsNotReadyError):
        await Applying(rows, Tally()).advance(
            counting("applying-nowhere"), agency, log(agency, 1, 2)
        )
    assert await rows.position(COUNTING.name, agency) == 0


async def test_a_reader_takes_at_most_so_many_at_once(rows: Rows, agency: str) -> None:
    reader = Reader(name=CHAINING.name, tables=CHAIN, apply=link, at_most=4)
    assert await Applying(rows, Tally()).advance(reader, agency, log(agency, 1, 9)) == Standing(4)
