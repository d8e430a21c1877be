"""A made-up review whose event week is on now, told over HTTP: yesterday was its first day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from concord_kernel import clock

from tests.support import story

if TYPE_CHECKING:
    from tests.support.site import Site
    from tests.support.story import Story

DAYS = 5


def first_day(begins: int = -1) -> date:
    """The first on-site day: yesterday, or so many days from today."""
    return clock.now().date() + timedelta(days=begins)


async def weeks_off(site: Site, begins: int = -1) -> Story:
    """A sample, a team and a week that begins so many days from today; nothing is booked."""
    one = await (await story.drawn(site)).form_team()
    first = first_day(begins)
    last = first + timedelta(days=DAYS - 1)
    week = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    await one.post("scheduling", "/event-week", week)
    return one


async def booked(one: Story, begins: int = -1) -> Story:
    """Three interviews on three days, in the schedule that is out."""
    for nth in range(3):
        day = first_day(begins) + timedelta(days=nth)
        body = one.booking(nth, on=day.isoformat())
        one.sessions.append((await one.post("scheduling", "/interviews", body))["id"])
    await one.summarise(one.cases[:3])
    return await one.release()


async def running(site: Site) -> Story:
    """A review in its week: one interview was yesterday, one is today, one tomorrow."""
    one = await booked(await weeks_off(site))
    await site.read()
    return one
