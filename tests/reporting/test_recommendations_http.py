"""Recommendations, followed until they are answered; findings shared; the reflections session."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.recommendation import RecommendationAnswered, RecommendationMade
from concord_contracts.facts.report import FindingsShared, ReflectionsHeld

from tests.support import story
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

WORDS = "=Train every new worker in family finding."


def advice(**changes: Any) -> dict[str, Any]:
    asked = {"kind": "specific", "scope": "focus-area", "route": "segment", "text": WORDS}
    return asked | changes


async def listed(site: Site, who: Visitor, where: str) -> list[dict[str, Any]]:
    await site.bring_up("reporting")
    said: list[dict[str, Any]] = (await who.get("reporting", where)).json()["recommendations"]
    return said


@pytest.mark.proves("PQCR-103", "PQCR-104", "PQCR-147", "PQCR-149", "PQCR-151")
async def test_a_recommendation_is_cleared_owned_and_followed_until_it_is_answered(
    site: Site,
) -> None:
    one = await story.opened(site)
    co_chair, observer = site.enter("co-chair-1", "co-chair"), site.enter("observer-1", "observer")
    path = f"{one.where}/recommendations"
    name = made(await one.coordinator.post("reporting", path, advice()))["id"]

    assert await listed(site, observer, path) == []
    (seen,) = await listed(site, co_chair, path)
    read = {"text": seen["text_id"]}
    made(await co_chair.post("reporting", f"{path}/{name}/clearance", read))
    owner = {"owner": "Training manager", "by_when": "2010-06-30"}
    made(await one.coordinator.post("reporting", f"{path}/{name}/owner", owner))
    first = {"standing": "considered", "on": "2010-05-01", "text": "We look for a trainer."}
    made(await one.coordinator.post("reporting", f"{path}/{name}/answers", first))
    assert (await listed(site, observer, path))[0]["closed"] is False
    last = {"standing": "done", "on": "2010-07-01", "text": "All were trained in June."}
    made(await one.coordinator.post("reporting", f"{path}/{name}/answers", last))
    carried = {"document": "sip", "where": "Strategy 2"}
    made(await one.coordinator.post("reporting", f"{path}/{name}/documents", carried))

    (told,) = await listed(site, observer, path)
    assert (told["owner"], told["closed"], len(told["answers"])) == ("Training manager", True, 2)
    assert told["carried"] == [{"document": "sip", "place": "Strategy 2"}]
    book = await observer.get("reporting", f"{one.where}/recommendations.xlsx")
    assert book.content == (await co_chair.get("reporting", f"{path}.xlsx")).content
    with zipfile.ZipFile(io.BytesIO(book.content)) as file:
        assert WORDS in file.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode()
    kept = "".join(one.data for one in await site.history())
    assert not [word for word in (WORDS, "trainer", "Training manager") if word in kept]
    assert (
        "All were trained in June."
        in (await observer.page("reporting", f"{one.where}/recommendations")).text
    )


@pytest.mark.proves("PQCR-03")
async def test_a_recommendation_is_of_a_known_kind_and_no_audit(site: Site) -> None:
    one = await story.opened(site)
    path = f"{one.where}/recommendations"
    post = one.coordinator.post

    refused(
        await post("reporting", path, advice(kind="order")), 409, "recommendation.not-in-the-list"
    )
    refused(
        await post("reporting", path, advice(text="Audit all files.")),
        409,
        "report.words-of-an-audit",
    )
    answers = f"{path}/recommendation-none/answers"
    answer = {"standing": "done", "on": "2010-05-01", "text": "Done."}
    refused(await post("reporting", answers, answer), 409, "recommendation.unknown")
    made_facts = [each.fact for each in await site.history()]
    assert not [one for one in made_facts if isinstance(one, RecommendationMade)]
    assert not [one for one in made_facts if isinstance(one, RecommendationAnswered)]


@pytest.mark.proves("PQCR-102", "PQCR-112", "PQCR-150", "DISC-20")
async def test_findings_are_shared_and_the_review_is_reflected_on(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    shared = {"audience": "staff-took-no-part", "what": ["strengths"], "on": "2010-04-01"}
    held = {
        "on": "2010-03-30",
        "combined": False,
        "invited": ["interviewees", "management"],
        "presented": True,
        "worked_well": "The peers were kind.",
        "otherwise": "Start the planning earlier.",
        "next_steps": "Feed it into the self-assessment.",
    }
    post = one.coordinator.post

    early = shared | {"on": "2010-01-28"}
    refused(
        await post("reporting", f"{one.where}/sharings", early), 409, "report.before-the-last-day"
    )
    made(await post("reporting", f"{one.where}/sharings", shared))
    made(await post("reporting", f"{one.where}/reflections", held))

    facts = [each.fact for each in (await site.history())[-2:]]
    assert isinstance(facts[0], FindingsShared)
    assert isinstance(facts[1], ReflectionsHeld)
    await site.bring_up("reporting")
    page = (await one.coordinator.page("reporting", f"{one.where}/recommendations")).text
    for told in ("The peers were kind.", "Start the planning earlier.", "Strengths"):
        assert told in page
    dates = (await one.coordinator.page("reporting", one.where)).text
    assert "Held on Mar 30, 2010" in dates
    made(await post("reporting", f"{one.where}/reflections", held | {"on": "2010-04-20"}))
    await site.bring_up("reporting")
    later = (await one.coordinator.page("reporting", one.where)).text
    assert later.replace("Apr 20, 2010", "Mar 30, 2010") == dates
