"""Bad input: each is answered in the field's words, nothing is lost and nothing is doubled.

What happens on a device that comes back late is in ``browser/test_kept_drafts.py`` and beside it;
scripts in every field are in ``browser/test_hostile_text.py`` and ``api/test_hostile_fields.py``.
"""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.focus_group import FocusGroupHeld, FocusGroupPlanned
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.report import ReportApproved
from concord_contracts.facts.schedule import InterviewBooked
from concord_contracts.facts.theme import ThemeAgreed
from concord_contracts.facts.tool import AnswersSaved

from tests.support import event_week, forms, story
from tests.support.event_week import FIRST_DAY, hold
from tests.support.forms import TEXT, save, saved, sheet
from tests.support.site import facts, made, refused
from tests.support.tools import question, tool_of

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

TEN_MEGABYTES = 10_000_000
SOON = 10.0
"""Seconds in which a request that is too large is answered, on a busy machine."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ELSEWHERE = tool_of(question("seen"), question("asked-early"))


async def count(site: Site, name: str) -> int:
    return facts(await site.history()).count(name)


async def test_of_two_reviewers_at_one_form_both_have_their_answers_kept_once(site: Site) -> None:
    one = await forms.with_a_form(site)
    first, second = one.peers[:2]
    saved(await save(one, first, {"rating": 2}, why_not=TEXT))

    said = refused(await save(one, second, {"visits": 3}), 412, "command.moved-meanwhile")
    assert said["title"].startswith("Somebody changed this since you read it. Nothing was recorded")
    seen = (await sheet(one, second)).json()
    assert (seen["answers"], seen["texts"], seen["version"]) == (
        {"rating": 2},
        {"why-not": TEXT},
        1,
    )
    saved(await save(one, second, {"visits": 3}, version=1))

    for who in one.peers:
        found = (await sheet(one, who)).json()
        assert found["answers"] == {"rating": 2, "visits": 3}
        assert found["texts"] == {"why-not": TEXT}
    assert await count(site, AnswersSaved.NAME) == 2


async def test_a_tool_published_again_in_mid_week_refuses_what_it_does_not_ask_and_saves_nothing(
    site: Site,
) -> None:
    one = await forms.with_a_form(site)
    saved(await save(one, one.peers[0], {"rating": 2}))
    await forms.publish(one, ELSEWHERE)
    other = one.sessions[1]

    begun = saved(await save(one, one.peers[0], {"visits": 3}, version=1))
    late = await save(one, one.peers[0], {"seen": "yes", "visits": 3}, session=other)

    assert begun["version"] == 2
    told = refused(late, 422, "answers.not-fitting")
    assert told["title"] == "1 answers do not fit their questions. Nothing was saved."
    assert told["errors"][0]["sentence"]
    assert (await sheet(one, one.peers[0], other)).json()["answers"] == {}
    saved(await save(one, one.peers[0], {"asked-early": "no"}, session=other))


async def given_elsewhere(one: story.Story) -> None:
    """The first interview is cancelled, and the schedule goes out without it."""
    path = f"/interviews/{one.sessions[0]}/cancellation"
    await one.post("scheduling", path, {"because": "no-show"})
    await one.post("scheduling", "/releases")


async def test_a_form_whose_interview_was_cancelled_says_so_and_opens_what_its_writer_kept(
    site: Site,
) -> None:
    one = await forms.with_a_form(site)
    writes, path = one.peers[0], f"{forms.where(one)}/draft-key"
    key = (await writes.get("review", path)).json()["key"]
    saved(await save(one, writes, {"rating": 2}, why_not=TEXT))
    await given_elsewhere(one)

    late = await save(one, writes, {"rating": 3}, version=1)

    told = refused(late, 409, "interview.not-booked")
    assert told["title"] == "This interview is not in a released schedule."
    page = await writes.page("review", f"{forms.where(one)}/form")
    assert page.status_code == 200
    assert "This interview is not your team's any more" in page.text
    assert "Synthetic why-not?" in page.text
    assert TEXT not in page.text
    assert (await writes.get("review", path)).json()["key"] == key
    refused(await sheet(one, writes), 404, "door.not-found")
    debrief = f"{forms.where(one)}/debrief"
    assert (await writes.get("review", f"{debrief}/draft-key")).status_code == 200
    assert "Nothing is saved here any more" in (await writes.page("review", f"{debrief}/form")).text
    stranger = await one.invite("Elm Peerless")
    refused(await stranger.get("review", path), 404, "door.not-found")
    assert (await stranger.page("review", f"{forms.where(one)}/form")).status_code == 404
    refused(await stranger.get("review", f"{debrief}/draft-key"), 404, "door.not-found")
    assert await count(site, AnswersSaved.NAME) == 1


async def test_a_reviewer_removed_while_writing_is_told_why_and_what_was_saved_stays(
    site: Site,
) -> None:
    one = await forms.with_a_form(site)
    leaves, stays = one.peers[:2]
    saved(await save(one, leaves, {"rating": 2}, why_not=TEXT))
    path = f"/reviewers/{one.id_of(leaves)}/confidentiality"
    await one.post("review", f"{path}/withdrawal", {"on": "2010-01-26"})

    told = refused(await save(one, leaves, {"visits": 3}, version=1), 409, "answers.signature")

    assert told["title"].startswith("Sign the confidentiality statement first")
    page = await leaves.page("review", f"{forms.where(one)}/form")
    assert (page.status_code, "kept-here" in page.text) == (404, True)
    assert "ask the coordinator" in page.text
    assert (await sheet(one, stays)).json()["texts"] == {"why-not": TEXT}
    await one.post("review", path, {"on": "2010-01-27"})
    saved(await save(one, leaves, {"visits": 3}, version=1))
    assert await count(site, AnswersSaved.NAME) == 2


async def test_a_group_of_13_and_a_theme_of_one_voice_are_refused_in_words_and_record_nothing(
    site: Site,
) -> None:
    one = await story.recorded(site)
    asked = event_week.group(people=13)
    told = refused(
        await one.coordinator.post("review", f"{one.where}/focus-groups", asked),
        409,
        "focus-group.people-most",
    )
    assert told["title"] == (
        "A focus group has at most 12 people, and this one has 13. Make two groups of them."
    )
    group = await event_week.ready(one)
    assert refused(await hold(one.peers[0], group, people=13), 409, "focus-group.people-most")
    alone = await story.propose(one, sessions=one.sessions[:1])
    for peer in one.peers:
        codes = dict.fromkeys(one.sessions, "not-heard") | {one.sessions[0]: "heard"}
        await story.code(one, alone, peer, codes)
    await story.reveal(one, alone)

    path = f"{one.where}/themes/{alone}/agreement"
    reason = {"overrides": [{"rule": "theme.voices", "reason": "It is so important."}]}
    for body in ({}, reason):
        told = refused(await one.peers[0].post("review", path, body), 409, "theme.voices")
        assert told["title"].endswith("it needs 3. One voice alone is never a theme.")
        assert told["overridable"] is False
    assert await count(site, FocusGroupPlanned.NAME) == 1
    assert await count(site, FocusGroupHeld.NAME) == await count(site, ThemeAgreed.NAME) == 0
    made(await hold(one.peers[0], group, people=12))


async def test_a_report_approved_by_the_wrong_person_is_refused_and_it_is_said_who_may(
    site: Site,
) -> None:
    one = await story.recorded(site)
    await forms.publish(one)
    await site.read()
    await one.post("reporting", "/report/versions")
    path = f"{one.where}/report/versions/1/approval"
    director = site.enter("manager-1", "manager")
    named = {"person": director.actor, "name": "Ada Madeup"}
    await one.post("reporting", "/report/director", named)
    others: dict[str, Visitor] = {
        "coordinator": one.coordinator,
        "co-chair": site.enter("co-chair-1", "co-chair"),
        "manager": site.enter("manager-2", "manager"),
        "consultant": site.enter("consultant-1", "consultant", home="ca-cdss"),
        "reviewer": one.peers[0],
    }

    for role, who in others.items():
        answer = await who.post("reporting", path)
        assert answer.status_code in {404, 409}, role
        if answer.status_code == 409:
            told = refused(answer, 409, "report.not-the-director")
            assert told["title"].startswith("Only the director approves the report")
    assert await count(site, ReportApproved.NAME) == 0
    assert refused(await director.post("reporting", path), 409, "report.returned-before-approval")


async def at_a_change_of_the_clocks(site: Site, first: str, last: str) -> story.Story:
    """A team, and an event week in which the clocks change on its last day, a Sunday."""
    one = await (await story.drawn(site)).form_team()
    week = {"first_day": first, "last_day": last}
    rules = ("onsite.most-days", "onsite.work-days", "onsite.days-most", "onsite.days")
    over = [{"rule": rule, "reason": "The weekend is the subject."} for rule in rules]
    await one.post("scheduling", "/event-week", week | {"overrides": over})
    return one


async def book(one: story.Story, nth: int, on: str, starts: str, **more: Any) -> httpx2.Response:
    body = one.booking(nth, on=on, starts=starts) | more
    return await one.coordinator.post("scheduling", f"{one.where}/interviews", body)


@pytest.mark.parametrize(
    ("first", "sunday", "meets", "apart"),
    [
        ("2010-03-10", "2010-03-14", "03:00", "03:30"),  # 02:00 is 03:00: sixty minutes from 01:30
        ("2010-11-03", "2010-11-07", "01:00", "01:30"),  # the hour from 01:00 comes twice
    ],
)
async def test_around_a_change_of_the_clocks_interviews_meet_as_time_really_passes(
    site: Site, first: str, sunday: str, meets: str, apart: str
) -> None:
    one = await at_a_change_of_the_clocks(site, first, sunday)
    early = "01:30" if sunday == "2010-03-14" else "00:30"
    made(await book(one, 0, sunday, early))

    told = refused(await book(one, 1, sunday, meets), 409, "interview.double-booked")

    assert told["title"].startswith(f"Booked already at that time, from {early}: ")
    made(await book(one, 1, sunday, apart))
    if sunday == "2010-03-14":
        gone = refused(await book(one, 2, sunday, "02:30"), 409, "interview.no-such-time")
        assert gone["title"].startswith("The clocks go forward that day")
    assert await count(site, InterviewBooked.NAME) == 2


NAMED = "Alder Peerless asks relatives in SC-000001."


async def test_names_in_a_point_a_summary_a_practice_or_a_plan_are_found_by_field_and_words(
    site: Site,
) -> None:
    one = await story.recorded(site)
    await site.read()
    point = {"day": FIRST_DAY, "heading": "training-needs", "kind": "finding"}
    board, host = f"{one.where}/debriefs", one.coordinator
    where: list[tuple[Visitor, str, str, dict[str, Any]]] = [
        (one.peers[0], f"{board}/points", "text", point),
        (one.peers[0], f"{board}/days/{FIRST_DAY}/summary", "summary", {}),
        (
            one.peers[0],
            f"{board}/days/{FIRST_DAY}/consensus",
            "dissent",
            {"parties": event_week.BOTH},
        ),
        (one.peers[0], f"{one.where}/practices", "text", {}),
        (host, f"{one.where}/focus-groups", "questions", event_week.group()),
    ]
    before = facts(await site.history())

    for who, path, field, body in where:
        hard = await who.post("review", path, body | {field: NAMED})
        told = refused(hard, 409, "text.identifiers")
        found = [(NAMED[each["start"] : each["end"]], each["pointer"]) for each in told["errors"]]
        assert ("SC-000001", f"/body/{field}") in found
        soft = await who.post("review", path, body | {field: "As Alder Peerless said."})
        (place,) = refused(soft, 409, "text.names")["errors"]
        assert "As Alder Peerless said."[place["start"] : place["end"]] == "Alder Peerless"
        assert "Peerless" not in hard.text + soft.text
    assert facts(await site.history()) == before

    reason = {"overrides": [{"rule": "text.names", "reason": "She agreed."}]}
    thanks = {"text": "Thanks to Alder Peerless."} | reason
    made(await one.peers[0].post("review", f"{board}/points", point | thanks))
    assert facts(await site.history())[-2] == RuleOverridden.NAME


async def test_a_case_number_in_what_is_agreed_is_found_and_a_name_belongs_there(
    site: Site,
) -> None:
    one = await story.drawn(site)
    numbers = [f"SC-{nth:06}" for nth in range(12)]
    path, plain = f"{one.where}/agreements/research", "Ask Ann Lee at 916-555-0100 in FY2010."
    said = f"{plain} Leave out {', '.join(numbers)}."

    told = refused(await one.coordinator.post("review", path, {"text": said}), 409, TOLD)

    found = {said[each["start"] : each["end"]] for each in told["errors"]}
    assert len(found) >= 4
    assert found <= set(numbers)
    made(await one.coordinator.post("review", path, {"text": plain}))


TOLD = "text.identifiers"
DEEP = b'{"statement": ' + b"[" * 400_000 + b"]" * 400_000 + b"}"
BROKEN = b'{"statement": "relatives'


async def test_what_is_too_large_or_too_deep_is_answered_soon_and_in_a_sentence(site: Site) -> None:
    one = await story.recorded(site)
    who, path = one.peers[0], f"{one.where}/themes"
    refused(await who.post("review", path), 422, "request.not-valid")  # what is gathered once, is
    before = facts(await site.history())
    json = {"Content-Type": "application/json"}
    huge = one.theme(statement="relatives " * (TEN_MEGABYTES // 10))
    asked: list[tuple[str, dict[str, Any], int]] = [
        ("ten megabytes", {"json": huge}, 413),
        ("nested", {"content": DEEP, "headers": json}, 400),
        ("cut off", {"content": BROKEN, "headers": json}, 422),
        ("long names", {"json": {"x" * 900_000: "y"}}, 422),
        ("many names", {"json": {f"n-{nth}": nth for nth in range(50_000)}}, 422),
        ("a long id", {"json": one.theme(sessions=["session-" + "a" * 900_000])}, 422),
        ("many ids", {"json": one.theme(sessions=["session-a"] * 60_000)}, 422),
        ("a long key", {"json": one.theme(), "headers": {"Idempotency-Key": "k" * 100_000}}, 400),
        ("a long tag", {"json": one.theme(), "headers": {"If-Match": '"' + "1" * 100_000}}, 400),
    ]

    for what, more, status in asked:
        began = time.monotonic()
        answer = await who.api("POST", "review", path, **more)
        assert time.monotonic() - began < SOON, what
        assert answer.status_code == status, (what, answer.text[:300])
        assert answer.json()["title"].endswith("."), what
        assert len(answer.content) < 100_000, what
    assert facts(await site.history()) == before


def folded(megabytes: int) -> bytes:
    """A workbook of little bytes whose sheet unfolds to many."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * 1_000_000)
    return made.getvalue()


async def test_a_file_that_is_too_large_folded_or_in_one_cell_is_answered_in_a_sentence(
    site: Site,
) -> None:
    one = await story.opened(site)
    path = f"{one.where}/frame"
    cell = "A" * TEN_MEGABYTES
    row = f"SC-1,child-welfare,{cell},2009-06-01\n"
    files = [
        ("text/csv", (story.HEADER + row).encode(), "frame.cannot-be-read"),
        ("text/csv", story.HEADER.encode() + b'"' + cell.encode(), "frame.cannot-be-read"),
        ("application/x-ndjson", b'{"worker": "' + cell.encode() + b'"}', "frame.cannot-be-read"),
        ("application/x-ndjson", b"[" * TEN_MEGABYTES, "frame.cannot-be-read"),
        (XLSX, folded(450), "frame.cannot-be-read"),
    ]

    for kind, content, rule in files:
        headers = {"Content-Type": kind}
        began = time.monotonic()
        answer = await one.coordinator.api("POST", "review", path, content=content, headers=headers)
        assert time.monotonic() - began < SOON
        told = refused(answer, 422, rule)
        assert all(each["sentence"] for each in told["errors"])
        assert "AAAA" not in answer.text
    made(await one.send_frame(story.FRAME))
