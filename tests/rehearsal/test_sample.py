"""A short rehearsal of one county, with copies that come and processes that are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock

from tests.rehearsal.__main__ import SERVICES, Rehearsal
from tests.rehearsal.county import ready
from tests.rehearsal.figures import AWAY
from tests.rehearsal.judge import Judge
from tests.rehearsal.page import Told, page
from tests.rehearsal.week import ANSWERS, Pace

if TYPE_CHECKING:
    from concord_demo.stage import Stage

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300), pytest.mark.anyio]

PACE = Pace(save=0.05, look=0.4, day=4.0)


def silently(_: str) -> None:
    """Tell nobody."""


async def test_an_event_week_loses_nothing_while_copies_come_and_processes_die(
    stage: Stage,
) -> None:
    counties = ready(stage, ["yolo"], silently)
    kinds = ("serve", "read", "relay")
    rehearsal = Rehearsal(stage, counties, PACE, more=("review",), copies=1, kinds=kinds)

    await rehearsal.hold(silently)

    judge, measured = Judge(stage.deployment.secrets), rehearsal.measured
    level = judge.level_after(SERVICES, [one.agency for one in counties])
    assert list(judge.findings(measured.commands)) == []
    interviews = len(counties[0].story.sessions)
    assert len(measured.commands) >= interviews * (len(ANSWERS) + 2)
    assert {one.status for one in measured.requests} <= {200, 201, 412, *AWAY}
    told = Told(
        measured=measured,
        counties=1,
        reviews=1,
        pace=PACE,
        done=rehearsal.done,
        level=level,
        findings=[],
        on=clock.now().date(),
    )
    assert "| acknowledged and lost, or doubled | 0 |" in page(told)
