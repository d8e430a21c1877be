"""What waits for whom in the schedule: for whoever plans the week, and for whoever is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import this_week
from tests.support.site import made

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor
    from tests.support.story import Story

pytestmark = pytest.mark.anyio


async def steps(who: Visitor, one: Story) -> dict[str, Any]:
    """What waits for somebody in the schedule, the most urgent first."""
    await one.site.bring_up("scheduling")
    answer = await who.get("scheduling", f"{one.where}/next")
    assert answer.status_code == 200, answer.text
    return {each["what"]: each for each in answer.json()["steps"]}


async def test_whoever_plans_the_week_is_led_from_booking_to_notices(site: Site) -> None:
    one = await this_week.weeks_off(site, begins=30)
    lead = site.enter("site-lead-1", "site-lead")

    found = await steps(lead, one)
    assert found["book-interviews"]["count"] == 6
    assert found["decide-frames"]["href"].endswith("#time-frames")
    frames = {"interviews": 6, "interview_minutes": 45, "debrief_minutes": 15}
    made(await lead.post("scheduling", f"{one.where}/time-frames", frames))
    assert "decide-frames" not in await steps(lead, one)
    assert {"approve-notices", "release-first"}.isdisjoint(found)
    await this_week.booked(one, begins=30)
    after = await steps(lead, one)
    assert after["approve-notices"]["count"] == 6
    assert "release-again" not in after
    path = f"{one.where}/interviews/{one.sessions[0]}"
    moved = {"team": one.team, "on": this_week.first_day(33).isoformat(), "starts": "13:00"}
    made(await one.coordinator.post("scheduling", f"{path}/move", moved))
    changed = await steps(one.coordinator, one)
    assert changed["release-again"]["count"] == 1
    people = [
        each["person"]
        for each in (await lead.get("scheduling", f"{one.where}/releases")).json()["waiting"]
    ]
    made(await lead.post("scheduling", f"{one.where}/releases/1/notices", {"people": people}))
    assert "approve-notices" not in await steps(lead, one)


async def test_the_site_sees_who_arrives_today_and_others_see_the_week_alone(site: Site) -> None:
    one = await this_week.running(site)
    lead, observer = site.enter("site-lead-1", "site-lead"), site.enter("observer-1", "observer")

    shown = (await lead.page("scheduling", f"{one.where}/next")).text
    assert "Today at the site" in shown
    assert "8:30" in shown
    plain = (await observer.page("scheduling", f"{one.where}/next")).text
    assert "The event week:" in plain
    assert "Today at the site" not in plain
    assert await steps(observer, one) == {}
    assert list(await steps(one.peers[0], one)) == ["open-packet"]
