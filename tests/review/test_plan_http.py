"""Planning over HTTP: timeline, tasks, meetings, trainings, copies, and what the host may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden

from tests.support import forms, story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

RULES = "What is heard in an interview stays in its team."
CO_CHAIRS = ["co-chair-child-welfare", "co-chair-probation", "co-chair-state"]


async def plan(one: Story, as_of: str = "2009-12-24", who: Any = None) -> dict[str, Any]:
    """The plan as it stood on a day."""
    await one.site.bring_up("review")
    answer = await (who or one.coordinator).get("review", f"{one.where}/plan", as_of=as_of)
    found: dict[str, Any] = answer.json()
    return found


async def meet(one: Story, kind: str = "planning", on: str = "2009-12-01", **more: Any) -> str:
    """A meeting that was held."""
    body = {"kind": kind, "on": on} | more
    found: str = (await one.post("review", "/meetings", body))["id"]
    return found


@pytest.mark.proves("PQCR-30", "PQCR-31", "PQCR-122", "PQCR-15", "PQCR-41")
async def test_the_plan_says_what_is_late_what_is_next_and_which_weeks_were_missed(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    given = {"to": "coordinator", "due": "2009-12-15"}
    for task in ("iv.d.13", "iv.d.6"):
        await one.post("review", f"/tasks/{task}/assignment", given)
    told = {"on": "2009-12-14", "text": RULES}
    await one.post("review", "/tasks/iv.d.13/completion", told)
    await meet(one)
    wrong = await meet(one, on="2009-12-08")
    await one.post("review", f"/meetings/{wrong}/withdrawal")
    await site.bring_up("scheduling")

    found = await plan(one)

    dates = {row["id"]: (row["on"], row["state"]) for row in found["dates"]}
    assert dates["planning.agreements"] == ("2009-12-11", "late")
    assert dates["planning.intensive-latest"] == ("2009-12-14", "done")
    assert dates["focus-groups.completed"] == ("2010-01-28", "next")
    assert [row["state"] for row in found["weeks"]][:5] == ["held", *["missed"] * 3, "open"]
    tasks = {row["task"]: (row["standing"], row["late"]) for row in found["tasks"]}
    assert tasks == {"iv.d.13": ("done", False), "iv.d.6": ("open", True)}
    assert RULES not in "".join(envelope.data for envelope in await site.history())


@pytest.mark.proves("PQCR-08", "PQCR-30")
async def test_the_timeline_is_a_page_with_the_guides_principles_beside_it(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    await meet(one)
    await site.bring_up("review")

    page = await one.coordinator.page("review", f"{one.where}/timeline", as_of="2009-12-24")

    assert page.status_code == 200
    for said in (
        "13 days late",
        "weeks without a planning meeting",
        "No list of cases is there yet.",
        "at least weekly meetings for the last two months",
        "Guiding principles",
        "Engagement with consumers and the community is vital",
        "It is not an audit.",
        "December 2009",
    ):
        assert said in page.text, said
    odd = await one.coordinator.page("review", f"{one.where}/timeline", as_of="tomorrow")
    assert odd.status_code == 200


@pytest.mark.proves("PQCR-04")
async def test_elements_show_what_is_recorded_and_the_host_learns_nothing_of_the_week(
    site: Site,
) -> None:
    one = await story.recorded(site)
    done = {"on": "2010-01-20"}
    await one.post("review", "/elements/case-selection/completion", done)
    state = site.enter("consultant-1", "consultant", home="ca-cdss")
    await site.read()

    inside = {row["code"]: row for row in (await plan(one, who=state))["elements"]}

    assert len(inside) == 7
    assert inside["case-selection"]["complete_on"] == "2010-01-20"
    assert inside["case-interviews"]["recorded"] == 3
    await one.post("review", "/elements/case-selection/reopening")
    again = {row["code"]: row for row in (await plan(one))["elements"]}
    assert again["case-selection"]["complete_on"] is None


async def test_before_the_week_is_over_the_host_sees_no_count_of_it(site: Site) -> None:
    one = await story.opened(site)
    far = {"first_day": "2199-01-21", "last_day": "2199-01-25"}
    await one.post("scheduling", "/event-week", far)
    state = site.enter("consultant-2", "consultant", home="ca-cdss")

    host = {row["code"]: row["recorded"] for row in (await plan(one))["elements"]}
    inside = {row["code"]: row["recorded"] for row in (await plan(one, who=state))["elements"]}

    assert [host[code] for code in ("case-interviews", "staff-interviews", "debriefs")] == [
        None
    ] * 3
    assert inside["case-interviews"] == 0
    for who, told in ((one.coordinator, None), (state, 0)):
        week = (await plan(one, who=who))["stages"][2]["tasks"]
        kept = {row["task"]: row["recorded"] for row in week}
        assert [kept[f"v.a.3.{nth}"] for nth in (2, 4, 5, 6, 8, 9)] == [told] * 6
    page = (await one.coordinator.page("review", f"{one.where}/tasks")).text
    assert "Not before the event week is over" in page


@pytest.mark.proves("PQCR-122")
async def test_an_action_plan_is_a_dated_document_that_never_changes(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    given = {"to": "planning-team", "due": "2009-12-15"}
    await one.post("review", "/tasks/iv.d.6/assignment", given)
    await site.bring_up("review")
    await one.post("review", "/action-plans")
    await one.post("review", "/tasks/iv.d.6/completion", {"on": "2009-12-14"})
    await site.bring_up("review")

    first = await one.coordinator.page("review", f"{one.where}/action-plans/1")
    await one.post("review", "/action-plans")
    await site.bring_up("review")
    second = await one.coordinator.page("review", f"{one.where}/action-plans/2")

    assert "PQCR planning team" in first.text
    assert ("Open</td>" in first.text, "Open</td>" in second.text) == (True, False)
    assert "Done</td>" in second.text
    none = await one.coordinator.page("review", f"{one.where}/action-plans/3")
    assert none.status_code == 404


@pytest.mark.proves("PQCR-15", "PQCR-16", "PQCR-17")
async def test_tasks_are_given_and_closed_on_their_page_and_each_has_its_way_back(
    site: Site,
) -> None:
    one = await story.opened(site)
    await one.post("review", "/tasks/iv.f.1.a/assignment", {"to": "co-chair-state"})
    await one.post("review", "/tasks/iv.g.1.b/completion", {"on": "2009-12-14", "text": RULES})
    await one.post("review", "/tasks/v.l.2/set-aside", {"reason": "There is one site."})
    await site.bring_up("review")

    async def look(who: Visitor, of: str) -> str:
        return (await who.page("review", f"{one.where}/tasks", of=of)).text

    observer = site.enter("observer-1", "observer")
    assert "Co-chair of CDSS" in await look(observer, "tasks.state-preparation")
    host, aside = "tasks.host-preparation", await look(one.coordinator, "tasks.logistics")
    assert all(said in aside for said in ("There is one site.", "Not needed"))
    mine, theirs = await look(one.coordinator, host), await look(observer, host)
    assert all(said in mine for said in (RULES, "Open it again"))
    assert not any(said in theirs for said in (RULES, "Open it again"))
    assert "1 of 7 are closed" not in await look(observer, "")
    await one.post("review", "/tasks/v.l.2/reopening")
    refused(
        await one.coordinator.post(
            "review", f"{one.where}/tasks/iv.z/completion", {"on": "2009-12-14"}
        ),
        409,
        "task.unknown",
    )


@pytest.mark.proves("PQCR-39", "PQCR-109", "PQCR-123", "PQCR-129")
async def test_meetings_are_recorded_with_a_reason_where_somebody_lacked(site: Site) -> None:
    one = await story.opened(site)
    call = {"kind": "pre-site-call", "on": "2010-01-11", "parties": ["reviewers"]}
    first = await one.coordinator.post("review", f"{one.where}/meetings", call)
    said = refused(first, 409, "meetings.pre-site-call-parties")
    reason = {"rule": "meetings.pre-site-call-parties", "reason": "The state joins on Tuesday."}
    await one.post("review", "/meetings", call | {"overrides": [reason]})
    await meet(one, "executive-consultation", parties=["executive-team"], notes="They agreed.")
    asked = {"topic": "sample", "on": "2009-12-01", "text": "Who can draw the sample?"}
    request = (await one.post("review", "/help", asked))["id"]
    await one.post("review", f"/help/{request}/answer", {"on": "2009-12-04", "text": "We can."})
    await site.bring_up("review")

    page = await one.coordinator.page("review", f"{one.where}/meetings")
    listed = (await one.coordinator.get("review", f"{one.where}/meetings")).json()["meetings"]

    assert said["overridable"]
    assert RuleOverridden.NAME in facts(await site.history())
    for text in ("They agreed.", "Who can draw the sample?", "We can.", "Pre-site conference call"):
        assert text in page.text
    assert [row["kind"] for row in listed] == ["pre-site-call", "executive-consultation"]
    seen = await site.enter("observer-1", "observer").page("review", f"{one.where}/meetings")
    assert "They agreed." not in seen.text


@pytest.mark.proves("PQCR-63", "PQCR-121", "PQCR-144")
async def test_the_training_record_names_each_reviewer_and_what_is_missing(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    peers = [await one.invite(name) for name in story.NAMES[:2]]
    goals = [f"training-goal-{nth}" for nth in range(1, 9)]
    topics = [*goals, "literature", "schedule", "roles-and-tasks", "local-area", "tools"]
    who = {"reviewers": [peers[0].actor], "topics": topics, "parties": ["reviewers"]}
    await meet(one, "reviewer-training", "2010-01-25", **who)
    packet = {"on": "2010-01-25", "contents": ["schedule", "tools"]}
    await one.post("review", "/packet", packet)
    await site.bring_up("review")

    page = await one.coordinator.page("review", f"{one.where}/training")

    for said in ("Alder Peerless", "8 of 8", "0 of 8", "13 things are missing", "Handed out on"):
        assert said in page.text
    assert "it should not figure prominently in the interview" in page.text
    observer = site.enter("observer-1", "observer")
    assert (await observer.page("review", f"{one.where}/training")).status_code == 404


@pytest.mark.proves("PQCR-37")
async def test_copies_of_the_tool_are_due_two_weeks_ahead_and_late_ones_need_a_reason(
    site: Site,
) -> None:
    one = await forms.with_a_form(site)
    body = {"sessions": one.sessions[:2], "on": "2010-01-11"}
    await one.post("review", "/preparation/copies", body)
    late = {"sessions": one.sessions[2:], "on": "2010-01-20"}
    path = f"{one.where}/preparation/copies"
    said = refused(await one.coordinator.post("review", path, late), 409, "interview.tool-given")
    reason = {"rule": "interview.tool-given", "reason": "The tool was refined until Tuesday."}
    made(await one.coordinator.post("review", path, late | {"overrides": [reason]}))
    await site.read()

    page = await one.coordinator.page("review", f"{one.where}/preparation")
    found = {row["id"]: row for row in (await plan(one, "2010-02-01"))["dates"]}

    assert said["overridable"]
    assert "Late, on" in page.text
    assert found["interview.tool-given"]["state"] == "done-late"


async def test_before_anything_is_planned_the_pages_say_what_to_do(site: Site) -> None:
    one = await story.opened(site)
    for path, said in (
        ("/timeline", "No date runs yet."),
        ("/preparation", "No interview is booked yet."),
        ("/meetings", "No meeting is recorded yet."),
        ("/training", "Nobody is invited yet."),
        ("/tools/comments", "No draft is open for comments now."),
    ):
        page = await one.coordinator.page("review", f"{one.where}{path}")
        assert said in page.text, path
