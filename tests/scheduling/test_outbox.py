"""Releases with their differences, notices, packets and calendars, over HTTP and on their pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.schedule import ScheduleReleased
from concord_scheduling.outbox.projection import OUTBOX

from tests.scheduling.test_notices import AGAIN
from tests.support import story
from tests.support.rows import Keeping
from tests.support.site import made, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

ELSEWHERE = {"on": "2010-01-29", "starts": "10:15"}


async def changed(site: Site) -> story.Story:
    """A review with two releases: of three interviews one was moved."""
    one = await story.released(site)
    await site.read()
    everybody = [each["person"] for each in (await releases(one))["waiting"]]
    await one.post("scheduling", "/releases/1/notices", {"people": everybody})
    body = {"team": one.team} | ELSEWHERE
    await one.post("scheduling", f"/interviews/{one.sessions[0]}/move", body)
    await one.post("scheduling", "/releases", {"title": "After the call"})
    await site.read()
    return one


async def releases(one: story.Story) -> dict[str, Any]:
    found: dict[str, Any] = (
        await one.coordinator.get("scheduling", f"{one.where}/releases")
    ).json()
    return found


async def test_a_release_says_what_is_other_than_before_and_only_those_are_to_be_told(
    site: Site,
) -> None:
    one = await changed(site)
    found = await releases(one)
    last = found["releases"][-1]
    reviewers = {one.id_of(peer) for peer in one.peers}

    assert (last["release"], last["moved"]) == (2, [one.sessions[0]])
    assert (last["added"], last["removed"]) == ([], [])
    waiting = {each["person"]: each["is_worker"] for each in found["waiting"]}
    assert reviewers < set(waiting)
    assert list(waiting.values()).count(True) == 1

    await one.post("scheduling", "/releases/2/notices", {"people": sorted(reviewers)})
    (worker,) = set(waiting) - reviewers
    await one.post("scheduling", "/releases/2/held-back", {"people": [worker]})
    await site.read()
    (left,) = (await releases(one))["waiting"]
    assert (left["person"], left["is_held_back"]) == (worker, True)
    page = (await one.coordinator.page("scheduling", f"{one.where}/releases")).text
    assert "Release 2: After the call" in page
    assert "Concord sends no e-mail." in page
    assert "After the call" not in "".join(envelope.data for envelope in await site.history())


async def test_an_observer_sees_releases_and_neither_notices_nor_links(site: Site) -> None:
    one = await changed(site)
    observer = site.enter("observer-1", "observer")

    found = (await observer.get("scheduling", f"{one.where}/releases")).json()
    page = (await observer.page("scheduling", f"{one.where}/releases")).text

    assert len(found["releases"]) == 2
    assert found["waiting"] == []
    assert "Who is to be told" not in page
    assert "calendar" not in page


async def test_a_calendar_follows_the_last_release_until_the_link_ends(site: Site) -> None:
    one = await changed(site)
    me, other = one.peers[:2]
    path = f"{one.where}/calendar-links"
    link = made(await me.post("scheduling", path, {"person": one.id_of(me)}))
    refused(await me.post("scheduling", path, {"person": one.id_of(other)}), 404, "door.not-found")
    await site.read()
    stranger = site.visitor(None)

    file = await stranger.ask("GET", link["address"])
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert file.text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;TZID=America/Los_Angeles:20100129T101500" in file.text
    assert "Peerless" not in file.text
    for wrong in (link["address"].replace(".link-", ".lonk-"), link["address"][:-6] + "f.ics"):
        assert (await stranger.ask("GET", wrong)).status_code == 404
    secret = link["address"].rpartition(".ics")[0].rpartition(".")[2]
    assert secret not in "".join(envelope.data for envelope in await site.history())

    body = {"person": one.id_of(me)}
    made(await me.post("scheduling", f"{path}/{link['id']}/end", body))
    await site.read()
    assert (await stranger.ask("GET", link["address"])).status_code == 404


async def test_a_link_that_was_given_for_today_is_over_the_day_after_tomorrow(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await changed(site)
    body = {"person": one.id_of(one.peers[0]), "until": site.now().date().isoformat()}
    link = await one.post("scheduling", "/calendar-links", body)
    await site.read()
    assert (await site.visitor(None).ask("GET", link["address"])).status_code == 200

    later = site.now() + timedelta(days=2)
    monkeypatch.setattr("concord_kernel.clock.now", lambda: later)
    assert (await site.visitor(None).ask("GET", link["address"])).status_code == 404


@pytest.mark.proves("PQCR-62", "PQCR-144")
async def test_a_packet_has_schedule_place_contacts_and_the_eight_materials(site: Site) -> None:
    one = await changed(site)
    place = await one.post("scheduling", "/places", {"name": "County Library"})
    duty = {"duty": "on-site-coordinator", "name": "Made Up Host, 555-0100"}
    await one.post("scheduling", f"/places/{place['id']}/duties", duty)
    await site.read()
    worker = next(each["person"] for each in (await releases(one))["waiting"] if each["is_worker"])

    team = (await one.coordinator.page("scheduling", f"{one.where}/packets/{one.team}")).text
    own = await one.peers[0].page("scheduling", f"{one.where}/packets/{one.id_of(one.peers[0])}")
    sheet = (await one.coordinator.page("scheduling", f"{one.where}/packets/{worker}")).text

    for said in ("Jan", "Case 1", "555-0100", "Acronym guide", "Literature review", "Alder"):
        assert said in team
    assert team.count("<li>") >= 8
    assert own.status_code == 200
    assert "30 minutes early" in sheet
    assert "Alder" not in sheet
    answer = await one.peers[0].page("scheduling", f"{one.where}/packets/{worker}")
    assert answer.status_code == 404


async def test_rows_of_the_outbox_keep_each_release_as_it_was(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    kept = await Keeping(cluster, "scheduling", OUTBOX, new_agency)(*AGAIN)

    days = {
        one["number"]: '"on":"2010-01-29"' in one["booking"]
        for one in kept["given_out"]
        if one["session"] == "session-1"
    }
    assert days == {1: False, 2: True}
    assert [one["number"] for one in kept["release"]] == [1, 2]
    assert {one["number"] for one in kept["told"]} == {1}


async def test_a_schedule_is_released_once_and_says_so_to_the_ledger(site: Site) -> None:
    one = await changed(site)
    released = [e.fact for e in await site.history() if isinstance(e.fact, ScheduleReleased)]

    assert [(fact.added, fact.moved, fact.removed) for fact in released] == [(3, 0, 0), (0, 1, 0)]
    assert released[-1].title is not None
    assert one.sessions
