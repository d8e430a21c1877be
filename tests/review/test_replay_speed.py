"""A review of two thousand facts is replayed at any position without a wait."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.ledger import Append, Ledger

from tests.support.reviews import agreed, booked, opened, proposed, recorded, week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

INTERVIEWS = 990
AIM = 0.1
"""Seconds, on an idle machine; the test allows for a busy one."""


async def append(ledger: Ledger, agency: str, stream: str, facts: Sequence[Event]) -> None:
    wish = Append(
        agency=agency,
        command=clock.new_command_id(),
        fingerprint="",
        actor="coordinator-1",
        causation="test",
        correlation="test",
        facts=tuple((stream, fact) for fact in facts),
        expected={stream: 0},
    )
    await ledger.append(wish)


async def test_two_thousand_facts_are_replayed_in_a_moment(site: Site, cluster: Cluster) -> None:
    agency, house = site.agency, site.house
    numbers = range(INTERVIEWS)
    held = [*(recorded(nth) for nth in numbers), proposed("session-1", "session-2"), agreed(2)]
    async with Ledger.open(cluster.ledger("scheduling"), house.office("review").ledger.keys) as own:
        await append(house.office("review").ledger, agency, "review-pqcr-1", [opened()])
        await append(own, agency, "schedule-pqcr-1", [week(), *(booked(nth) for nth in numbers)])
    await append(house.office("review").ledger, agency, "session-all", held)
    await site.bring_up("review")
    auditor = site.enter("auditor-1", "auditor", home="ca-cdss")
    took = []
    for at in (10**6, 700, 1500, 10**6, 1984):
        began = perf_counter()
        answer = await auditor.get("review", "/pqcr-1/replay", at=at)
        took.append(perf_counter() - began)
        assert answer.json()["steps"] == 2 * INTERVIEWS + 4

    assert min(took) < 5 * AIM
