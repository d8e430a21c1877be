"""A short rehearsal of one county, with copies that come and processes that are killed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock

from tests.rehearsal.__main__ import Rehearsal, findings
from tests.rehearsal.county import ready
from tests.rehearsal.days import Pace
from tests.rehearsal.figures import AWAY
from tests.rehearsal.judge import Judge
from tests.rehearsal.page import Written, page
from tests.rehearsal.past import store_reviews
from tests.rehearsal.processes import SERVICES, Middle
from tests.rehearsal.progress import nobody
from tests.rehearsal.week import ANSWERS

if TYPE_CHECKING:
    from concord_demo.stage import Stage

pytestmark = [pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(300), pytest.mark.anyio]

PACE = Pace(save=0.05, look=0.4, day=2.0)
JOBS = (("serve", "review"), ("read", "review"), ("relay", ""))


async def test_an_event_week_loses_nothing_while_copies_come_and_processes_die(
    stage: Stage,
) -> None:
    counties = await ready(stage, ["yolo"], nobody)
    await store_reviews(stage, counties, 3, nobody)
    judge = Judge(stage.deployment.secrets)
    middle = Middle(stage, judge, [one.agency for one in counties], JOBS, copies=1, servers=())
    rehearsal = Rehearsal(stage, counties, PACE, middle)

    await rehearsal.hold(nobody)

    measured = rehearsal.measured
    level = judge.level_after(SERVICES, middle.agencies)
    assert findings(judge, measured) == []
    interviews = len(counties[0].story.sessions)
    assert len(measured.commands) >= interviews * (len(ANSWERS) + 2)
    assert {one.status for one in measured.requests} <= {200, 201, 409, 412, *AWAY}
    facts = (0, judge.facts(middle.agencies))
    on = clock.now().date()
    written = page(Written(measured, 1, 3, facts, PACE, middle.done, level, [], on))
    assert "| acknowledged and lost, doubled, or wrongly refused | 0 |" in written
    assert "read-review-1" in written
    with stage.visit() as http:
        coordinator = replace(counties[0].story.coordinator, http=http)
        listed = coordinator.get("review", "")["reviews"]
    assert len(listed) == len({one["review"] for one in listed}) == 3
