"""Answering over HTTP: saved on a version, once, by the team; typed answers in the vault only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved
from concord_contracts.facts.vault import TextRead
from concord_kernel import clock

from tests.support import forms, leading, story
from tests.support.forms import TEXT, complete, save, saved, sheet
from tests.support.reviews import PEER
from tests.support.site import made, refused
from tests.support.tools import SYNTHETIC, said

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

ALL: dict[str, Any] = {
    "seen": "no",
    "who": ["child", "parent"],
    "where": "home",
    "rating": 2,
    "visits": 0,
    "planned": "2010-01-29",
}


async def names(site: Site) -> list[str]:
    return [envelope.name for envelope in await site.history()]


async def test_answers_are_saved_as_codes_and_typed_ones_by_reference(site: Site) -> None:
    one = await forms.with_a_form(site)

    answer = saved(await save(one, one.peers[0], ALL, why_not=TEXT))

    envelope = (await site.history())[-1]
    fact = envelope.fact
    assert isinstance(fact, AnswersSaved)
    assert (answer["version"], envelope.version, envelope.actor) == (1, 1, one.id_of(one.peers[0]))
    assert {each.question: each.codes for each in fact.chosen} == {
        "seen": ("no",),
        "who": ("child", "parent"),
        "where": ("home",),
    }
    assert {each.question: each.number for each in fact.numbers} == {"rating": 2, "visits": 0}
    assert [(each.question, each.text.kind) for each in fact.texts] == [("why-not", "raw")]
    assert "January" not in "".join(each.data for each in await site.history())


async def test_only_what_changed_is_sent_and_what_stands_stays(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], ALL, why_not=TEXT))
    saved(await save(one, one.peers[1], {"rating": 5, "where": None, "why-not": None}, version=1))

    found = (await sheet(one, one.peers[2])).json()

    assert found["answers"] == {key: ALL[key] for key in ALL if key != "where"} | {"rating": 5}
    assert (found["version"], found["texts"], found["complete"]) == (2, {}, False)
    assert found["unanswered"] == ["why-not"]


async def test_a_save_names_the_version_it_was_made_on(site: Site) -> None:
    one = await forms.with_a_form(site)

    answer = await save(one, one.peers[0], {"seen": "yes"}, version=None)

    refused(answer, 428, "answers.name-the-version")
    refused(await save(one, one.peers[0], {"seen": "yes"}, version="*"), 400, "request.not-an-etag")


async def test_whoever_comes_second_is_told_where_the_form_stands_now(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))

    answer = await save(one, one.peers[1], {"rating": 5})

    refused(answer, 412, "command.moved-meanwhile")
    assert answer.headers["etag"] == '"1"'
    assert (await sheet(one, one.peers[1])).json()["answers"] == {"rating": 2}


async def test_of_two_saves_at_the_same_moment_one_is_taken(site: Site) -> None:
    one = await forms.with_a_form(site)

    answers = await asyncio.gather(
        *(save(one, peer, {"visits": nth}) for nth, peer in enumerate(one.peers))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert (await names(site)).count(AnswersSaved.NAME) == 1


async def test_a_save_whose_answer_was_lost_is_sent_again_and_counts_once(site: Site) -> None:
    one, key = await forms.with_a_form(site), str(clock.new_command_id())

    first = saved(await save(one, one.peers[0], {"rating": 2}, key=key, why_not=TEXT))
    saved(await save(one, one.peers[1], {"rating": 3}, version=1))
    again = saved(await save(one, one.peers[0], {"rating": 2}, key=key, why_not=TEXT))
    other = await save(one, one.peers[0], {"rating": 2}, key=key, why_not="Else.")

    assert again == first | {"repeated": True}
    refused(other, 422, "command.id-used-for-another")
    assert (await names(site)).count(AnswersSaved.NAME) == 2
    assert (await sheet(one, one.peers[0])).json()["answers"] == {"rating": 3}


async def test_what_stands_already_is_not_recorded_again(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))

    again = saved(await save(one, one.peers[0], {"rating": 2}, version=1))

    assert again["version"] == 1
    assert (await names(site)).count(AnswersSaved.NAME) == 1


async def test_answers_that_do_not_fit_are_refused_whole_and_by_their_place(site: Site) -> None:
    one = await forms.with_a_form(site)
    wrong = {"seen": "maybe", "rating": 7, "made-up": 1, "planned": "soon", "notes": "typed"}

    answer = await save(one, one.peers[0], {**wrong, "visits": 3}, rating=TEXT, invented=TEXT)

    told = refused(answer, 422, "answers.not-fitting")
    assert [(one["pointer"], one["rule"]) for one in told["errors"]] == [
        ("/body/answers/seen", "answer.not-a-choice"),
        ("/body/answers/rating", "answer.not-within"),
        ("/body/answers/*", "answer.unknown-question"),
        ("/body/answers/planned", "answer.not-a-day"),
        ("/body/answers/notes", "answer.is-typed"),
        ("/body/texts/rating", "answer.not-typed"),
        ("/body/texts/*", "answer.not-typed"),
    ]
    for typed in ("January", "maybe", "soon", "made-up", "invented"):
        assert typed not in answer.text
    assert AnswersSaved.NAME not in await names(site)


@pytest.mark.parametrize(
    "body",
    [
        {"texts": {"why-not": ""}},
        {"texts": {"why-not": [TEXT]}},
        {"texts": TEXT},
        {"texts": {TEXT: TEXT}},
        {"answers": {TEXT: TEXT}},
        {"answers": {"seen": {"said": TEXT}}},
        {"answers": {"seen": [TEXT]}},
        {"answers": {"seen": TEXT * 3}},
        {TEXT: TEXT},
        [TEXT],
    ],
    ids=map(str, range(10)),
)
async def test_a_body_that_cannot_be_read_is_not_repeated(site: Site, body: Any) -> None:
    one = await forms.with_a_form(site)
    path = f"{forms.where(one)}/answers"

    answer = await one.peers[0].api("PUT", "review", path, json=body, headers={"If-Match": '"0"'})

    refused(answer, 422, "request.not-valid")
    assert "January" not in answer.text


async def test_nobody_else_saves_finishes_or_sees_a_form(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}, notes=TEXT))
    stranger = await one.invite("Elm Peerless")
    before = await names(site)

    refused(await save(one, stranger, {"rating": 3}, version=1), 409, "answers.another-team")
    refused(await complete(one, stranger), 409, "answers.another-team")
    for who in (stranger, one.coordinator, site.enter("auditor-1", "auditor", home="ca-cdss")):
        refused(await sheet(one, who), 404, "door.not-found")
        draft = await who.get("review", f"{forms.where(one)}/draft-key")
        refused(draft, 404, "door.not-found")
        page = await who.page("review", f"{forms.where(one)}/form")
        assert (page.status_code, "January" in page.text) == (404, False)
    assert await names(site) == before


async def test_who_withdrew_the_signature_sees_and_saves_nothing_any_more(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))
    path = f"{one.where}/reviewers/{one.id_of(one.peers[0])}/confidentiality/withdrawal"

    made(await one.peers[0].post("review", path, {"on": "2010-01-12"}))

    refused(await sheet(one, one.peers[0]), 404, "door.not-found")
    refused(await save(one, one.peers[0], {"rating": 3}, version=1), 409, "answers.signature")
    assert (await sheet(one, one.peers[1])).status_code == 200


@pytest.mark.proves("PQCR-85", "DISC-12")
async def test_a_member_of_the_host_never_reads_a_form_that_is_in_anothers_custody(
    site: Site,
) -> None:
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
    await (await (await one.set_week()).book(1)).release()
    await forms.publish(one)
    saved(await save(one, one.peers[0], {"rating": 2}, notes=TEXT))

    refused(await sheet(one, one.peers[1]), 404, "door.not-found")
    assert TextRead.NAME not in await names(site)
    assert (await sheet(one, one.peers[2])).json()["texts"] == {"notes": TEXT}


async def test_each_reading_of_a_typed_answer_is_recorded_before_it_is_shown(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"seen": "no"}, why_not=TEXT))

    found = await sheet(one, one.peers[1])

    assert found.json()["texts"] == {"why-not": TEXT}
    assert found.headers["cache-control"] == "no-store"
    read = (await site.history())[-1].fact
    assert isinstance(read, TextRead)
    assert (read.reader, read.about, read.purpose) == (
        one.id_of(one.peers[1]),
        one.sessions[0],
        "answering",
    )


async def test_a_form_without_typed_answers_is_read_without_a_reading(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], ALL))
    before = await names(site)

    found = await sheet(one, one.peers[1])
    same = await one.peers[1].api(
        "GET",
        "review",
        f"{forms.where(one)}/answers",
        headers={"If-None-Match": found.headers["etag"]},
    )

    assert found.json()["answers"] == ALL
    assert same.status_code == 304
    assert await names(site) == before


async def test_a_save_takes_the_tag_that_was_read(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))
    etag = (await sheet(one, one.peers[1])).headers["etag"]

    assert saved(await save(one, one.peers[1], {"rating": 4}, version=etag))["version"] == 2


async def test_a_form_is_finished_only_when_everything_required_is_answered(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"seen": "no"}))

    told = refused(await complete(one, one.peers[0]), 409, "answers.unanswered")
    assert told["facts"] == {"questions": ["why-not", "rating"]}

    saved(await save(one, one.peers[0], {"rating": 5}, version=1, why_not=TEXT))
    done = made(await complete(one, one.peers[0]))
    assert done["version"] == 3
    assert (await site.history())[-1].name == AnswersCompleted.NAME
    assert (await sheet(one, one.peers[1])).json()["complete"]


async def test_a_form_that_began_keeps_its_questions_when_others_are_published(site: Site) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))
    await forms.publish(one, SYNTHETIC | {"id": "another", "title": said("Another")})

    assert (await sheet(one, one.peers[0])).json()["tool"] == "synthetic-interview"
    assert (await sheet(one, one.peers[0], one.sessions[1])).json()["tool"] == "another"


async def test_without_a_tool_there_is_nothing_to_fill_in_and_the_page_says_so(site: Site) -> None:
    one = await story.released(site)

    refused(await save(one, one.peers[0], {"rating": 2}), 409, "answers.no-tool")
    refused(await sheet(one, one.peers[0]), 404, "door.not-found")
    page = await one.peers[0].page("review", f"{forms.where(one)}/form")
    assert (page.status_code, "coordinator" in page.text) == (200, True)


async def test_a_session_that_nobody_booked_has_no_form(site: Site) -> None:
    one = await forms.with_a_form(site)

    refused(await sheet(one, one.peers[0], "session-none"), 404, "door.not-found")
    answer = await save(one, one.peers[0], {"rating": 2}, session="session-none")
    refused(answer, 409, "interview.not-booked")


async def test_a_drafts_key_is_one_persons_for_one_form(site: Site) -> None:
    one = await forms.with_a_form(site)

    async def key(who: int, session: int) -> str:
        path = f"{forms.where(one, one.sessions[session])}/draft-key"
        found = (await one.peers[who].get("review", path)).json()
        assert found["hours"] == 72
        return str(found["key"])

    keys = [await key(who, session) for who in (0, 1) for session in (0, 1)]

    assert len(set(keys)) == 4
    assert await key(0, 0) == keys[0]
