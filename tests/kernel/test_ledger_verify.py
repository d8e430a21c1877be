from __future__ import annotations

from datetime import timedelta
from itertools import starmap
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.ledger.entry import leaf
from concord_kernel.ledger.verify import Row, Verdict, Walk, followed, verify

from tests.support.ledgers import Place, signed, wish, withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio


@pytest.fixture
def place(cluster: Cluster) -> Place:
    return Place(cluster, "concord_ledger")


@pytest.fixture
async def rows(ledger: Ledger, place: Place, agency: str) -> list[Row]:
    """Six sound rows: two streams, one command of three facts, one with an edition."""
    await ledger.append(
        wish(agency, ("reviewer-1", signed()), ("reviewer-2", signed(2)), ("team-1", signed(3)))
    )
    await ledger.append(wish(agency))
    for version in (1, 2, 3):
        stands = {"reviewer-1": version}
        edition = "california/pqcr@2009" if version == 2 else ""
        await ledger.append(
            wish(agency, ("reviewer-1", withdrawn()), expected=stands, edition=edition)
        )
    query = (
        "select position, stream, version, name, at, actor, command, data, entry, leaf"
        " from ledger.fact where agency = %s order by position"
    )
    async with await psycopg.AsyncConnection.connect(place.dsn("auditor")) as auditor:
        return list(starmap(Row, await (await auditor.execute(query, (agency,))).fetchall()))


async def test_a_sound_log_is_sound(
    rows: list[Row], place: Place, keys: AgencyKeys, agency: str
) -> None:
    assert len(rows) == 6
    assert Verdict(agency, 6) == await verify(place.dsn("auditor"), keys, agency)
    assert followed(Walk(agency, keys), rows) is None


async def test_an_empty_log_is_sound(place: Place, keys: AgencyKeys, agency: str) -> None:
    assert Verdict(agency, 0) == await verify(place.dsn("auditor"), keys, agency)


async def test_a_log_is_followed_over_many_pages(
    ledger: Ledger, place: Place, keys: AgencyKeys, agency: str
) -> None:
    facts = [(f"reviewer-{n % 700}", signed(n)) for n in range(11_000)]
    await ledger.append(wish(agency, *facts))

    assert Verdict(agency, 11_000) == await verify(place.dsn("auditor"), keys, agency)


TAMPERED: dict[str, tuple[Callable[[Row], dict[str, Any]], str]] = {
    "data": (lambda row: {"data": row.data.replace("25", "24").replace("26", "24")}, "the data"),
    "name": (lambda _: {"name": "review.reviewer-invited.v1"}, "the name"),
    "stream": (lambda _: {"stream": "reviewer-9", "version": 1}, "the stream"),
    "actor": (lambda _: {"actor": "person-eve"}, "who recorded it"),
    "time": (lambda row: {"at": row.at + timedelta(microseconds=1)}, "the time"),
    "command": (lambda _: {"command": clock.new_command_id()}, "the data"),
    "version": (lambda row: {"version": row.version + 1}, "version"),
    "position": (lambda row: {"position": row.position + 1}, "goes on at"),
    "edition": (lambda row: {"entry": row.entry.replace('"e":"', '"e":"x')}, "leaf"),
    "entry spaced": (lambda row: {"entry": row.entry.replace(",", ", ", 1)}, "how it is written"),
    "entry gone": (lambda _: {"entry": ""}, "who recorded it"),
    "entry no object": (lambda _: {"entry": "[]"}, "who recorded it"),
    "leaf": (lambda row: {"leaf": row.leaf[::-1]}, "the leaf"),
}


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.parametrize("nth", [0, 1, 3, 5])
async def test_a_row_that_was_changed_is_named(
    rows: list[Row], keys: AgencyKeys, agency: str, what: str, nth: int
) -> None:
    change, reason = TAMPERED[what]
    tampered = [*rows[:nth], rows[nth]._replace(**change(rows[nth])), *rows[nth + 1 :]]

    verdict = followed(Walk(agency, keys), tampered)

    assert verdict is not None
    assert (nth, nth + 1) == (verdict.sound, verdict.bad)
    assert reason in verdict.reason


async def test_an_entry_rewritten_with_its_leaf_breaks_the_chain(
    rows: list[Row], keys: AgencyKeys, agency: str
) -> None:
    forged = rows[0].entry.replace('"e":"', '"e":"forged')
    rows[0] = rows[0]._replace(entry=forged, leaf=bytes.fromhex(leaf(forged)))

    verdict = followed(Walk(agency, keys), rows)

    assert verdict == Verdict(
        agency, 3, 4, "the entry says otherwise of the fact before it in its stream"
    )


@pytest.mark.parametrize(
    ("order", "bad"), [((1, 2, 3, 4, 5), 1), ((0, 1, 2, 4, 5), 4), ((0, 2, 1, 3, 4, 5), 2)]
)
async def test_a_row_that_is_missing_or_moved_is_named(
    rows: list[Row], keys: AgencyKeys, agency: str, order: tuple[int, ...], bad: int
) -> None:
    verdict = followed(Walk(agency, keys), [rows[n] for n in order])

    assert verdict is not None
    assert bad == verdict.bad


async def test_rows_numbered_anew_after_one_was_taken_out_are_named(
    rows: list[Row], keys: AgencyKeys, agency: str
) -> None:
    left = [row._replace(position=n) for n, row in enumerate(rows[:2] + rows[3:], 1)]

    verdict = followed(Walk(agency, keys), left)

    assert verdict is not None
    assert (verdict.bad, verdict.reason) == (3, "the entry says otherwise of the position")


async def test_a_stream_that_does_not_begin_is_named_whatever_its_entry_says(
    rows: list[Row], keys: AgencyKeys, agency: str
) -> None:
    forged = rows[0].entry.replace('"sv":1', '"sv":3')
    row = rows[0]._replace(version=3, entry=forged, leaf=bytes.fromhex(leaf(forged)))

    verdict = followed(Walk(agency, keys), [row])

    assert verdict == Verdict(agency, 0, 1, "version 3 of its stream follows nothing")


async def test_another_agencys_facts_are_not_taken_for_ones_own(
    rows: list[Row], keys: AgencyKeys, new_agency: Callable[[], str]
) -> None:
    verdict = followed(Walk(new_agency(), keys), rows)

    assert verdict is not None
    assert "the agency" in verdict.reason


async def test_another_key_opens_nothing(rows: list[Row], tmp_path: Path, agency: str) -> None:
    verdict = followed(Walk(agency, AgencyKeys(tmp_path)), rows)

    assert verdict is not None
    assert (verdict.sound, verdict.bad) == (0, 1)


async def test_what_a_superuser_changed_in_the_database_is_found(
    rows: list[Row], place: Place, keys: AgencyKeys, agency: str
) -> None:
    assert rows
    async with await psycopg.AsyncConnection.connect(place.admin()) as admin:
        await admin.execute("alter table ledger.fact disable trigger facts_stay")
        await admin.execute("alter table ledger.fact disable trigger fact_stays")
        await admin.execute(
            "update ledger.fact set data = replace(data, '26', '27')"
            " where agency = %s and position = 5",
            (agency,),
        )
        await admin.execute("alter table ledger.fact enable always trigger facts_stay")
        await admin.execute("alter table ledger.fact enable always trigger fact_stays")

    verdict = await verify(place.dsn("auditor"), keys, agency)

    assert verdict == Verdict(agency, 4, 5, "the entry says otherwise of the data")
