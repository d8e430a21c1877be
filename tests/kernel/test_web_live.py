"""Live pages: an event when something changed that one may see, and nothing else in it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved
from concord_kernel.access.granting import STANDING, EndRole, GiveGrant, GiveRole, StandingCommand
from concord_kernel.handle import handle
from concord_kernel.web import streams
from concord_kernel.web.watching import Drafts

from tests.support import forms, story
from tests.support.facts import envelope
from tests.support.listening import served
from tests.support.reviews import PEER
from tests.support.site import by_operator, refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.listening import Served
    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio

SAVED, DONE = AnswersSaved.NAME, AnswersCompleted.NAME


@pytest.fixture
async def web(all_services: House) -> AsyncGenerator[Served]:
    async with served(all_services) as place:
        yield place
        for app in all_services.apps.values():
            streams.end(app)
    for app in all_services.apps.values():
        app.state.streams = streams.Streams()


def live(one: story.Story, service: str = "review") -> str:
    return f"/{service}/api/v1/{one.site.agency}/reviews/{one.review}/live"


async def let(site: Site, command: StandingCommand) -> None:
    """The operator lets it be so."""
    context = by_operator(site.agency, command)
    await handle(site.house.operator, STANDING, command, context)


async def of_one_review(one: story.Story) -> Visitor:
    """A reviewer of another county with a grant for one review."""
    site = one.site
    who = site.enter("peer-1", home=PEER)
    grant = GiveGrant(
        grant="grant-of-one",
        person=who.actor,
        home=PEER,
        roles=("reviewer",),
        purpose="peer-review",
        review=one.review,
        until=site.now() + timedelta(days=1),
    )
    await let(site, grant)
    return who


async def test_the_first_event_comes_at_once_and_holds_nothing(web: Served, site: Site) -> None:
    one = await story.opened(site)
    async with web.listen(one.coordinator, live(one)) as ear:
        heard = await ear.hears()

    assert (heard.event, heard.data) == ("changed", "{}")
    assert one.review not in heard.id


async def test_an_event_comes_when_the_rows_hold_what_was_recorded(web: Served, site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    async with web.listen(one.coordinator, live(one)) as ear:
        first = await ear.hears()
        await asyncio.sleep(1)
        await one.plan()
        assert await ear.is_silent()
        await site.read()
        second = await ear.hears()

    assert second.event == "changed"
    assert second.id != first.id


async def test_who_saw_the_last_event_is_told_nothing_again(web: Served, site: Site) -> None:
    one = await story.opened(site)
    async with web.listen(one.coordinator, live(one)) as ear:
        first = await ear.hears()
        async with web.listen(one.coordinator, live(one), last=first.id) as again:
            assert await again.is_silent()
        async with web.listen(one.coordinator, live(one), last="of-another.7") as lost:
            assert (await lost.hears()).id == first.id


async def test_another_review_is_not_heard_by_who_has_one(web: Served, site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    await site.read()
    who = await of_one_review(one)
    whole = f"/review/api/v1/{site.agency}/live"
    async with web.listen(who, whole) as peer, web.listen(one.coordinator, whole) as ear:
        await peer.hears()
        await ear.hears()
        await asyncio.sleep(1)
        await other.plan()
        await site.read()
        assert (await ear.hears()).event == "changed"
        assert await peer.is_silent()
        await one.plan()
        await site.read()
        assert (await peer.hears()).event == "changed"


async def test_the_stream_of_another_review_is_not_there(web: Served, site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    who = await of_one_review(one)

    refused(await who.get("review", f"/{other.review}/live"), 404, "door.not-found")
    async with web.listen(site.visitor(None), live(one)) as ear:
        assert ear.status == 401


async def test_the_host_hears_nothing_of_an_interview(web: Served, site: Site) -> None:
    one = await story.released(site)
    await site.read()
    await site.read()  # also what the policies recorded
    async with (
        web.listen(one.coordinator, live(one)) as host,
        web.listen(one.peers[0], live(one)) as team,
    ):
        await host.hears()
        await team.hears()
        await asyncio.sleep(1)
        await one.record()
        await site.read()
        assert (await team.hears()).event == "changed"
        assert await host.is_silent()


async def test_of_the_savings_of_a_form_the_first_is_heard(web: Served, site: Site) -> None:
    one = await forms.with_a_form(site)
    await site.read()
    async with web.listen(one.peers[0], live(one)) as ear:
        await ear.hears()
        await asyncio.sleep(1)
        forms.saved(await forms.save(one, one.peers[0], {"rating": 2}))
        await site.bring_up("review")
        assert (await ear.hears()).event == "changed"
        forms.saved(await forms.save(one, one.peers[0], {"rating": 3}, version=1))
        await site.bring_up("review")
        assert await ear.is_silent()
        await one.record()
        await site.bring_up("review")
        assert (await ear.hears()).event == "changed"


@pytest.mark.parametrize(
    ("looked_at", "shown"),
    [
        ([(1, SAVED), (2, SAVED), (3, SAVED)], [1]),
        ([(1, SAVED), (2, DONE), (3, SAVED), (4, SAVED)], [1, 2, 3]),
        ([(1, SAVED), (2, SAVED), (1, SAVED), (2, SAVED)], [1, 1]),
        (
            [(1, SAVED), (2, DONE), (3, SAVED), (1, SAVED), (2, DONE), (3, SAVED)],
            [1, 2, 3, 1, 2, 3],
        ),
    ],
    ids=["on and on", "taken up again", "by a reader that comes later", "all of it once more"],
)
async def test_a_form_shows_when_it_is_begun_and_when_it_is_done(
    looked_at: list[tuple[int, str]], shown: list[int]
) -> None:
    drafts = Drafts({SAVED})

    found = [at for at, name in looked_at if drafts.shows(envelope("ca-x", at, name=name))]

    assert found == shown


async def test_the_schedule_is_live_in_its_own_service(web: Served, site: Site) -> None:
    one = await story.drawn(site)
    async with web.listen(one.coordinator, live(one, "scheduling")) as ear:
        await ear.hears()
        await asyncio.sleep(1)
        await one.set_week()
        await site.read()
        assert (await ear.hears()).event == "changed"


async def test_a_role_that_ended_ends_the_stream(
    web: Served, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHECK", 0.5)
    monkeypatch.setattr("concord_kernel.web.live.HEARTBEAT", 0.2)
    one = await story.opened(site)
    observer = site.enter("observer-1", "observer")
    async with web.listen(observer, live(one)) as ear:
        await ear.hears()
        await let(site, EndRole(person=observer.actor, role="observer"))
        assert (await ear.hears()).event == "ended"
        async with asyncio.timeout(2):
            await ear.is_over.wait()


async def test_who_holds_other_roles_than_before_comes_again(
    web: Served, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHECK", 0.5)
    monkeypatch.setattr("concord_kernel.web.live.HEARTBEAT", 0.2)
    one = await story.opened(site)
    observer = site.enter("observer-4", "observer")
    async with web.listen(observer, live(one)) as ear:
        await ear.hears()
        await let(site, GiveRole(person=observer.actor, role="coordinator"))
        async with asyncio.timeout(5):
            await ear.is_over.wait()
        assert ear.events.empty()


async def test_a_session_that_ended_ends_the_stream(
    web: Served, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHECK", 0.5)
    monkeypatch.setattr("concord_kernel.web.live.HEARTBEAT", 0.2)
    one = await story.opened(site)
    people = site.house.people
    who = site.enter("observer-2", "observer")
    await who.shown()
    started = await people.signed_in.start(who.actor)
    async with web.listen(site.visitor(started.token), live(one)) as ear:
        await ear.hears()
        await people.signed_in.end(started.session.id, who.actor)
        assert (await ear.hears()).event == "ended"


async def test_looking_again_keeps_no_session_alive(web: Served, site: Site) -> None:
    one = await story.opened(site)
    people = site.house.people
    await one.coordinator.shown()
    started = await people.signed_in.start(one.coordinator.actor)
    async with web.listen(site.visitor(started.token), live(one)) as ear:
        await ear.hears()
        before = await site.house.office("review").sessions.of(started.token, touch=False)
        await asyncio.sleep(1)
        after = await site.house.office("review").sessions.of(started.token, touch=False)

    assert before.idle_until == after.idle_until


async def test_one_person_has_so_many_streams_and_no_more(
    web: Served, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_OF_ONE", 1)
    one = await story.opened(site)
    other = site.enter("observer-3", "observer")
    async with web.listen(one.coordinator, live(one)) as ear:
        await ear.hears()
        async with web.listen(one.coordinator, live(one)) as second:
            assert second.status == 429
        async with web.listen(other, live(one)) as others:
            assert others.status == 200
    await asyncio.sleep(0.3)
    async with web.listen(one.coordinator, live(one)) as again:
        assert again.status == 200


async def test_open_streams_do_not_hold_up_a_stop(web: Served, site: Site) -> None:
    one = await story.opened(site)
    async with web.listen(one.coordinator, live(one)) as ear:
        await ear.hears()
        streams.end(site.house.apps["review"])
        async with asyncio.timeout(1):
            await ear.is_over.wait()
