"""When a schedule is released, the report opens and its due dates run from the on-site days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.report import ReportOpened
from concord_contracts.facts.schedule import ScheduleReleased
from concord_reporting.policies.open_the_report_when_the_schedule_is_released import NAME, policy

from tests.support import story
from tests.support.reviews import PQCR, edition
from tests.support.site import facts

if TYPE_CHECKING:
    from concord_contracts.event import Envelope

    from tests.support.site import Site

pytestmark = pytest.mark.anyio


def of(history: list[Envelope], name: str) -> list[Envelope]:
    return [envelope for envelope in history if envelope.name == name]


async def test_a_release_opens_the_report_with_the_on_site_days(site: Site) -> None:
    one = await story.released(site)

    await site.read()

    history = await site.history()
    (opened,), (release,) = (of(history, fact.NAME) for fact in (ReportOpened, ScheduleReleased))
    assert opened.fact == ReportOpened(
        review=one.review,
        edition=PQCR,
        edition_digest=edition().digest(),
        first_day=date(2010, 1, 25),
        last_day=date(2010, 1, 29),
    )
    assert (opened.actor, opened.causation) == (NAME, release.id)
    assert opened.correlation == release.correlation


async def test_a_policy_that_runs_twice_records_once(site: Site) -> None:
    await story.released(site)
    await site.read()
    office = site.house.office("reporting")
    at_work = policy(office)
    (release,) = of(await site.history(), ScheduleReleased.NAME)
    command = await at_work.react(release)
    assert command is not None

    await at_work.send(release, at_work.command_id(release), command)
    await site.read()

    assert facts(await site.history()).count(ReportOpened.NAME) == 1


async def test_a_second_release_with_the_same_days_opens_nothing_anew(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    await one.post("scheduling", "/interviews", one.booking(4, on="2010-01-27", starts="13:00"))
    await one.release()

    await site.read()

    names = facts(await site.history())
    assert names.count(ScheduleReleased.NAME) == 2
    assert names.count(ReportOpened.NAME) == 1


async def test_dates_run_anew_when_the_week_moved_before_a_release(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    moved = {"first_day": "2010-01-25", "last_day": "2010-01-28"}
    await one.post("scheduling", "/event-week", moved)
    await one.release()

    await site.read()

    openings = [envelope.fact for envelope in of(await site.history(), ReportOpened.NAME)]
    assert [fact.model_dump()["last_day"].day for fact in openings] == [29, 28]


async def test_nothing_else_opens_a_report(site: Site) -> None:
    await story.drawn(site)
    at_work = policy(site.house.office("reporting"))

    answers = [await at_work.react(envelope) for envelope in await site.history()]

    assert set(answers) == {None}
    assert at_work.facts == (ScheduleReleased,)
