"""An interviewee's own page by a secret link: what it says, what it never says, when it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.access import Shown
from concord_contracts.facts.preparation import IntervieweeLinkEnded, IntervieweeLinkGiven
from concord_contracts.facts.schedule import InterviewBooked
from concord_kernel.testing import Given
from concord_review.interviewee.projection import INTERVIEWEE
from concord_review.preparation.commands import EndLinks, GiveLinks, NewLink
from concord_review.preparation.decide import PREPARATION

from tests.support import forms, story
from tests.support.reviews import REVIEW, THREE, booked, context, released
from tests.support.rows import Keeping
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.support.servers import Cluster
    from tests.support.site import Site
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

prepared = Given(PREPARATION, context())
TODAY = context().at.date()
DIGEST = "d" * 64
WORKER = booked(1).interviewee
GIVEN = IntervieweeLinkGiven(
    review=REVIEW, link="link-1", person=WORKER, digest=DIGEST, until=TODAY + timedelta(days=60)
)
ENDED = IntervieweeLinkEnded(review=REVIEW, link="link-1")


def give(*people: str, until: date = GIVEN.until, link: str = "link-1") -> GiveLinks:
    links = tuple(NewLink(link=link, person=one, digest=DIGEST) for one in people)
    return GiveLinks(review=REVIEW, links=links, until=until)


def test_a_link_is_for_who_is_booked_and_for_a_year_at_most() -> None:
    prepared(booked(1)).when(give(WORKER)).then(GIVEN)
    prepared(booked(1)).when(give("person-9")).then_refused("interviewee.not-interviewed")
    prepared(booked(1)).when(give(WORKER, WORKER)).then_refused("interviewee.not-interviewed")
    for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        late = give(WORKER, until=until)
        prepared(booked(1)).when(late).then_refused("interviewee.link-last-day")


def test_a_new_link_ends_the_one_before_and_an_ended_one_is_not_ended_again() -> None:
    end = EndLinks(review=REVIEW, people=(WORKER,))
    newer = GIVEN.model_copy(update={"link": "link-2"})

    prepared(booked(1), GIVEN).when(give(WORKER, link="link-2")).then(ENDED, newer)
    prepared(booked(1), GIVEN).when(end).then(ENDED)
    prepared(booked(1), GIVEN, ENDED).when(end).then_nothing()


async def test_rows_show_what_was_released_and_who_may_open_it(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    facts = (booked(1, seats=THREE), released(), booked(2), GIVEN, ENDED)
    kept = await Keeping(cluster, "review", INTERVIEWEE, new_agency)(*facts)

    assert [one["session"] for one in kept["booked"]] == ["session-1", "session-2"]
    assert [one["session"] for one in kept["shown"]] == ["session-1"]
    assert [(one["person"], one["ended"]) for one in kept["link"]] == [(WORKER, True)]


async def prepared_story(site: Site) -> Story:
    """A released schedule with a room, a host, and published questions."""
    one = await story.released(site)
    await forms.publish(one)
    site_of = (await one.post("scheduling", "/places", {"name": "County Library"}))["id"]
    room = (await one.post("scheduling", f"/places/{site_of}/rooms", {"name": "Oak Room"}))["id"]
    duty = {"duty": "site-host", "name": "Made Up Host, 555-0100"}
    await one.post("scheduling", f"/places/{site_of}/duties", duty)
    slot = {"team": one.team, "on": "2010-01-25", "starts": "10:15", "room": room}
    await one.post("scheduling", f"/interviews/{one.sessions[0]}/move", slot)
    return one


async def interviewees(one: Story) -> dict[str, str]:
    """Session to who is interviewed."""
    facts = [envelope.fact for envelope in await one.site.history()]
    return {fact.session: fact.interviewee for fact in facts if isinstance(fact, InterviewBooked)}


async def link_of(one: Story, session: int = 0, **more: Any) -> str:
    """A new link to the page of who is interviewed in a session."""
    person = (await interviewees(one))[one.sessions[session]]
    done = await one.post("review", "/preparation/links", {"people": [person]} | more)
    await one.site.read()
    (link,) = done["links"]
    return str(link["address"])


async def opened(one: Story, address: str, language: str = "en") -> httpx2.Response:
    """What somebody without an account is shown."""
    headers = {"Accept": "text/html", "Accept-Language": language}
    return await one.site.visitor(None).ask("GET", address, headers=headers)


SAID = (
    "Monday, January 25, 2010",
    "10:15",
    "at 9:45",
    "Oak Room, County Library",
    "Made Up Host, 555-0100",
    "It is not an audit.",
    "results will not be attributed to individual workers",
    "Synthetic why-not?",
    "nobody is told whether you opened it",
)
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
}


@pytest.mark.proves("PQCR-37", "PQCR-38", "PQCR-59")
async def test_the_page_says_what_when_and_who_sees_what_and_follows_releases_only(
    site: Site,
) -> None:
    one = await prepared_story(site)
    address = await link_of(one)
    before = (await opened(one, address)).text
    assert "9:00" in before
    assert "10:15" not in before
    held = {"team": one.team, "on": "2010-01-26", "minutes": 40, "notes": story.NOTES}
    made(await one.peers[0].post("review", f"{one.where}/sessions/{one.sessions[1]}", held))
    await released_again(one)
    answer = await opened(one, address)

    assert [said for said in SAID if said not in answer.text] == []
    nowhere = (story.NOTES, "Peerless", "SC-0", "PR-0", "Worker ", *one.sessions, *one.cases)
    assert [kept for kept in (*nowhere, one.team) if kept in answer.text] == []
    assert answer.text.count('class="card"') == 1
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "set-cookie" not in answer.headers
    for spanish in (await opened(one, address, "es"), await opened(one, f"{address}?language=es")):
        assert "Se le pide" in spanish.text

    await has_a_calendar(one, address)
    cancelled = f"/interviews/{one.sessions[0]}/cancellation"
    await one.post("scheduling", cancelled, {"because": "unable-to-attend"})
    await released_again(one)
    assert "No interview is set for you" in (await opened(one, address)).text


async def released_again(one: Story) -> None:
    await one.post("scheduling", "/releases")
    await one.site.read()


async def has_a_calendar(one: Story, address: str) -> None:
    file = address.replace("/review/", "/scheduling/") + ".ics"
    calendar = (await opened(one, file)).text
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "DTSTART;TZID=America/Los_Angeles:20100125T101500" in calendar
    assert (await opened(one, file.replace(".link-", ".lank-"))).status_code == 404


async def test_links_are_renewed_ended_and_over_and_every_wrong_one_gets_the_same_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await story.released(site)
    first = await link_of(one)
    second = await link_of(one)
    other = await link_of(one, 1, until=site.now().date().isoformat())
    secret = first.rpartition(".")[2]
    assert secret not in "".join(envelope.data for envelope in await site.history())
    assert "This link has ended" in (await opened(one, first)).text
    assert (await opened(one, second)).status_code == 200

    ends = {"people": list((await interviewees(one)).values())[:1]}
    await one.post("review", "/preparation/links/end", ends)
    await site.read()
    for gone in (second, second.replace("/review/", "/scheduling/") + ".ics"):
        assert (await opened(one, gone)).status_code in {404, 410}
    head = second.rpartition(".")[0]
    wrong = [f"{head}.{'0' * 64}", f"{head.replace('.link-', '.lank-')}.{secret}", first[:-1]]
    wrong += ["/review/interviewee/x", "/review/interviewee/zz-no-where.pqcr-1.link-1." + secret]
    answers = [await opened(one, each) for each in wrong]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {a.text.replace(a.request.url.path, "") for a in answers}
    assert len(bodies) == 1

    assert (await opened(one, other)).status_code == 200
    later = site.now() + timedelta(days=2)
    monkeypatch.setattr("concord_kernel.clock.now", lambda: later)
    assert (await opened(one, other)).status_code == 410


async def test_who_plans_the_week_gives_links_to_all_and_hands_out_their_messages(
    site: Site,
) -> None:
    one = await story.released(site)
    lead = site.enter("lead-1", "site-lead")
    people = sorted((await interviewees(one)).values())
    path = f"{one.where}/preparation/links"
    links = made(await lead.post("review", path, {"people": people}))["links"]

    page = (await lead.page("review", f"{one.where}/preparation")).text
    sheet = (await lead.page("review", f"{one.where}/preparation/messages")).text

    assert page.count("Until ") >= len(people) == 3
    assert "Worker 0 of SC" in page or "of SC" in page
    assert all(f"http://concord.test{each['address']}" in sheet for each in links)
    assert "Concord sends no e-mail" in sheet
    log = await site.house.office("review").ledger.after(site.agency, 0)
    shown = [one.fact for one in log if isinstance(one.fact, Shown)]
    assert [one.action for one in shown if one.person == lead.actor] == ["see-cases"] * 2
    for role in ("reviewer", "co-chair", "observer", "quality-assurance"):
        somebody = site.enter(f"{role}-9", role)
        assert (await somebody.post("review", path, {"people": people})).status_code == 404
        assert (await somebody.page("review", f"{one.where}/preparation")).status_code == 404
    assert "Until" not in (await one.coordinator.page("review", f"{one.where}/cases")).text
