"""The rows of webhooks and of who looked: each fact once, in whatever batches it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.access import Denied, Shown
from concord_contracts.facts.webhook import WebhookEnded, WebhookSubscribed
from concord_kernel.door.access_list import ACCESS_LIST
from concord_kernel.door.webhooks.queue import WEBHOOKS

from tests.support.reviews import focus_area, opened, recorded, week
from tests.support.rows import RECORDED, Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_contracts.event import Event

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

OPENED = WebhookSubscribed(webhook="webhook-1", facts=("review.opened",))
BOTH = WebhookSubscribed(webhook="webhook-2", facts=("review.focus-area-chosen", "review.opened"))


async def queued(
    cluster: Cluster, new_agency: Callable[[], str], *facts: Event
) -> set[tuple[Any, ...]]:
    """What is queued, by webhook and position, however the facts come."""
    keep = Keeping(cluster, "door", WEBHOOKS, new_agency)
    ways = [
        await keep.in_batches(facts, [len(facts)]),
        await keep.in_batches(facts, [1] * len(facts)),
        await keep.in_batches(facts, [len(facts)] * 2, again=True),
    ]
    found = [
        {(one["webhook"], one["position"], one["state"]) for one in kept["delivery"]}
        for kept in ways
    ]
    assert found[0] == found[1] == found[2]
    assert all(len(kept["delivery"]) == len(found[0]) for kept in ways)
    return found[0]


async def test_a_fact_is_queued_for_each_webhook_that_asked_for_it(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    found = await queued(cluster, new_agency, opened(), OPENED, BOTH, focus_area(), opened())

    assert found == {("webhook-2", 4, "due"), ("webhook-1", 5, "due"), ("webhook-2", 5, "due")}


async def test_nothing_is_queued_once_it_ended_and_what_was_due_is_dropped(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    ended = WebhookEnded(webhook="webhook-1")

    found = await queued(cluster, new_agency, OPENED, opened(), ended, opened())

    assert found == {("webhook-1", 2, "ended")}


async def test_facts_that_nobody_asked_for_are_not_queued(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    assert await queued(cluster, new_agency, OPENED, week(), recorded(1)) == set()


async def test_a_look_is_a_row_shown_or_refused(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    keep = Keeping(cluster, "door", ACCESS_LIST, new_agency)
    who: dict[str, Any] = {"person": "person-1", "home": "ca-cdss"}
    shown = Shown(**who, action="see-cases", review="pqcr-1", policies=("coordinator",))
    denied = Denied(**who, action="replay", agency="ca-test-1")

    rows = (await keep(shown, denied))["look"]

    assert [(row["action"], row["review"], row["was_shown"]) for row in rows] == [
        ("see-cases", "pqcr-1", True),
        ("replay", "", False),
    ]
    assert rows[0]["at"] == RECORDED
