"""Recording an interview and reading its notes back: only the team that took them, and recorded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.vault import TextRead
from concord_kernel import clock

from tests.support import leading, story
from tests.support.reviews import PEER
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

DAY = {"on": "2010-01-20"}


async def notes(one: story.Story, who: Visitor, session: str = "") -> httpx2.Response:
    where = session or one.sessions[0]
    return await who.get("review", f"{one.where}/sessions/{where}/notes")


async def test_an_interview_is_recorded_with_its_notes_in_the_vault(site: Site) -> None:
    one = await story.released(site)
    path = f"{one.where}/sessions/{one.sessions[0]}"

    made(await one.peers[2].post("review", path, one.interview()))

    envelope = (await site.history())[-1]
    fact = envelope.fact
    assert isinstance(fact, InterviewRecorded)
    assert envelope.actor == one.id_of(one.peers[2])
    assert (fact.session, fact.case, fact.minutes) == (one.sessions[0], one.cases[0], 45)
    assert (fact.notes.kind, fact.team) == ("raw", one.team)
    assert "six weeks" not in envelope.data


async def test_a_recording_sent_twice_under_one_key_is_recorded_once(site: Site) -> None:
    one, key = await story.released(site), str(clock.new_command_id())
    path = f"{one.where}/sessions/{one.sessions[0]}"

    first = made(await one.peers[2].post("review", path, one.interview(), key=key))
    again = made(await one.peers[2].post("review", path, one.interview(), key=key))
    other = await one.peers[2].post("review", path, one.interview(notes="Else."), key=key)

    assert again == first | {"repeated": True}
    refused(other, 422, "command.id-used-for-another")
    assert facts(await site.history()).count(InterviewRecorded.NAME) == 1


async def test_an_interview_is_recorded_once(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/sessions/{one.sessions[0]}"

    answer = await one.peers[2].post("review", path, one.interview())

    refused(answer, 409, "interview.already-recorded")


async def test_somebody_outside_the_team_records_nothing(site: Site) -> None:
    one = await story.released(site)
    stranger = await one.invite("Elm Peerless")
    path = f"{one.where}/sessions/{one.sessions[0]}"

    refused(await stranger.post("review", path, one.interview()), 409, "interview.another-team")


async def test_each_member_of_the_team_reads_its_notes_and_each_reading_is_recorded(
    site: Site,
) -> None:
    one = await story.recorded(site)

    for peer in one.peers:
        answer = await notes(one, peer)
        assert (answer.status_code, answer.text) == (200, story.NOTES)
        assert answer.headers["cache-control"] == "no-store"

    readings = [e.fact for e in await site.history() if e.name == TextRead.NAME]
    assert [fact.model_dump() for fact in readings] == [
        {
            "text": readings[0].model_dump()["text"],
            "about": one.sessions[0],
            "reader": one.id_of(peer),
            "home": PEER,
            "purpose": "debrief",
        }
        for peer in one.peers
    ]


async def test_readings_at_the_same_moment_are_all_recorded(site: Site) -> None:
    one = await story.recorded(site)

    answers = await asyncio.gather(*(notes(one, one.peers[n % 3]) for n in range(9)))

    assert {answer.text for answer in answers} == {story.NOTES}
    assert facts(await site.history()).count(TextRead.NAME) == 9


async def test_nobody_else_reads_notes_nor_learns_that_there_are_any(site: Site) -> None:
    one = await story.recorded(site)
    other_team = await one.invite("Elm Peerless")
    before = len(await site.history())
    nobody = [
        other_team,
        one.coordinator,
        site.enter("consultant-1", "consultant", home="ca-cdss"),
        site.enter("auditor-1", "auditor", home="ca-cdss"),
        site.enter("reviewer-none", "reviewer", home=PEER),
    ]

    answers = [await notes(one, who) for who in nobody]
    answers += [await notes(one, who, "session-none") for who in (*nobody, one.peers[0])]

    for answer in answers:
        refused(answer, 404, "door.not-found")
        assert "six weeks" not in answer.text
    assert len({answer.content for answer in answers}) == 1
    assert len(await site.history()) == before


async def test_a_member_of_the_host_county_never_reads_notes(site: Site) -> None:
    one = await story.drawn(site)
    members = []
    for name, home, role in (
        ("Alder", PEER, "interviewer"),
        ("Birch Hosted", site.agency, "timekeeper"),
        ("Cedar", PEER, "recorder"),
    ):
        one.peers.append(await one.invite(name, home))
        members.append({"reviewer": one.id_of(one.peers[-1]), "roles": [role]})
    await leading.let_host_staff_sit(one, one.id_of(one.peers[1]))
    one.team = (await one.post("review", "/teams", {"members": members}))["id"]
    await (await (await (await one.set_week()).book(1)).release()).record()
    before = len(await site.history())

    hosted = await notes(one, one.peers[1])

    refused(hosted, 404, "door.not-found")
    assert len(await site.history()) == before
    assert (await notes(one, one.peers[0])).text == story.NOTES


async def test_who_withdrew_the_signature_reads_no_notes_any_more(site: Site) -> None:
    one = await story.recorded(site)
    assert (await notes(one, one.peers[0])).status_code == 200
    path = f"{one.where}/reviewers/{one.id_of(one.peers[0])}/confidentiality"

    made(await one.peers[0].post("review", f"{path}/withdrawal", DAY))

    refused(await notes(one, one.peers[0]), 404, "door.not-found")
    assert (await notes(one, one.peers[1])).status_code == 200
    made(await one.peers[0].post("review", path, DAY))
    assert (await notes(one, one.peers[0])).status_code == 200


async def test_notes_are_found_under_their_own_review_only(site: Site) -> None:
    one = await story.recorded(site)
    other = await story.opened(site)

    answer = await one.peers[0].get("review", f"{other.where}/sessions/{one.sessions[0]}/notes")

    refused(answer, 404, "door.not-found")


async def test_notes_stand_in_no_row_and_on_no_page(site: Site) -> None:
    one = await story.recorded(site)
    await one.agree()
    await site.read()

    for who in (one.coordinator, one.peers[0]):
        for path in ("", "/cases", "/teams", "/themes", "/interviews"):
            assert "six weeks" not in (await who.page("review", one.where + path)).text
            assert "six weeks" not in (await who.get("review", one.where + path)).text
    assert "six weeks" not in "".join(e.data for e in await site.history())


async def test_empty_notes_are_no_notes(site: Site) -> None:
    one = await story.released(site)
    path = f"{one.where}/sessions/{one.sessions[0]}"

    answer = await one.peers[2].post("review", path, one.interview(notes="   "))

    said = refused(answer, 422, "request.not-valid")
    (error,) = said["errors"]
    assert (error["pointer"], error["rule"]) == ("/body/notes", "text.empty")


async def test_what_was_typed_comes_back_letter_by_letter(site: Site) -> None:
    one = await story.released(site)
    typed = "Line one.\r\n\tLine «two» <b>&amp;</b> 李 🙂\n" + "long " * 15_000
    path = f"{one.where}/sessions/{one.sessions[0]}"

    made(await one.peers[2].post("review", path, one.interview(notes=typed)))

    answer = await notes(one, one.peers[0])
    assert answer.content.decode() == typed
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
