from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.ledger import Ledger, UnknownEditionError

from tests.support.ledgers import foreign, signed, wish, withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_kernel.ledger import AgencyKeys

    from tests.support.ledgers import Place

pytestmark = pytest.mark.anyio


async def _reviewers(ledger: Ledger, agency: str, many: int) -> None:
    facts = [(f"reviewer-{n}", signed(n)) for n in range(1, many + 1)]
    await ledger.append(wish(agency, *facts))


async def test_several_streams_come_in_the_logs_order(ledger: Ledger, agency: str) -> None:
    await _reviewers(ledger, agency, 3)
    await ledger.append(wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}))

    found = await ledger.read(agency, ["reviewer-3", "reviewer-1"])

    assert [(fact.stream, fact.position) for fact in found] == [
        ("reviewer-1", 1),
        ("reviewer-3", 3),
        ("reviewer-1", 4),
    ]


async def test_a_stream_that_nobody_began_is_empty(ledger: Ledger, agency: str) -> None:
    assert await ledger.read(agency, ["reviewer-1"]) == []
    assert await ledger.read(agency, []) == []


async def test_a_log_is_read_page_by_page(ledger: Ledger, agency: str) -> None:
    await _reviewers(ledger, agency, 7)

    first = await ledger.after(agency, 0, limit=3)
    rest = await ledger.after(agency, first[-1].position, limit=30)

    assert [fact.position for fact in first] == [1, 2, 3]
    assert [fact.position for fact in rest] == [4, 5, 6, 7]
    assert await ledger.after(agency, 7) == []


async def test_a_page_is_of_five_thousand_unless_said_otherwise(
    ledger: Ledger, agency: str
) -> None:
    await _reviewers(ledger, agency, 5001)

    assert len(await ledger.after(agency, 0)) == 5000


async def test_a_log_is_read_for_some_facts_only(ledger: Ledger, agency: str) -> None:
    await _reviewers(ledger, agency, 3)
    await ledger.append(wish(agency, ("reviewer-2", withdrawn(2)), expected={"reviewer-2": 1}))

    found = await ledger.after(agency, 0, names=[withdrawn().NAME, "review.unheard-of.v1"])

    assert [fact.position for fact in found] == [4]
    assert len(await ledger.after(agency, 1, limit=2, names=[signed().NAME])) == 2


async def test_every_service_reads_what_another_recorded(
    ledger: Ledger, place: Place, keys: AgencyKeys, agency: str
) -> None:
    await _reviewers(ledger, agency, 1)
    async with Ledger.open(place.dsn("scheduling"), keys) as other:
        await other.append(wish(agency, ("schedule-1", foreign()), guards={"reviewer-1": 1}))

    assert [signed(), foreign()] == [fact.fact for fact in await ledger.after(agency, 0)]


async def test_an_agency_appears_with_its_first_fact(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    one, other = sorted((new_agency(), new_agency()))
    await ledger.append(wish(one))
    assert one not in await ledger.heads()

    await _reviewers(ledger, one, 3)
    await _reviewers(ledger, other, 2)
    await _reviewers_again(ledger, other)

    heads = await ledger.heads()
    assert (heads[one], heads[other]) == (3, 3)


async def _reviewers_again(ledger: Ledger, agency: str) -> None:
    await ledger.append(wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}))


async def test_heads_are_every_logs_last_position(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    agencies = {new_agency(): n for n in range(1, 30)}
    for agency, many in agencies.items():
        await _reviewers(ledger, agency, many)

    heads = await ledger.heads()

    assert agencies == {agency: heads[agency] for agency in agencies}


async def test_a_receipt_is_found_by_its_command(ledger: Ledger, agency: str) -> None:
    asked = wish(agency, ("reviewer-1", signed()), answer={"reviewer": "person-1"})
    receipt = await ledger.append(asked)

    found = await ledger.receipt(agency, asked.command)

    assert found is not None
    assert (receipt.first, receipt.last, receipt.answer) == (found.first, found.last, found.answer)
    assert (found.repeated, found.fingerprint) == (True, "f" * 64)
    assert await ledger.receipt(agency, clock.new_command_id()) is None


async def test_an_edition_is_kept_once_by_its_content(ledger: Ledger) -> None:
    body = '{"id":"california/pqcr@2009","ä":1}'

    digest = await ledger.keep_edition(body)

    assert hashlib.sha256(body.encode()).hexdigest() == digest
    assert digest == await ledger.keep_edition(body)
    assert body == await ledger.edition(digest)


async def test_an_edition_that_nobody_kept_is_unknown(ledger: Ledger) -> None:
    with pytest.raises(UnknownEditionError) as unknown:
        await ledger.edition("0" * 64)

    assert unknown.value.digest == "0" * 64


async def test_a_connection_forgets_the_agency_it_read_for(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    async with Ledger.open(place.dsn("review"), keys, connections=1) as ledger:
        await _reviewers(ledger, agency, 1)
        await ledger.read(agency, ["reviewer-1"])
        async with ledger._connections.take() as connection:
            told = await connection.execute("select count(*) from ledger.fact")
            assert await told.fetchone() == (0,)
