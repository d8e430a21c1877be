"""What the planning rests on, over HTTP and on its page: attached, chosen, told, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import story
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site
    from tests.support.story import Story

pytestmark = pytest.mark.anyio


async def page(one: Story, path: str) -> str:
    await one.site.bring_up("review")
    answer = await one.coordinator.page("review", one.where + path)
    assert answer.status_code == 200
    return answer.text


def past(rule: str) -> dict[str, Any]:
    return {"overrides": [{"rule": rule, "reason": "It could not be helped."}]}


PAPERS = {
    "v.c.data-reports": ("Quarterly outcome data, CSSR", "https://data.example.org/q3?a=1&b=2"),
    "v.c.previous-review": ("The report of 2006", "Binder 4 in the director's office"),
    "v.c.csa": ("The self-assessment of 2008", "Binder 5"),
}
NIGHTS = {"kind": "hotel", "people": 3, "times": 2, "amount": 119.5, "text": "Nights of Napa."}
WAY = {"kind": "travel", "people": 2, "times": 1, "amount": 200, "text": "Two cars."}
SCOPE = {"included": True, "on": "2009-10-02", "reason": "The courts come up in every talk."}
LEARNED = {"county": "ca-napa", "year": 2008, "told_by": "training-academy", "on": "2009-10-02"}
LEARNED |= {"text": "Their rooms were too far apart."}


async def laid(one: Story) -> None:
    """Three documents and one that is set aside, an experience, an allocation and a cost."""
    for kind, (what, where) in PAPERS.items():
        body = {"kind": kind, "first": "2009-07-01", "last": "2009-09-30"}
        await one.post("review", "/grounds/documents", body | {"what": what, "where": where})
    aside = {"reason": "The first plan is not written yet."}
    await one.post("review", "/tasks/v.c.sip/set-aside", aside)
    await one.post("review", "/grounds/experiences", LEARNED)
    stated = {"amount": 1000, "source": "The letter of July 2009."}
    await one.post("review", "/grounds/allocation", stated)
    await one.post("review", "/grounds/costs", NIGHTS)
    talk = {"by": "probation", "on": "2009-09-01", "data_reviewed": True, "note": "We talked."}
    await one.post("review", "/focus-area/talks", talk)


@pytest.mark.proves("PQCR-32", "PQCR-114", "PQCR-153")
async def test_what_the_planning_rests_on_is_attached_told_and_added_up(site: Site) -> None:
    one = await story.opened(site)
    await laid(one)
    costs = f"{one.where}/grounds/costs"
    over = await one.coordinator.post("review", costs, WAY)
    made(await one.coordinator.post("review", costs, WAY | past("means.within-allocation")))
    choice = {"among": "pre-planning.determinations", "decision": "focus-area"}
    choice |= {"on": "2009-10-03", "text": "Placements."}
    early = await one.coordinator.post("review", f"{one.where}/decisions", choice)

    seen, finding, form = [await page(one, path) for path in ("/grounds", "/agreements", "")]
    found = (await one.coordinator.get("review", f"{one.where}/grounds")).json()

    assert found["missing"] == ["v.c.sip-updates"]
    means = [float(found["means"][name]) for name in ("allocation", "planned", "left")]
    assert means == [1000, 1117, -117]
    assert "117.00 more than" in refused(over, 409, "means.within-allocation")["title"]
    assert refused(early, 409, "focus-area.inputs")["overridable"]
    assert 'href="https://data.example.org/q3?a=1&amp;b=2"' in seen
    for said in (*[what for what, _ in PAPERS.values()], "Binder 5", "117.00 too much"):
        assert said.replace("'", "&#39;") in seen, said
    for said in ("Their rooms were too far apart.", "Napa County, 2008", "717.00", "The letter of"):
        assert said in seen, said
    for other in (seen, finding, form):
        assert "1 document is missing" in other
    log = "".join(each.data for each in await site.history())
    assert not any(said in log for said in ("Binder", "example.org", "Two cars", "too far apart"))


@pytest.mark.proves("PQCR-09")
async def test_whether_systemic_factors_are_examined_is_chosen_and_reaches_the_report(
    site: Site,
) -> None:
    one = await (await story.opened(site)).plan()
    path, part = "/grounds/scope/systemic-factors", "Systemic factors that were examined"

    async def told() -> tuple[list[str], str, str]:
        await site.bring_up("reporting")
        where = f"{one.where}/outline"
        outline = (await one.coordinator.get("reporting", where)).json()["as_necessary"]
        draft = (await one.coordinator.page("reporting", f"{one.where}/draft")).text
        return [each["code"] for each in outline], draft, await page(one, "")

    before, early, open_yet = await told()
    await one.post("review", path, SCOPE)
    chosen, draft, overview = await told()
    await one.post("review", path, SCOPE | {"included": False})
    after, late, _ = await told()

    assert (before, chosen, after) == ([], ["systemic-factors"], [])
    assert (part in early, part in draft, part in late) == (False, True, False)
    assert ("not chosen yet." in open_yet, "outcomes: examined." in overview) == (True, True)
    assert str(SCOPE["reason"]) in await page(one, "/grounds")
    observer = site.enter("observer-1", "observer")
    assert (await observer.page("review", f"{one.where}/grounds")).status_code == 404
