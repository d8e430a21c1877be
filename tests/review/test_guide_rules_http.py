"""Rules of the guide over HTTP: what must be is refused, advice yields to a reason on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.schedule import RuleOverridden as ScheduleOverridden
from concord_contracts.facts.schedule import SeatsTaken

from tests.support import forms, leading, story
from tests.support.reviews import PEER
from tests.support.site import made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

REASON = "It could not be helped."


async def advised(one: Story, service: str, path: str, body: dict[str, Any], rule: str) -> None:
    """What is refused as advice, and taken with a reason that becomes a fact."""
    first = await one.coordinator.post(service, one.where + path, body)
    assert refused(first, 409, rule)["overridable"]
    reason = {"overrides": [{"rule": rule, "reason": REASON}]}
    made(await one.coordinator.post(service, one.where + path, body | reason))
    facts = [each.fact for each in await one.site.history()]
    past = [f.rule for f in facts if isinstance(f, RuleOverridden | ScheduleOverridden)]
    assert past[-1] == rule
    assert REASON not in "".join(each.data for each in await one.site.history())


async def forbidden(one: Story, service: str, path: str, body: dict[str, Any], rule: str) -> None:
    """What is refused whatever reason there is."""
    reason = {"overrides": [{"rule": rule, "reason": REASON}]}
    answer = await one.coordinator.post(service, one.where + path, body | reason)
    assert not refused(answer, 409, rule)["overridable"]


@pytest.mark.proves("PQCR-01", "PQCR-02", "PQCR-12", "PQCR-13", "PQCR-22", "PQCR-90", "PQCR-92")
async def test_one_countys_review_is_led_and_begun_as_the_guide_has_it(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    await leading.name_chairs(one)
    academy = {"name": "Ash Academy", "part": "planning-team", "kind": "training-academy"}
    decision = {"on": "2009-10-01", "text": "In January."}
    area = {"focus_area": "reunification", "reasons": story.REASONS, "criteria": story.CRITERIA}
    half = area | {"reasons": {"child-welfare": "Children move too often."}}

    await forbidden(
        one, "review", "/leaders", academy | {"home": site.agency, "duties": ["training"]}, NEUTRAL
    )
    await advised(one, "review", "/leaders", academy | {"home": PEER}, "support.role-early")
    for among, which, rule in (
        ("executive-team.issues", "event-week", "executive-team.usual"),
        ("pre-planning.decisions", "planning-team", "planning-team.usual"),
    ):
        body = decision | {"among": among, "decision": which}
        await advised(one, "review", "/decisions", body, rule)
    await forbidden(one, "review", "/focus-area", half, "focus-area.statements")
    await one.plan()
    await forbidden(one, "review", "/focus-area", area, "focus-area.count")
    await site.read()
    plan = (await one.coordinator.get("review", f"{one.where}/plan")).json()

    dates = {row["id"]: row["on"] for row in plan["dates"]}
    assert (dates["report.draft"], dates["report.due"]) == ("2010-02-28", "2010-03-29")


NEUTRAL = "support.neutral"


def team(*members: tuple[str, str]) -> dict[str, Any]:
    return {"members": [{"reviewer": who, "roles": said.split()} for who, said in members]}


async def with_host(site: Site) -> tuple[Story, str]:
    """A drawn sample, a team of peers, and somebody of the host who may sit in one."""
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    await leading.name_chairs(one)
    host = (await one.invite("Hazel Host", home=site.agency)).actor
    await leading.agree(one, "host-staff", answer="yes")
    await leading.prepare_host_staff(one, host)
    return one, host


@pytest.mark.proves("PQCR-21", "PQCR-54", "PQCR-134")
async def test_teams_are_made_of_whom_the_guide_lets_sit_and_roles_go_round(site: Site) -> None:
    one, host = await with_host(site)
    before = {"name": "Elm Peerless", "home": PEER, "formerly_of_host": True}
    elm = (await one.post("review", "/reviewers", before))["id"]
    await one.post("review", f"/reviewers/{elm}/confidentiality", {"on": "2010-01-11"})
    peers = [peer.actor for peer in one.peers]
    interviews = (peers[0], "interviewer")

    pair = team(interviews, (host, "timekeeper recorder"))
    await forbidden(one, "review", "/teams", pair, "host-staff.in-team-of-two")
    await forbidden(one, "review", "/teams", team(interviews, (peers[1], "recorder")), "team.roles")
    three = team((elm, "interviewer"), (peers[1], "timekeeper"), (peers[2], "recorder"))
    await advised(one, "review", "/teams", three, "team.former-host-employee-consent")
    for nth in (1, 2):
        await one.post("scheduling", "/interviews", one.booking(nth))
    await one.post("scheduling", f"/teams/{one.team}/rotation", {})

    turned = [each.fact for each in await site.history() if isinstance(each.fact, SeatsTaken)]
    held = [{m.reviewer: m.roles for m in fact.seats} for fact in turned]
    assert held == [
        dict(zip(peers, (("timekeeper",), ("recorder",), ("interviewer",)), strict=True))
    ]


@pytest.mark.proves("PQCR-25", "PQCR-26")
async def test_county_staff_sit_under_a_plan_of_action_and_never_with_whom_they_supervise(
    site: Site,
) -> None:
    one, host = await with_host(site)
    peers, ties = [peer.actor for peer in one.peers], f"/reviewers/{host}/ties"
    mixed = team((peers[0], "interviewer"), (host, "timekeeper"), (peers[1], "recorder"))
    sits = (await one.post("review", "/teams", mixed))["id"]
    slot = one.booking(1, team=sits)

    await forbidden(one, "scheduling", "/interviews", slot, "host-staff.plan-of-action")
    await leading.agree(one, "plan-of-action")
    await one.post("review", ties, {"supervises": [one.cases[1]]})
    await forbidden(one, "scheduling", "/interviews", slot, "host-staff.supervises-interviewee")
    await one.post("review", ties, {"same_region": [one.cases[1]], "knows_case": [one.cases[2]]})
    await advised(one, "scheduling", "/interviews", slot, "host-staff.other-region")
    known = one.booking(2, team=sits)
    await advised(one, "scheduling", "/interviews", known, "host-staff.knows-case")
    await site.read()
    teams = (await one.coordinator.page("review", f"{one.where}/teams")).text
    assert "Tell ties" in teams
    assert "withheld" not in teams


@pytest.mark.proves("PQCR-01", "PQCR-28", "PQCR-57", "PQCR-127", "PQCR-136")
async def test_the_week_has_its_days_its_sites_its_welcome_and_its_promise(site: Site) -> None:
    one = await (await story.drawn(site)).form_team()
    long = {"first_day": "2010-01-25", "last_day": "2010-02-01"}
    await advised(one, "scheduling", "/event-week", long, "onsite.days-most")
    await one.set_week()
    library = (await one.post("scheduling", "/places", {"name": "The library"}))["id"]
    duty, path = {"name": "Olive Hostley"}, f"{one.where}/places/{library}/duties"
    await one.post("scheduling", f"/places/{library}/duties", duty | {"duty": "site-host"})
    strange = await one.coordinator.post("scheduling", path, duty | {"duty": "juggler"})
    welcome = {"kind": "welcome", "on": "2010-01-25", "led_by": ["co-chair-state"]}
    await advised(one, "review", "/meetings", welcome, "meetings.welcome-led-by")
    await one.book(1)
    await one.post("scheduling", "/releases")
    session = f"{one.where}/sessions/{one.sessions[0]}"
    silent: httpx2.Response = await one.peers[2].post("review", session, one.interview())
    await site.bring_up("scheduling")
    await site.bring_up("reporting")
    sites = (await one.coordinator.page("scheduling", f"{one.where}/sites")).text
    chain = (await one.coordinator.page("reporting", one.where)).text

    assert strange.status_code == 409, strange.text
    refused(silent, 409, "interview.anonymity")
    assert "Olive Hostley" in sites
    assert "On-site coordinator" in sites
    for said in ("County Self-Assessment due", "System Improvement Plan due"):
        assert said in chain, said
    await story.promise(one)
    made(await one.peers[2].post("review", session, one.interview()))


@pytest.mark.proves("PQCR-46", "PQCR-51")
async def test_few_workers_for_the_cases_wanted_are_told_and_taken_with_a_reason(
    site: Site,
) -> None:
    one = await (await story.opened(site)).plan()
    await one.import_frame(story.HEADER + story.rows(6, workers=2))
    wanted = {"frame": one.frame, "seed": "seed-1", "wanted": {"child-welfare": 4}, "backups": 1}

    await advised(one, "review", "/sample", wanted, "sample.different-workers")

    twice = await (await story.opened(site)).plan()
    four = {"teams": 1, "cases_a_day": 4, "days": 1, "staff": 9}
    await twice.post("review", "/capacity", four)
    await site.bring_up("review")
    listed = story.HEADER + story.rows(2, workers=1) + story.rows(2, "probation", prefix="PR")
    dry = {"params": {"dry_run": "true"}, "headers": {"Content-Type": "text/csv"}}
    path = f"{twice.where}/frame"
    found = await one.coordinator.api("POST", "review", path, content=listed.encode(), **dry)
    assert (found.json()["can_be_heard"], found.json()["twice"]) == (4, 1)
    await twice.import_frame(listed)
    await site.bring_up("review")
    narrow = (await one.coordinator.page("review", f"{twice.where}/cases")).text
    assert "the list has 3 different workers" in narrow
    three = {"child-welfare": 2, "probation": 1}
    again = wanted | {"frame": twice.frame, "wanted": three}
    await advised(twice, "review", "/sample", again, "sample.cases-per-worker")
    await site.bring_up("review")
    drawn = (await one.coordinator.page("review", f"{twice.where}/cases")).text
    assert "3 cases are to be heard, of 2 different workers" in drawn


@pytest.mark.proves("PQCR-36", "PQCR-143")
async def test_staff_comment_on_the_questions_when_that_was_decided_and_while_it_is_open(
    site: Site,
) -> None:
    one = await story.opened(site)
    await forms.draft(one)
    path, lead = f"{one.where}/tools/interview", site.enter("site-lead-1", "site-lead")
    said = {"text": "The third question is two questions."}
    await forms.step(one, "trials", {"on": "2010-01-04", "learned": "It takes forty minutes."})

    refused(await one.coordinator.post("review", f"{path}/comment-window"), 409, DECIDE)
    refused(await lead.post("review", f"{path}/comments", said), 409, "tool.comments-closed")
    undecided = refused(await one.coordinator.post("review", f"{path}/approval"), 409, DECIDED)
    await forms.step(one, "comments-decision", {"allowed": True})
    await forms.step(one, "comment-window")
    made(await lead.post("review", f"{path}/comments", said))

    assert undecided["overridable"]
    await advised(one, "review", "/tools/interview/approval", {}, "interview.tool-comment-hours")


DECIDE, DECIDED = "tool.decide-comments-first", "tool.comments-decided"


@pytest.mark.proves("PQCR-09", "PQCR-29", "PQCR-32", "PQCR-107")
async def test_tasks_of_stages_inputs_and_reviewers_are_given_closed_and_late_ones_are_told(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    await leading.name_chairs(one)
    given = {
        "v.a.1.2": ("planning-team", "tasks.pre-planning"),
        "v.a.2.2": ("planning-team", "tasks.planning"),
        "v.a.3.5": ("reviewers", "tasks.event-week"),
        "v.a.4.6": ("co-chair-child-welfare", "tasks.post-implementation"),
        "v.i.3": ("reviewers", "tasks.reviewers"),
        "v.c.sip": ("coordinator", "tasks.focus-area-inputs"),
        "iii.c.systemic-factors": ("planning-team", "tasks.as-necessary"),
    }
    for task, (to, _) in given.items():
        due = {"to": to, "due": "2009-12-01"}
        await one.post("review", f"/tasks/{task}/assignment", due)
    where = {"on": "2009-11-30", "text": "The plan of 2008, pages 12 to 30."}
    await one.post("review", "/tasks/v.c.sip/completion", where)
    aside = {"reason": "The focus area is about practice alone."}
    await one.post("review", "/tasks/iii.c.systemic-factors/set-aside", aside)
    await site.bring_up("review")
    plan = (await one.coordinator.get("review", f"{one.where}/plan", as_of="2009-12-24")).json()

    late = {row["task"] for row in plan["tasks"] if row["late"]}
    assert late == given.keys() - {"v.c.sip", "iii.c.systemic-factors"}
    for of, said in (
        ("tasks.focus-area-inputs", "The plan of 2008, pages 12 to 30."),
        ("tasks.as-necessary", "The focus area is about practice alone."),
        ("tasks.reviewers", "Share promising practices"),
        ("tasks.post-implementation", "Integrate insights from the PQCR into the CSA and SIP"),
    ):
        seen = (await one.coordinator.page("review", f"{one.where}/tasks", of=of)).text
        assert said in seen, of
    await reads_as_a_plan(one, plan["stages"])


STAGES = {
    "v.a.1.3": ("2009-12-11", "planning.agreements", True, 0),
    "v.a.1.5": (None, "", False, 3),
    "v.a.2.2": ("2009-12-01", "", True, 0),
    "v.a.3.2": (None, "", False, 0),
    "v.a.4.2": ("2010-03-30", "reflections.session", False, 0),
    "v.a.4.4": ("2010-02-28", "report.draft", False, 0),
}
"""Tasks with their day, the date of the rules that it follows, whether late, and the records."""


async def reads_as_a_plan(one: Story, stages: list[dict[str, Any]]) -> None:
    """Four stages with all their tasks, each with its day and what is recorded of it."""
    assert [len(stage["tasks"]) for stage in stages] == [7, 8, 10, 7]
    tasks = {row["task"]: row for stage in stages for row in stage["tasks"]}
    shown = ("due", "dated_by", "late", "recorded")
    for code, row in STAGES.items():
        assert tuple(tasks[code][name] for name in shown) == row, code
    page = (await one.coordinator.page("review", f"{one.where}/tasks")).text
    for said in ("Stage 4: post-implementation", "Co-chairs and coordinators named: 3"):
        assert said in page, said
    for said in ("by the rules", "Late, was due Dec 11, 2009", "Interviews held: 0"):
        assert said in page, said
