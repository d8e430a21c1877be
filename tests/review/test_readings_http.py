"""Where the guide contradicts itself: under another reading the site asks something else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_contracts.facts.debrief import DayAgreed, FinalDebriefOpened
from concord_contracts.facts.planning import FocusAreaChosen, RuleOverridden

from tests.support import leading, story, this_week
from tests.support.event_week import (
    FIRST_DAY,
    agree,
    consultant,
    debriefed,
    group,
    pointed,
    save,
)
from tests.support.readings import opened_under
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.servers import Cluster
    from tests.support.site import Site
    from tests.support.story import Story

pytestmark = pytest.mark.anyio


def past(*rules: str) -> dict[str, Any]:
    return {"overrides": [{"rule": rule, "reason": "We agreed so."} for rule in rules]}


async def drawn_under(site: Site, **taken: str) -> Story:
    one = await (await opened_under(site, **taken)).plan()
    return await (await one.import_frame()).draw()


@pytest.mark.proves("DISC-01", "DISC-05", "DISC-11", "DISC-17", "DISC-20")
async def test_dates_are_counted_as_the_reading_in_force_says(site: Site) -> None:
    one = await drawn_under(
        site,
        report_due="sixty-days",
        draft_days="working-days",
        weekly_meetings="eight-weeks",
        counted_back_from="first-interview",
        reflections_when="with-the-final-debrief",
    )
    await (await one.form_team()).set_week()
    await leading.name_chairs(one)
    session = (await one.post("scheduling", "/interviews", one.booking(1)))["id"]
    await site.bring_up("review")

    plan = (await one.coordinator.get("review", f"{one.where}/plan")).json()
    agreements = (await one.coordinator.get("review", f"{one.where}/agreements")).json()

    dates = {row["id"]: row["on"] for row in plan["dates"]}
    assert dates["report.due"] == "2010-03-30"
    assert dates["report.draft"] == "2010-03-12"
    assert dates["planning.weekly-meetings"] == plan["weeks"][0]["first"] == "2009-11-30"
    assert (dates["planning.start"], agreements["due"]) == ("2009-07-26", "2009-12-12")
    assert dates["reflections.session"] == "2010-01-29"
    await leading.agree(one, "research", *leading.SEATS[:2], on="2009-12-12")
    seat = {"seat": "state", "on": "2009-12-12"}
    await one.post("review", "/agreements/research/signatures", seat)
    await one.post("scheduling", f"/interviews/{session}/cancellation", {"because": "declined"})
    await what_is_next_counts_back_from_the_first_interview(one)


async def what_is_next_counts_back_from_the_first_interview(one: Story) -> None:
    """A week ahead of us: until when the agreements are drafted is said by the same day."""
    first = this_week.first_day(60)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=6)).isoformat()}
    await one.post("scheduling", "/event-week", days)
    held = first + timedelta(days=2)
    await one.post("scheduling", "/interviews", one.booking(1, on=held.isoformat()))
    await one.site.bring_up("review")
    steps = (await one.coordinator.get("review", f"{one.where}/next")).json()["steps"]
    (until,) = (each["until"] for each in steps if each["what"] == "draft-agreements")
    assert until == (held - timedelta(days=45)).isoformat()


DRAW = {"seed": "seed-1", "wanted": {"child-welfare": 4, "probation": 2}, "backups": 1}


@pytest.mark.proves("DISC-03", "DISC-15", "DISC-16", "DISC-02", "DISC-24")
async def test_what_planning_is_refused_follows_the_reading_in_force(site: Site) -> None:
    one = await opened_under(
        site,
        focus_areas="second-with-a-reason",
        host_staff_agreed_by="two",
        host_staff_agreed_when="first-of-all",
        focus_group_length="one-hour",
        back_ups_and_capacity="count",
    )
    await leading.name_chairs(one)

    await leading.agree(one, "host-staff", "state", "child-welfare", answer="yes")
    await one.plan()
    second = {"focus_area": "reunification", "reasons": story.REASONS, "criteria": story.CRITERIA}
    path = f"{one.where}/focus-area"
    said = refused(await one.coordinator.post("review", path, second), 409, "focus-area.count")
    made(await one.coordinator.post("review", path, second | past("focus-area.count")))
    where = {"among": "pre-planning.decisions", "decision": "co-chairs"}
    await one.post("review", "/decisions", where | {"on": "2009-10-01", "text": "Named."})
    late = {"text": "After all.", "answer": "yes"}
    answer = await one.coordinator.post("review", f"{one.where}/agreements/host-staff", late)
    refused(answer, 409, "host-staff.agreed-after")
    short = group(question_minutes=60, reviews_themes=False)
    await one.post("review", "/focus-groups", short)
    capacity = {"teams": 1, "cases_a_day": 2, "days": 3, "staff": 12}
    await one.post("review", "/capacity", capacity)
    await one.import_frame()
    draw = DRAW | {"frame": one.frame}
    full = await one.coordinator.post("review", f"{one.where}/sample", draw)

    assert said["overridable"]
    assert refused(full, 409, "sample.limits")["overridable"]
    told = [each.fact for each in await site.history()]
    areas = [fact.focus_area for fact in told if isinstance(fact, FocusAreaChosen)]
    assert areas == ["placement-stability", "reunification"]
    assert "focus-area.count" in [f.rule for f in told if isinstance(f, RuleOverridden)]


@pytest.mark.proves("DISC-04", "DISC-25")
async def test_the_first_day_and_a_fourth_member_are_as_the_reading_in_force_has_them(
    site: Site,
) -> None:
    one = await drawn_under(site, training_day="first-day", fourth_member="host-only")
    await (await one.form_team()).set_week()
    first = await one.coordinator.post("scheduling", f"{one.where}/interviews", one.booking(0))
    four = [*one.peers, await one.invite("Dogwood Peerless")]
    roles = (*story.ROLES, "observer")
    members = [
        {"reviewer": who.actor, "roles": [role]} for who, role in zip(four, roles, strict=True)
    ]
    team = await one.coordinator.post("review", f"{one.where}/teams", {"members": members})

    assert refused(first, 409, "onsite.training-first")["overridable"]
    refused(team, 409, "team.fourth-member-roles")
    await one.post("scheduling", "/interviews", one.booking(0) | past("onsite.training-first"))
    await one.post("scheduling", "/interviews", one.booking(1))


@pytest.mark.proves("DISC-12", "DISC-14", "DISC-18", "DISC-22")
async def test_debriefs_are_held_as_the_reading_in_force_has_them(
    site: Site, cluster: Cluster
) -> None:
    one = await drawn_under(
        site,
        debrief_by="systemic-factors",
        executives_when="also-later",
        host_at_final_debrief="observes",
        custody_of_tools="with-a-neutral-party",
    )
    await (await one.form_team()).set_week()
    await (await (await one.book(1)).release()).record()
    where, path = f"{one.where}/sessions/{one.sessions[0]}", f"{one.where}/final-debrief"
    form = (await one.peers[0].page("review", f"{where}/debrief/form")).text
    by_heading = await save(one.peers[0], f"{where}/debrief", documentation="Late.")
    factors = {"service-array": "Late."}
    by_factor = await save(one.peers[0], f"{where}/debrief", 0, **factors)
    day = (await one.coordinator.page("review", f"{one.where}/final-day")).text
    await one.post("review", "/debriefs/facilitator", {"name": "Juniper Peerless"})
    made(await one.peers[1].post("review", f"{where}/debrief/completion"))
    await pointed(one, heading="service-array")
    made(await agree(one))
    summary = f"{one.where}/debriefs/days/{FIRST_DAY}/summary"
    made(await one.peers[0].post("review", summary, {"summary": "Relatives are asked late."}))
    begin = {"on": "2010-01-29", "minutes": 60}
    early = await consultant(one).post("review", path, begin)

    refused(by_heading, 409, "debrief.unknown-heading")
    assert (by_factor.status_code, "Service array" in form) == (200, True)
    assert "Everybody of the host county observes." in day
    assert (await one.coordinator.get("review", f"{where}/notes")).status_code == 404
    assert refused(early, 409, "debrief.executives-first")["overridable"]
    both = past("debrief.executives-first", "debrief.final-minutes-least")
    made(await consultant(one).post("review", path, begin | both))
    told = [each.fact for each in await site.history()]
    assert [fact.minutes for fact in told if isinstance(fact, FinalDebriefOpened)] == [60]
    assert await custody(site, cluster) == {"california-training-academy"}


async def custody(site: Site, cluster: Cluster) -> set[str]:
    """Who keeps the keys of what was heard."""
    kept = "SELECT DISTINCT custodian FROM vault.text WHERE agency = %s AND kind = 'raw'"
    async with await psycopg.AsyncConnection.connect(cluster.vault()) as db:
        await db.execute("SELECT set_config('concord.agency', %s, true)", (site.agency,))
        rows = await (await db.execute(kept, (site.agency,))).fetchall()
    return {row[0] for row in rows}


@pytest.mark.proves("DISC-19")
@pytest.mark.parametrize("way", ["kept-out", "with-a-reason"])
async def test_who_supervises_somebody_interviewed_that_day_is_out_of_the_room(
    site: Site, way: str
) -> None:
    one = await drawn_under(site, supervisors_at_daily_debriefs=way)
    await (await one.form_team()).set_week()
    await (await (await one.book(1)).release()).record()
    part = {"part": "planning-team", "kind": "supervisor", "home": site.agency}
    boss = (await one.post("review", "/leaders", part | {"name": "Rowan Hostley"}))["id"]
    ties = {"supervises": [one.cases[0]]}
    await site.read()
    leaders = (await one.coordinator.page("review", f"{one.where}/leaders")).text
    assert f"/reviewers/{boss}/ties" in leaders
    assert "Not told yet" in leaders
    await one.post("review", f"/reviewers/{boss}/ties", ties)
    await one.post("review", "/debriefs/facilitator", {"name": "Juniper Peerless"})
    await debriefed(one)
    await pointed(one)
    await site.read()

    board = await one.peers[0].page("review", f"{one.where}/debriefs", day=FIRST_DAY)
    said = refused(await agree(one), 409, "debrief.supervises-interviewee")

    leaders = (await one.coordinator.page("review", f"{one.where}/leaders")).text
    assert "Not told yet" not in leaders
    assert "withheld" not in leaders
    assert "Rowan Hostley" in board.text
    assert said.get("overridable", False) is (way == "with-a-reason")
    if way == "with-a-reason":
        made(await agree(one, **past("debrief.supervises-interviewee")))
    else:
        made(await agree(one, kept_out=[boss]))
    (day,) = [each.fact for each in await site.history() if isinstance(each.fact, DayAgreed)]
    assert day.kept_out == ((boss,) if way == "kept-out" else ())
