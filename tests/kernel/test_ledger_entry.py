from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import psycopg
import pytest
import rfc8785
from concord_kernel.ledger.entry import Sealed, entry, leaf, quoted, timestamp
from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import Place, signed, wish, withdrawn

if TYPE_CHECKING:
    from concord_kernel.ledger import AgencyKeys, Ledger
    from psycopg.rows import TupleRow

HEX = st.text("0123456789abcdef", min_size=32, max_size=64)
AGENCY = st.from_regex(r"[a-z]{2}(-[a-z0-9]{1,9}){1,3}", fullmatch=True)
TIMES = st.floats(0, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ANY = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    actor=HEX, commitment=HEX, edition=ANY, log=AGENCY,
    name=ANY, stream=HEX, position=st.integers(1, 2**53), version=st.integers(0, 2**31 - 1),
    previous=HEX | st.just(""), at=TIMES,
)  # fmt: skip
def test_an_entry_is_canonical_json_of_exactly_its_members(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- the members
    actor: str,
    commitment: str,
    edition: str,
    log: str,
    name: str,
    stream: str,
    position: int,
    version: int,
    previous: str,
    at: datetime,
) -> None:
    sealed = Sealed(actor, commitment, quoted(edition), log, quoted(name), stream)

    text = entry(sealed, position, version, previous, timestamp(at))

    assert text.encode() == rfc8785.dumps({
        "v": 1,
        "log": log,
        "i": position - 1,
        "s": stream,
        "a": actor,
        "sv": version,
        "p": previous,
        "n": name,
        "t": timestamp(at),
        "e": edition,
        "c": commitment,
    })


@given(ANY)
def test_a_leaf_is_that_of_rfc_6962(text: str) -> None:
    assert hashlib.sha256(b"\x00" + text.encode()).hexdigest() == leaf(text)


def test_the_first_leaf_of_the_published_tree() -> None:
    # transparency-dev/merkle, testonly/constants.go: the leaf hash of an empty input
    assert leaf("") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        quoted("\ud800")


@given(
    TIMES,
    st.integers(-14 * 60, 14 * 60),
)
def test_a_time_is_written_in_one_way(at: datetime, minutes: int) -> None:
    there = at.astimezone(timezone(timedelta(minutes=minutes)))

    text = timestamp(there)

    assert len(text) == len("2010-01-29T12:00:00.000000Z")
    assert datetime.fromisoformat(text) == there


@pytest.mark.anyio
async def test_what_is_recorded_is_what_is_promised(
    ledger: Ledger, place: Place, keys: AgencyKeys, agency: str
) -> None:
    asked = wish(
        agency,
        ("reviewer-1", signed()),
        ("reviewer-2", signed(2)),
        ("reviewer-1", withdrawn()),
        edition="california/pqcr@2009",
    )
    await ledger.append(asked)
    await ledger.append(wish(agency, ("reviewer-1", signed()), expected={"reviewer-1": 2}))

    rows = await _rows(place, agency)
    leaves = [row[2].hex() for row in rows]

    for _, text, kept in rows:
        assert rfc8785.dumps(json.loads(text)) == text.encode()
        assert leaf(text) == kept.hex()
    first, second, third, fourth = (json.loads(row[1]) for row in rows)
    assert first == {
        "v": 1,
        "log": agency,
        "i": 0,
        "s": keys.pseudonym(agency, "reviewer-1"),
        "sv": 1,
        "p": "",
        "n": "review.confidentiality-signed.v1",
        "t": timestamp(rows[0][0]),
        "a": keys.pseudonym(agency, "person-ada"),
        "e": "california/pqcr@2009",
        "c": keys.commitment(agency, asked.command, 0, signed().canonical()),
    }
    assert (second["i"], second["sv"], second["p"]) == (1, 1, "")
    assert keys.commitment(agency, asked.command, 1, signed(2).canonical()) == second["c"]
    assert (2, 2, leaves[0]) == (third["i"], third["sv"], third["p"])
    assert (3, 3, leaves[2], "") == (fourth["i"], fourth["sv"], fourth["p"], fourth["e"])


async def _rows(place: Place, agency: str) -> list[TupleRow]:
    query = "select at, entry, leaf from ledger.fact where agency = %s order by position"
    async with await psycopg.AsyncConnection.connect(place.dsn("auditor")) as auditor:
        return await (await auditor.execute(query, (agency,))).fetchall()


@pytest.mark.anyio
async def test_an_entry_names_nobody_and_holds_no_data(
    ledger: Ledger, place: Place, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed(77))))

    ((_, text, _),) = await _rows(place, agency)

    for told in ("person-ada", "reviewer-1", "person-77", "review-1", "2010-01-25"):
        assert told not in text
