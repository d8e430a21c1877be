"""Rows of the grounds: what stands, what was taken away, which tasks are closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.plan import (
    AllocationStated,
    CostDropped,
    CostPlanned,
    DocumentAttached,
    DocumentDetached,
    ExperienceNoted,
    ExperienceWithdrawn,
    ScopeDecided,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_review.ground_list.projection import GROUND_LIST

from tests.support.reviews import PEER, REVIEW, text
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

DAY = date(2009, 12, 1)
THERE: dict[str, Any] = {"review": REVIEW}


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", GROUND_LIST, new_agency)


def paper(name: str, kind: str) -> DocumentAttached:
    return DocumentAttached(
        **THERE, document=name, kind=kind, first=DAY, what=text(), where=text("text-2")
    )


def cost(name: str) -> CostPlanned:
    return CostPlanned(
        **THERE, cost=name, kind="hotel", people=3, times=2, cents=11950, text=text()
    )


def experience(name: str) -> ExperienceNoted:
    return ExperienceNoted(
        **THERE, experience=name, county=PEER, told_by="coordinator", on=DAY, text=text()
    )


async def test_what_was_taken_away_is_gone_and_what_was_said_last_stands(keep: Keeping) -> None:
    scope = ScopeDecided(**THERE, part="systemic-factors", included=True, on=DAY, reason=text())
    rows = await keep(
        paper("paper-1", "v.c.csa"),
        paper("paper-2", "v.c.sip"),
        DocumentDetached(**THERE, document="paper-1"),
        scope,
        scope.model_copy(update={"included": False}),
        experience("learned-1"),
        experience("learned-2"),
        ExperienceWithdrawn(**THERE, experience="learned-1"),
        AllocationStated(**THERE, cents=100, source=text()),
        AllocationStated(**THERE, cents=200, source=text()),
        cost("cost-1"),
        cost("cost-2"),
        CostDropped(**THERE, cost="cost-2"),
        TaskDone(**THERE, task="v.c.csa", on=DAY),
        TaskWaived(**THERE, task="v.c.data-reports", reason=text()),
        TaskReopened(**THERE, task="v.c.csa"),
    )

    assert [(row["document"], row["kind"]) for row in rows["document"]] == [("paper-2", "v.c.sip")]
    assert [row["included"] for row in rows["scope"]] == [False]
    assert [row["experience"] for row in rows["experience"]] == ["learned-2"]
    assert [row["cents"] for row in rows["allocation"]] == [200]
    assert [(row["cost"], row["people"] * row["times"]) for row in rows["cost"]] == [("cost-1", 6)]
    assert [row["task"] for row in rows["closed"]] == ["v.c.data-reports"]
