"""Debriefs: an interview's own, a day's board, the day in writing; nothing of it for the host."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.debrief import DayAgreed, PointNoted, ProcessProblemRaised
from concord_contracts.facts.planning import RuleOverridden

from tests.support import event_week, story
from tests.support.event_week import (
    FIRST_DAY,
    WORDS,
    agree,
    consultant,
    debriefed,
    pointed,
    save,
)
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.mark.proves("PQCR-64", "PQCR-71")
async def test_a_team_debriefs_its_interview_by_the_reports_headings_and_nobody_else_reads_it(
    site: Site,
) -> None:
    one = await story.released(site)
    path = f"{one.where}/sessions/{one.sessions[0]}/debrief"

    page = (await one.peers[0].page("review", f"{path}/form")).text
    refused(await one.peers[0].post("review", f"{path}/completion"), 409, "debrief.empty")
    refused(await save(one.peers[0], path, lungs=WORDS), 409, "debrief.unknown-heading")
    saved = await save(one.peers[0], path, documentation=WORDS, process="The room was cold.")
    made(await one.peers[1].post("review", f"{path}/completion"))

    assert saved.status_code == 200, saved.text
    assert page.count('data-question="') == 7 + 1
    assert "Policy and Systemic Issues" in page
    read = (await one.peers[2].get("review", path)).json()
    assert (read["complete"], read["texts"]["documentation"]) == (True, WORDS)
    stranger = await one.invite("Dogwood Peerless")
    for who in (one.coordinator, stranger, consultant(one)):
        assert (await who.get("review", path)).status_code == 404
    refused(await save(stranger, path, 2, documentation="Mine."), 409, "debrief.another-team")
    assert "Heron" not in "".join(envelope.data for envelope in await site.history())


@pytest.mark.proves("PQCR-53", "PQCR-65")
async def test_the_host_and_whoever_has_not_signed_see_no_debrief_and_none_of_its_counts(
    site: Site,
) -> None:
    one = await story.recorded(site)
    await debriefed(one)
    await pointed(one)
    unsigned = await one.invite("Elder Peerless", signs=False)
    host = [one.coordinator, *(site.enter(f"{role}-1", role) for role in ("co-chair", "manager"))]
    helper = site.enter("helper-1", "reviewer")
    await site.read()

    for who in (*host, helper, unsigned):
        for path in ("/debriefs", "/debriefs/final"):
            assert (await who.page("review", one.where + path)).status_code == 404
        answer = await who.get("review", f"{one.where}/debriefs/days/{FIRST_DAY}")
        refused(answer, 404, "door.not-found")
    refused(
        await helper.post(
            "review", f"{one.where}/debriefs/problems", {"day": FIRST_DAY, "text": "x"}
        ),
        404,
        "door.not-found",
    )
    seen = (await helper.page("review", f"{one.where}/today", day=FIRST_DAY)).text
    assert "ebrief" not in seen.partition("<main")[2]
    assert "Nothing is scheduled" in seen or "No interview" in seen
    for who in (one.peers[0], consultant(one)):
        assert (
            "Relatives are asked late"
            in (await who.page("review", f"{one.where}/debriefs", day=FIRST_DAY)).text
        )


@pytest.mark.proves("PQCR-64", "PQCR-66", "PQCR-71", "PQCR-124", "PQCR-125", "PQCR-145")
async def test_a_day_is_agreed_by_both_sides_when_its_tools_are_gathered_and_then_written_down(
    site: Site,
) -> None:
    one = await story.recorded(site)
    where = f"{one.where}/debriefs"
    refused(await agree(one), 409, "debrief.nothing-noted")
    point = await pointed(one)
    problem = {"day": FIRST_DAY, "text": "The rooms were not open."}
    made(await one.peers[1].post("review", f"{where}/problems", problem))

    refused(await agree(one, parties=["interview-team"]), 409, "debrief.consensus-of")
    refused(await agree(one, parties=[*event_week.BOTH, "press"]), 409, "debrief.daily-attendance")
    present = await agree(one, supervisor_present=True)
    refused(present, 409, "debrief.supervises-interviewee")
    refused(await agree(one), 409, "debrief.tools-gathered")
    await debriefed(one)
    assert refused(await agree(one), 409, "debrief.facilitator-named")["overridable"]
    reason = {"rule": "debrief.facilitator-named", "reason": "We take turns."}
    summary = {"summary": "Relatives are asked late."}
    path = f"{where}/days/{FIRST_DAY}/summary"
    refused(await one.peers[0].post("review", path, summary), 409, "debrief.agree-first")
    made(await agree(one, overrides=[reason], dissent="One of us doubts it."))
    made(await one.peers[0].post("review", path, summary))

    told = [one.fact for one in await site.history()]
    (day,) = [fact for fact in told if isinstance(fact, DayAgreed)]
    assert (day.points, day.parties) == ((point,), tuple(event_week.BOTH))
    assert RuleOverridden.NAME in facts(await site.history())
    await site.read()
    board = (await one.peers[2].get("review", f"{where}/days/{FIRST_DAY}")).json()
    assert (board["agreed"], board["summary"]) == (True, "Relatives are asked late.")
    assert [one["said"] for one in board["points"]] == ["Relatives are asked late."]
    assert [one["said"] for one in board["problems"]] == ["The rooms were not open."]
    withdrawn = await one.peers[0].post("review", f"{where}/points/{point}/withdrawal")
    refused(withdrawn, 409, "debrief.point-agreed")


async def test_what_many_put_on_the_board_at_once_stands_there_and_one_point_can_be_taken_off(
    site: Site,
) -> None:
    one = await story.recorded(site)

    points = await asyncio.gather(*(pointed(one, who=nth % 3) for nth in range(6)))
    await one.peers[0].post("review", f"{one.where}/debriefs/points/{points[0]}/withdrawal")
    await site.read()

    path = f"{one.where}/debriefs/days/{FIRST_DAY}"
    board = (await one.peers[1].get("review", path)).json()
    assert {found["point"] for found in board["points"]} == set(points[1:])
    named = facts(await site.history())
    assert (named.count(PointNoted.NAME), named.count(ProcessProblemRaised.NAME)) == (6, 0)


async def test_a_reviewer_whose_statement_was_withdrawn_writes_nothing_more_and_is_told_why(
    site: Site,
) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/sessions/{one.sessions[0]}/debrief"
    assert (await save(one.peers[0], path, documentation=WORDS)).status_code == 200
    gone = f"/reviewers/{one.peers[0].actor}/confidentiality/withdrawal"
    await one.post("review", gone, {"on": "2010-01-26"})

    said = refused(await save(one.peers[0], path, 1, documentation="More."), 409, NOT_SIGNED)

    assert said["title"] == "Your statement of confidentiality does not stand; sign it first."
    assert (await one.peers[1].get("review", path)).json()["texts"] == {"documentation": WORDS}
    body = {"day": FIRST_DAY, "heading": "training-needs", "kind": "finding", "text": "More."}
    answer = await one.peers[0].post("review", f"{one.where}/debriefs/points", body)
    refused(answer, 409, NOT_SIGNED)


NOT_SIGNED = "debrief.not-signed"
