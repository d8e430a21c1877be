"""Facts by their places, and what the verifiable history holds of one."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.support.ledgers import wish
from tests.support.reviews import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_kernel.ledger import Ledger

pytestmark = pytest.mark.anyio


async def three(ledger: Ledger, agency: str) -> None:
    for nth in range(3):
        await ledger.append(wish(agency, (f"test-{nth}", opened())))


async def test_facts_are_read_by_their_places_in_the_logs_order(
    ledger: Ledger, agency: str
) -> None:
    await three(ledger, agency)

    found = await ledger.at(agency, [3, 1, 9])

    assert [(one.position, one.stream) for one in found] == [(1, "test-0"), (3, "test-2")]
    assert await ledger.at(agency, []) == []


async def test_a_seal_is_the_facts_entry_and_its_leaf(ledger: Ledger, agency: str) -> None:
    await three(ledger, agency)

    entry, leaf = await ledger.seal(agency, 2) or ("", "")

    assert json.loads(entry)["i"] == 1
    assert leaf == sha256(b"\x00" + entry.encode()).hexdigest()
    assert await ledger.seal(agency, 4) is None


async def test_places_of_another_agency_are_not_read(
    ledger: Ledger, agency: str, new_agency: Callable[[], str]
) -> None:
    await three(ledger, agency)

    assert await ledger.at(new_agency(), [1, 2, 3]) == []
