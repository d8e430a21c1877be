"""What waits for whom in the report: whoever writes, clears, comments, approves, follows up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import story, this_week
from tests.support.site import made

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

ADVICE = {"kind": "specific", "scope": "focus-area", "route": "segment", "text": "Train us all."}


async def steps(who: Visitor, one: Story) -> dict[str, Any]:
    """What waits for somebody in the report, the most urgent first."""
    await one.site.bring_up("reporting")
    answer = await who.get("reporting", f"{one.where}/next")
    assert answer.status_code == 200, answer.text
    return {each["what"]: each for each in answer.json()["steps"]}


async def test_the_report_passes_from_hand_to_hand_and_each_is_asked_in_turn(site: Site) -> None:
    one = await (await story.recorded(site)).agree()
    await site.read()
    co_chair, director = site.enter("co-chair-1", "co-chair"), site.enter("boss-1", "manager")
    state = site.enter("consultant-1", "consultant", home="ca-cdss")

    first = await steps(one.coordinator, one)
    assert first["write-parts"]["count"] == 6
    assert first["write-parts"]["late"]
    assert "clear-themes" in await steps(state, one)
    assert "clear-themes" not in await steps(co_chair, one)
    assert await steps(director, one) == {}
    report = f"{one.where}/report"
    body = {"text": "It says why."}
    made(await one.coordinator.post("reporting", f"{report}/parts/purpose", body))
    assert (await steps(one.coordinator, one))["write-parts"]["count"] == 5
    assert (await steps(co_chair, one))["clear-parts"]["count"] == 1
    named = {"person": director.actor, "name": "Ada Madeup"}
    made(await one.coordinator.post("reporting", f"{report}/director", named))
    (read,) = (await state.get("reporting", report)).json()["themes"]
    text = {"text": read["text_id"]}
    path = f"{report}/themes/{read['theme']}/clearance"
    made(await state.post("reporting", path, text))
    await site.bring_up("reporting")
    made(await one.coordinator.post("reporting", f"{report}/versions"))

    assert "comment-draft" in await steps(state, one)
    approve = (await steps(director, one))["approve-version"]
    assert approve["href"].endswith("/draft#approval")
    assert "approve-version" not in await steps(site.enter("boss-2", "manager"), one)
    page = (await director.page("reporting", f"{one.where}/next")).text
    assert "Approve the report as the director" in page
    assert "Version 1 of the report is made" in page


async def test_a_recommendation_waits_for_its_answer_until_it_has_one(site: Site) -> None:
    one = await story.opened(site)
    co_chair = site.enter("co-chair-1", "co-chair")
    path = f"{one.where}/recommendations"
    name = made(await one.coordinator.post("reporting", path, ADVICE))["id"]

    assert "clear-recommendations" in await steps(co_chair, one)
    (seen,) = (await co_chair.get("reporting", path)).json()["recommendations"]
    read = {"text": seen["text_id"]}
    made(await co_chair.post("reporting", f"{path}/{name}/clearance", read))
    assert "name-owners" in await steps(one.coordinator, one)
    owner = {"owner": "Training manager", "by_when": "2010-06-30"}
    made(await one.coordinator.post("reporting", f"{path}/{name}/owner", owner))
    late = (await steps(one.coordinator, one))["answer-late"]
    assert (late["until"], late["late"]) == ("2010-06-30", True)
    last = {"standing": "done", "on": "2010-07-01", "text": "All were trained in June."}
    made(await one.coordinator.post("reporting", f"{path}/{name}/answers", last))
    assert await steps(one.coordinator, one) == {}


async def test_nobody_is_asked_to_write_before_the_week_is_over(site: Site) -> None:
    one = await this_week.running(site)

    assert await steps(one.coordinator, one) == {}
    page = (await one.coordinator.page("reporting", f"{one.where}/next")).text
    assert "written after the event week" in page
