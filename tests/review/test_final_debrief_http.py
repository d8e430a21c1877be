"""The final debrief: executives first, then what was heard, then the reviewers' own view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.debrief import AggregateRecorded, FinalPointNoted, PracticeShared

from tests.support import story
from tests.support.event_week import consultant, days_written
from tests.support.reviews import PEER
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

POINT = {"heading": "training-needs", "text": "Relatives are asked late."}


@pytest.mark.proves("PQCR-66", "PQCR-67", "PQCR-68", "PQCR-69")
async def test_the_two_voices_of_the_final_debrief_stay_apart_and_what_was_heard_comes_first(
    site: Site,
) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/final-debrief"
    leads = consultant(one)

    async def says(voice: str, **more: Any) -> Any:
        return await one.peers[0].post("review", f"{path}/points", POINT | {"voice": voice} | more)

    on = {"on": "2010-01-29"}
    refused(await leads.post("review", path, on), 409, "debrief.executives-first")
    await one.post("review", "/executive-briefing", {"on": "2010-01-28"})
    said = refused(await leads.post("review", path, on), 409, "debrief.daily-summary")
    assert "January 25, 2010, January 26, 2010" in said["title"]
    await days_written(one)
    refused(await says("heard"), 409, "debrief.final-not-begun")
    made(await leads.post("review", path, on))
    made(await says("heard"))
    assert refused(await says("own-view"), 409, "debrief.objective-first")["overridable"]
    made(await leads.post("review", f"{path}/interpretation"))
    made(await says("own-view"))

    voices = [e.fact.voice for e in await site.history() if isinstance(e.fact, FinalPointNoted)]
    assert voices == ["heard", "own-view"]
    await site.read()
    page = (await one.peers[1].page("review", f"{one.where}/debriefs/final")).text
    heard, _, own = page.partition('id="voice-own-view"')
    assert "Relatives are asked late." in heard
    assert "Relatives are asked late." in own
    assert "Relatives are asked late, we agreed." in page


@pytest.mark.proves("PQCR-70", "PQCR-126")
async def test_a_practice_is_its_countys_and_both_sides_record_the_figures(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/practices"
    text = {"text": "Relatives are called on the first day."}
    leads = consultant(one)

    made(await one.peers[0].post("review", path, text))
    other = {"county": "ca-marin"}
    answer = await one.peers[0].post("review", path, text | other)
    refused(answer, 409, "debrief.practice-of-another")
    own = {"county": site.agency}
    refused(await leads.post("review", path, text | own), 409, "debrief.practice-of-the-host")
    figures = {"interviews": 3, "focus_groups": 0}
    await one.post("review", "/aggregate", figures)
    made(await leads.post("review", f"{one.where}/aggregate", figures | {"interviews": 2}))

    told = [one.fact for one in await site.history()]
    assert [fact.county for fact in told if isinstance(fact, PracticeShared)] == [PEER]
    assert [fact.by for fact in told if isinstance(fact, AggregateRecorded)] == ["host", "state"]
    await site.read()
    for who in (one.coordinator, leads):
        page = (await who.page("review", f"{one.where}/final-day")).text
        assert "Relatives are called on the first day." in page
        assert "The two records differ." in page
    assert (
        "debriefs/final"
        not in (await one.coordinator.page("review", f"{one.where}/final-day")).text
    )
