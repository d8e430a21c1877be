"""What the guide wants decided, known and held, row by row: recorded, shown, warned of, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden

from tests.support import story
from tests.support.event_week import planned
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site
    from tests.support.story import Story

pytestmark = pytest.mark.anyio

DECIDED = {
    "decisions.logistics": {
        "locations": "The library and the court house.",
        "central-location": "The library, which is neutral for both.",
        "support-staff": "Two people copy and fetch lunch.",
        "who-prepares-cases": "The supervisors prepare the summaries.",
    },
    "decisions.week": {
        "number-of-interviews": "Twelve interviews.",
        "time-frames": "Forty-five minutes each, from nine to four.",
        "training-day": "The peers come from far: training is two weeks earlier.",
        "verbal-report": "The executives hear a report on Friday.",
        "inviters": "Two parent partners choose the place and call.",
    },
    "decisions.means": {
        "travel-and-hotel": "Three nights in a hotel for six peers.",
        "allocation": "The allocation pays for nine peers at most.",
        "earlier-experience": "The academy tells what Marin learned.",
    },
}


def past(*rules: str) -> dict[str, Any]:
    return {"overrides": [{"rule": rule, "reason": "It could not be helped."} for rule in rules]}


async def overridden(site: Site) -> list[str]:
    facts = [one.fact for one in await site.history()]
    return [fact.rule for fact in facts if isinstance(fact, RuleOverridden)]


async def page(one: Story, path: str) -> str:
    await one.site.bring_up("review")
    answer = await one.coordinator.page("review", one.where + path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.proves("PQCR-110")
async def test_who_invites_to_a_focus_group_has_words_for_the_call(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    where = await planned(one)
    made(await one.coordinator.post("review", f"{where}/arrangements/child-care", CARE))

    seen = await page(one, where.removeprefix(one.where))

    for said in (
        "What to say when inviting",
        "Library, room 2",
        "nobody is named",
        "child care in",
    ):
        assert said in seen, said
    assert "There is a stipend" not in seen
    observer = await site.enter("observer-1", "observer").page("review", where)
    assert "What to say when inviting" not in observer.text


CARE = {"on": "2010-01-11", "needed": True}


@pytest.mark.proves("PQCR-42", "PQCR-110", "PQCR-114", "PQCR-153")
async def test_what_the_planning_team_decides_is_kept_with_its_words_and_what_is_open_is_shown(
    site: Site,
) -> None:
    one = await story.opened(site)
    before = await page(one, "/agreements")
    for among, said in DECIDED.items():
        for decision, text in said.items():
            body = {"among": among, "decision": decision, "on": "2009-10-01", "text": text}
            await one.post("review", "/decisions", body)
    strange = {"among": "decisions.means", "decision": "lottery", "on": "2009-10-01", "text": "?"}

    after = await page(one, "/agreements")

    assert "12 decisions are open" in before
    assert "All are decided" in after
    for said in DECIDED.values():
        assert all(text in after for text in said.values())
    log = "".join(each.data for each in await site.history())
    assert "Marin learned" not in log
    answer = await one.coordinator.post("review", f"{one.where}/decisions", strange)
    refused(answer, 409, "decision.unknown")


@pytest.mark.proves("PQCR-52", "PQCR-132")
async def test_a_team_has_two_to_four_people_of_known_kinds_who_know_the_subject(
    site: Site,
) -> None:
    one = await story.opened(site)
    peer = {"name": "Alder Peerless", "home": "ca-monterey"}
    kinds = ("peer-cws-supervisor", "peer-probation-officer")
    people = [
        (await one.post("review", "/reviewers", peer | {"represents": kind}))["id"]
        for kind in (*kinds, *kinds, kinds[0])
    ]
    knows = f"{one.where}/reviewers/{people[0]}/knowledge"
    for who in people:
        await one.post("review", f"/reviewers/{who}/confidentiality", {"on": "2010-01-11"})
    roles = (*story.ROLES, "observer", "observer")
    members = [{"reviewer": who, "roles": [role]} for who, role in zip(people, roles, strict=True)]
    five = await one.coordinator.post("review", f"{one.where}/teams", {"members": members})
    nothing = await one.coordinator.post("review", knows, {"knowledge": []})
    odd = await one.coordinator.post("review", knows, {"knowledge": ["astronomy"]})

    assert refused(five, 409, "team.members-most")["overridable"]
    assert refused(nothing, 409, "reviewer.knowledge")["overridable"]
    refused(odd, 409, "reviewer.unknown-knowledge")
    await one.post("review", "/teams", {"members": members} | past("team.members-most"))
    made(await one.coordinator.post("review", knows, past("reviewer.knowledge")))
    known = {"knowledge": ["child-welfare-practice", "federal-requirements"]}
    await one.post("review", f"/reviewers/{people[1]}/knowledge", known)
    seen = await page(one, "/teams")
    assert await overridden(site) == ["team.members-most", "reviewer.knowledge"]
    for said in ("No subject knowledge", "Federal requirements", "not recorded", "Not named yet"):
        assert said in seen, said


@pytest.mark.proves("PQCR-58", "PQCR-89", "PQCR-146")
async def test_trainings_last_their_hours_and_findings_are_aligned_when_the_week_is_over(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    peer = (await one.invite("Alder Peerless")).actor
    path = f"{one.where}/meetings"
    training = {"kind": "reviewer-training", "on": "2010-01-11", "parties": ["reviewers"]}
    topics = [f"training-goal-{nth}" for nth in range(1, 8)]
    short = training | {"minutes": 90, "topics": topics, "reviewers": [peer]}
    briefing = {"kind": "pre-briefing", "on": "2010-01-12", "topics": ["tools"]}
    aligning = {
        "kind": "alignment",
        "parties": [f"co-chair-{one}" for one in ("child-welfare", "probation", "state")],
        "topics": ["literature", "county-practice", "strategies"],
    }

    async def meet(**body: Any) -> Any:
        return await one.coordinator.post("review", path, body)

    assert refused(await meet(**short), 409, "training.minutes-least")["overridable"]
    made(await meet(**short, **past("training.minutes-least")))
    assert refused(await meet(**briefing), 409, "meetings.pre-briefing-topics")["overridable"]
    made(await meet(**briefing | {"topics": ["tools", "process"]}))
    record = await page(one, "/training")
    assert "Findings are not aligned yet" in await page(one, "/meetings")
    early = await meet(**aligning, on="2010-01-29")
    refused(early, 409, "meetings.alignment-after-week")
    without = await meet(**aligning, on="2010-02-03")
    assert refused(without, 409, "meetings.alignment-parties")["overridable"]
    whole = aligning | {"parties": [*aligning["parties"], "planning-team"]}
    made(await meet(**whole, on="2010-02-03", notes="Relatives are called on the first day."))
    held = await page(one, "/meetings")

    assert "without fear of retribution" in record
    assert "Findings are not aligned yet" not in held
    assert "Relatives are called on the first day." in held
    assert await overridden(site) == ["training.minutes-least"]


@pytest.mark.proves("PQCR-111", "PQCR-55")
async def test_number_and_time_frames_of_interviews_are_set_for_each_review(site: Site) -> None:
    one = await (await (await story.drawn(site)).form_team()).set_week()
    path = f"{one.where}/time-frames"
    frames = {"interviews": 1, "interview_minutes": 60, "debrief_minutes": 15}
    unusual = await one.coordinator.post("scheduling", path, frames)
    made(await one.coordinator.post("scheduling", path, frames | past("interview.minutes")))

    await one.post("scheduling", "/interviews", one.booking(1))
    second = await one.coordinator.post("scheduling", f"{one.where}/interviews", one.booking(2))
    await site.bring_up("scheduling")
    booked = (await one.coordinator.get("scheduling", f"{one.where}/schedule")).json()["bookings"]
    seen = (await one.coordinator.page("scheduling", one.where)).text

    assert refused(unusual, 409, "interview.minutes")["overridable"]
    said = refused(second, 409, "week.number-decided")["title"]
    assert said == "The planning team decided on 1 interviews. Decide on another number first."
    lengths = [(each["minutes"], each["debrief"]) for each in booked]
    assert lengths == [(60, 15)]
    for text in ("decided on 1 interview.", "Training/Orientation", "4-6 hours"):
        assert text in seen, text


RULES = (
    "takes the place of the earlier versions",
    "ACIN I-46-07",
    "County Fiscal Letter 07/08",
    "http://cssr.berkeley.edu/childwelfare/",
    "(916) 651-8099",
    "When is the report due?",
    "60 days after the event week",
    "Whose signatures stand on the cover sheet",
    "Does the report&#39;s file have the blank tools?",
    "Whose approval must stand before the County Self-Assessment goes in?",
    "On the earlier of the two",
    'id="interview.minutes"',
    "Interviews typically take 45 minutes",
)


@pytest.mark.proves("PQCR-154", "DISC-21", "DISC-23", "DISC-26", "DISC-27")
async def test_the_rules_of_a_review_are_a_page_with_each_choice_its_readings_and_its_sources(
    site: Site,
) -> None:
    one = await story.opened(site)
    observer, where = site.enter("observer-1", "observer"), f"{one.where}/rules"

    rules = (await observer.page("review", where)).text
    other = (await site.enter("stranger-1").page("review", where)).status_code

    for said in RULES:
        assert said in rules, said
    assert (rules.count('id="choice-'), other) == (22, 404)


@pytest.mark.proves("PQCR-105")
async def test_the_guides_glossary_and_acronyms_are_a_page_from_every_page_of_a_review(
    site: Site,
) -> None:
    one = await story.opened(site)
    observer, where = site.enter("observer-1", "observer"), f"{one.where}/words"
    spanish = {"headers": {"Cookie": "concord-language=es"}}

    words = (await observer.page("review", where)).text
    found = (await observer.page("review", where, q="ocap")).text
    nothing = (await observer.page("review", where, q="astronaut")).text
    anywhere = (await observer.page("review", f"{one.where}/timeline")).text
    other = await observer.ask("GET", f"/review/{site.agency}/reviews{where}", **spanish)

    for said in ("Office of Child Abuse Prevention", "Resource Families"):
        assert said in words, said
    assert ("Board of Supervisors" in found, "Prevention Network" in found) == (False, True)
    assert "The guide does not explain this word." in nothing
    assert f"/review/{site.agency}/reviews{where}" in anywhere
    assert "Cómo llama la guía a las cosas" in other.text
