"""Readers are moved past facts that they are not given, all in one transaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_kernel.readers import Reader, Rows
from concord_kernel.readers.applying import Applying, Standing
from concord_kernel.readers.schema import prepare

from tests.support.facts import envelope
from tests.support.reading import COUNTS, POISON, SERVICE, Noted, Tally, count, counting

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from concord_contracts.event import Envelope

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

ONE, OTHER = counting("passing-one"), counting("passing-other")
BOTH = (ONE, OTHER)


@pytest.fixture
async def rows(cluster: Cluster) -> AsyncGenerator[Rows]:
    async with Rows.open(cluster.rows(SERVICE)) as rows:
        for reader in BOTH:
            await prepare(rows, reader)
        yield rows


def noted(agency: str, *positions: int) -> list[Envelope]:
    return [envelope(agency, nth, name=Noted.NAME, data='{"about":"x"}') for nth in positions]


async def begun(applying: Applying, agency: str, readers: Sequence[Reader] = BOTH) -> None:
    """Readers that stand at the first fact, which they were given."""
    for reader in readers:
        await applying.advance(reader, agency, [envelope(agency, 1)])


async def test_readers_are_moved_past_what_they_are_not_given(rows: Rows, agency: str) -> None:
    tally = Tally()
    applying = Applying(rows, tally)
    await begun(applying, agency)

    assert list(await applying.pass_over(BOTH, agency, noted(agency, 2, 3))) == [ONE, OTHER]

    assert [await rows.position(one.name, agency) for one in BOTH] == [3, 3]
    assert tally.counts["applied", ONE.name] == 3
    assert await applying.advance(ONE, agency, [envelope(agency, 4)]) == Standing(4)


async def test_nobody_is_moved_past_a_fact_of_their_own_or_over_a_gap(
    rows: Rows, agency: str
) -> None:
    applying = Applying(rows, Tally())
    await begun(applying, agency)

    for offered in (
        [*noted(agency, 2), envelope(agency, 3)],
        noted(agency, 2, 4),
        noted(agency, 3, 4),
        noted(agency, 1),
    ):
        assert list(await applying.pass_over(BOTH, agency, offered)) == []
    assert [await rows.position(one.name, agency) for one in BOTH] == [1, 1]


async def test_who_waits_for_the_operator_or_was_made_otherwise_stays(
    rows: Rows, agency: str
) -> None:
    applying = Applying(rows, Tally())
    changed = Reader(name=OTHER.name, tables=f"{COUNTS};", apply=count, facts=OTHER.facts)
    third = counting("passing-third")
    await prepare(rows, third)
    await begun(applying, agency, (*BOTH, third))
    poison = envelope(agency, 2, data=f'{{"by":{POISON},"counter":"counter-0"}}')
    assert (await applying.advance(ONE, agency, [poison])).is_parked

    passed = await applying.pass_over((ONE, changed, third), agency, noted(agency, 2))

    assert list(passed) == [third]
    assert [await rows.position(one.name, agency) for one in BOTH] == [1, 1]


async def test_copies_that_pass_at_once_move_readers_once(
    cluster: Cluster, rows: Rows, agency: str
) -> None:
    tally = Tally()
    async with Rows.open(cluster.rows(SERVICE)) as elsewhere:
        copies = [Applying(rows, tally), Applying(elsewhere, tally)]
        await begun(copies[0], agency)
        for nth in range(2, 22):
            await asyncio.gather(
                *(copy.pass_over(BOTH, agency, noted(agency, nth)) for copy in copies)
            )
    assert [await rows.position(one.name, agency) for one in BOTH] == [21, 21]
    assert tally.counts["applied", ONE.name] == 21


async def test_rows_that_are_not_there_move_nobody(rows: Rows, agency: str) -> None:
    applying = Applying(rows, Tally())
    await begun(applying, agency)
    nowhere = counting("passing-nowhere")

    assert await applying.pass_over((*BOTH, nowhere), agency, noted(agency, 2)) == ()
    assert await rows.position(ONE.name, agency) == 1
