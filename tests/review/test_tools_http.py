"""Publishing a tool over HTTP: who may, what is recorded, where a tool is faulty."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.tool import ToolPublished

from tests.support import forms, story
from tests.support.reviews import PQCR
from tests.support.site import made, refused
from tests.support.tools import SYNTHETIC, question, tool, tool_of

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.mark.proves("PQCR-35")
async def test_a_coordinator_publishes_a_tool_and_only_its_content_is_recorded(site: Site) -> None:
    one = await story.opened(site)

    assert await forms.publish(one) == "synthetic-interview"

    envelope = (await site.history())[-1]
    assert envelope.fact == ToolPublished(
        review=one.review, tool="synthetic-interview", digest=tool().digest(), questions=8
    )
    kept = await site.house.office("review").ledger.edition(tool().digest())
    assert kept == tool().canonical()
    assert "Synthetic seen?" not in envelope.data


async def test_a_tool_that_is_published_twice_is_recorded_once(site: Site) -> None:
    one = await story.opened(site)

    await forms.publish(one)
    await forms.step(one, "publication")

    names = [envelope.name for envelope in await site.history()]
    assert names.count(ToolPublished.NAME) == 1


async def test_nobody_but_the_coordinator_publishes(site: Site) -> None:
    one = await story.opened(site)

    for role in ("reviewer", "co-chair", "observer", "auditor", "consultant"):
        who = site.enter(f"{role}-1", role)
        refused(await who.post("review", f"{one.where}/tools", SYNTHETIC), 404, "door.not-found")


async def test_a_faulty_tool_is_refused_with_every_place_and_a_sentence(site: Site) -> None:
    one = await story.opened(site)
    written = tool_of(
        question("a", show_if={"answered": "b"}), question("b", "choice"), question("c", "riddle")
    )
    path = f"{one.where}/tools"

    first = refused(await one.coordinator.post("review", path, written), 422, "request.not-valid")
    written["sections"][0]["questions"].pop()
    then = refused(await one.coordinator.post("review", path, written), 422, "request.not-valid")

    assert [place["pointer"] for place in first["errors"]] == ["/body/sections/0/questions/2/kind"]
    assert then["errors"] == [
        {
            "pointer": "/body/sections/0/questions/0/show_if/*",
            "rule": "tool.later-question",
            "sentence": "A condition may only ask for questions before it.",
        },
        {
            "pointer": "/body/sections/0/questions/1/choices",
            "rule": "tool.missing",
            "sentence": "This kind of question needs this field.",
        },
    ]


async def test_made_up_questions_are_refused_in_a_real_review(site: Site) -> None:
    one = story.Story(site)
    opening = {"edition": PQCR, "synthetic": False}
    one.review = (await one.coordinator.post("review", "", opening)).json()["id"]
    real = deepcopy(SYNTHETIC) | {"synthetic": False}

    answer = await one.coordinator.post("review", f"{one.where}/tools", SYNTHETIC)

    refused(answer, 409, "tool.synthetic")
    assert await forms.publish(one, real) == "synthetic-interview"


async def test_staff_read_an_open_draft_and_comment_without_a_name(site: Site) -> None:
    one = await story.opened(site)
    staff = site.enter("site-lead-1", "site-lead")
    where = f"{one.where}/tools/interview"
    await forms.draft(one)
    await forms.step(one, "comments-decision", {"allowed": True})
    said = {"text": "The third question is two questions."}
    refused(await staff.post("review", f"{where}/comments", said), 409, "tool.comments-closed")

    await forms.step(one, "comment-window")
    page = await staff.page("review", f"{one.where}/tools/comments")
    made(await staff.post("review", f"{where}/comments", said))

    assert "Synthetic seen?" in page.text
    shop = await one.coordinator.page("review", f"{one.where}/tools")
    assert said["text"] in shop.text
    assert staff.actor not in shop.text
    assert said["text"] not in "".join(e.data for e in await site.history())


@pytest.mark.proves("PQCR-35")
async def test_a_tool_published_again_in_mid_week_keeps_old_answers_valid(site: Site) -> None:
    one = await forms.with_a_form(site)
    who = one.peers[2]
    forms.saved(await forms.save(one, who, {"seen": "no"}, why_not="Nobody was there."))
    mended = tool_of(question("seen", "yes-no")) | {"synthetic": True}
    await forms.draft(one, mended)

    first = await one.coordinator.post("review", f"{one.where}/tools/interview/approval")
    said = refused(first, 409, "tool.tested-again")
    reason = {"rule": "tool.tested-again", "reason": "A typing mistake, found on Tuesday."}
    await forms.step(one, "approval", {"overrides": [reason]})
    await forms.step(one, "publication")

    assert said["overridable"]
    old = (await forms.sheet(one, who)).json()
    assert (old["tool"], old["answers"], old["version"]) == (
        "synthetic-interview",
        {"seen": "no"},
        1,
    )
    forms.saved(await forms.save(one, who, {"seen": "yes"}, version=1))
    new = (await forms.sheet(one, who, one.sessions[1])).json()
    assert new["tool"] == mended["id"]


async def test_a_tool_is_for_a_review_that_there_is(site: Site) -> None:
    one = await story.opened(site)

    answer = await one.coordinator.post("review", "/pqcr-none/tools", SYNTHETIC)

    refused(answer, 409, "review.unknown")


@pytest.mark.parametrize("depth", [9, 300, 900, 5_000, 60_000])
async def test_a_condition_as_deep_as_a_body_can_hold_is_refused_and_nothing_breaks(
    site: Site, depth: int
) -> None:
    one = await story.opened(site)
    body = json.dumps(tool_of(question("a", show_if={"not": "HERE"})))
    deep = body.replace('"HERE"', '{"not":' * depth + "true" + "}" * depth)

    answer = await one.coordinator.api(
        "POST",
        "review",
        f"{one.where}/tools",
        content=deep.encode(),
        headers={"Content-Type": "application/json"},
    )

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
