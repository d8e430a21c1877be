"""What the guide wants decided, known and held, row by row: recorded, shown, warned of, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden

from tests.support import story
from tests.support.event_week import planned
from tests.support.site import made, refused

if TYPE_CHECKING:
    import httpx2

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
    for settled in ("child-care", "group-helps-choose", "group-invites"):
        made(await one.coordinator.post("review", f"{where}/arrangements/{settled}", CARE))

    seen = await page(one, where.removeprefix(one.where))

    for said in (
        "What to say when inviting",
        "Library, room 2",
        "nobody is named",
        "child care in",
        "3 of 12 settled",
        "They call and invite the participants personally",
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

    apart = {"among": "decisions.logistics", "decision": "central-location", "answer": "no"}
    apart |= {"on": "2009-10-05", "text": "The court house too: probation has no car."}
    early = await one.coordinator.post("review", f"{one.where}/decisions", apart)
    after = await page(one, "/agreements")
    reason = past("decisions.central-location")
    await one.post("review", "/decisions", apart | reason)
    await site.bring_up("review")
    listed = (await one.coordinator.get("review", f"{one.where}/agreements")).json()["decisions"]

    assert refused(early, 409, "decisions.central-location")["overridable"]
    assert {each["decision"]: each["answer"] for each in listed}["central-location"] == "no"
    assert await overridden(site) == ["decisions.central-location"]
    assert "12 decisions are open" in before
    assert "All are decided" in after
    for said in DECIDED.values():
        assert all(text in after for text in said.values())
    log = "".join(each.data for each in await site.history())
    assert "Marin learned" not in log
    answer = await one.coordinator.post("review", f"{one.where}/decisions", strange)
    refused(answer, 409, "decision.unknown")


@pytest.mark.proves("PQCR-52", "PQCR-57", "PQCR-132")
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
    await sized(one, members)
    await lacking(one, people)


async def sized(one: Story, members: list[dict[str, Any]]) -> None:
    """What was decided for a county of this size takes the place of two to four."""
    await one.post("review", "/teams/size", {"least": 3, "most": 3})
    await one.post("review", "/teams", {"members": members[:3]})
    four = await one.coordinator.post("review", f"{one.where}/teams", {"members": members[:4]})
    assert refused(four, 409, "team.members-most")["facts"]["most"] == 3


LACKING = {
    "least": 3,
    "most": 3,
    "completed": False,
    "kinds": ["peer-social-worker", "peer-probation-supervisor"],
    "knowledge": ["probation-practice", "state-regulations"],
}


async def lacking(one: Story, people: list[str]) -> None:
    """Whom and what the teams lack is told, and gone past with a reason."""
    done, days = f"{one.where}/teams/completion", f"{one.where}/reviewers/{people[0]}/part"
    await one.site.bring_up("review")
    open_ones = (await one.coordinator.get("review", f"{one.where}/teams")).json()["composition"]
    kinds = refused(await one.coordinator.post("review", done, {}), 409, "team.representatives")
    reasons = past("team.representatives")
    knowledge = refused(await one.coordinator.post("review", done, reasons), 409, "team.knowledge")
    short = await one.coordinator.post("review", days, {"days": 1})
    long = await one.coordinator.post("review", days, {"days": 6})

    assert refused(short, 409, "onsite.reviewer-days-least")["overridable"]
    assert refused(long, 409, "onsite.reviewer-days-most")["overridable"]
    made(await one.coordinator.post("review", days, {"days": 5}))
    assert open_ones == LACKING
    assert "Experienced peer county social workers" in kinds["title"]
    strange = await one.coordinator.post("review", days, {"represents": "juggler"})
    refused(strange, 409, "reviewer.unknown-representative")
    social = f"/reviewers/{people[2]}/part"
    await one.post("review", social, {"represents": "peer-social-worker"})
    fewer = refused(await one.coordinator.post("review", done, {}), 409, "team.representatives")
    assert fewer["facts"]["kinds"] == ["Peer county probation supervisors"]
    assert "State regulations" in knowledge["title"]
    both = past("team.representatives", "team.knowledge")
    made(await one.coordinator.post("review", done, both))
    seen = await page(one, "/teams")
    for said in ("The teams are complete", "It was said with a reason", "Takes part 5 days"):
        assert said in seen, said


async def days_are_planned(one: Story) -> None:
    """The training before the week, and a final debrief with a report to the executives."""
    path = f"{one.where}/days"
    days = {"training_on": "2010-01-18", "training_minutes": 270, "debrief_on": "2010-01-29"}
    brief = days | {"debrief_minutes": 90, "verbal_report": True}
    hasty = await one.coordinator.post("scheduling", path, brief)
    assert refused(hasty, 409, "debrief.final-minutes-least")["overridable"]
    made(await one.coordinator.post("scheduling", path, brief | {"debrief_minutes": 150}))
    await one.site.bring_up("scheduling")
    week = (await one.coordinator.page("scheduling", one.where)).text
    for said in ("January 18, 2010, 4.5 hours", "2.5 hours, with a verbal report"):
        assert said in week, said


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

    await days_are_planned(one)
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


FRAMES = {
    "interviews": 1,
    "interview_minutes": 60,
    "debrief_minutes": 15,
    "begins": "09:00:00",
    "ends": "16:00:00",
}


async def week_of(one: Story) -> tuple[str, dict[str, Any]]:
    """The schedule as a page, and as data."""
    await one.site.bring_up("scheduling")
    page = (await one.coordinator.page("scheduling", one.where)).text
    return page, (await one.coordinator.get("scheduling", f"{one.where}/schedule")).json()


async def one_case_more(one: Story) -> httpx2.Response:
    """A back-up that is to be heard beside the selected cases."""
    listed = await one.coordinator.get("review", f"{one.where}/cases", stage="backup")
    path = f"{one.where}/cases/{listed.json()['cases'][0]['case_id']}/standing"
    body = {"standing": "selected", "reason": "It is a telling case."}
    return await one.coordinator.post("review", path, body)


@pytest.mark.proves("PQCR-111", "PQCR-55")
async def test_number_and_time_frames_of_interviews_are_set_for_each_review(site: Site) -> None:
    one = await (await (await story.drawn(site)).form_team()).set_week()
    path, undecided = f"{one.where}/time-frames", await week_of(one)
    frames = FRAMES | {"begins": "09:00", "ends": "16:00"}
    unusual = await one.coordinator.post("scheduling", path, frames)
    made(await one.coordinator.post("scheduling", path, frames | past("interview.minutes")))

    late = one.booking(1, starts="15:00")
    outside = await one.coordinator.post("scheduling", f"{one.where}/interviews", late)
    await one.post("scheduling", "/interviews", one.booking(1))
    second = await one.coordinator.post("scheduling", f"{one.where}/interviews", one.booking(2))
    seen, schedule = await week_of(one)

    assert refused(unusual, 409, "interview.minutes")["overridable"]
    said = refused(second, 409, "week.number-decided")["title"]
    assert said == "The planning team decided on 1 interviews. Decide on another number first."
    assert "has not decided yet how many interviews" in undecided[0]
    assert (undecided[1]["frames"], schedule["frames"]) == (None, FRAMES)
    refused(outside, 409, "week.hours-decided")
    refused(await one_case_more(one), 409, "sample.number-decided")
    lengths = [(each["minutes"], each["debrief"]) for each in schedule["bookings"]]
    assert lengths == [(60, 15)]
    for text in ("decided on 1 interview.", "6 cases are selected", "Training/Orientation"):
        assert text in seen, text
    assert "4-6 hours" in seen


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
    entry = "word-on-site-review"
    assert f"/review/{site.agency}/reviews{where}#{entry}" in anywhere
    assert f'id="{entry}"' in words
    assert "is the actual week the case review interviews are held" in anywhere
    assert ("Board of Supervisors" in found, "Prevention Network" in found) == (False, True)
    assert "The guide does not explain this word." in nothing
    assert f"/review/{site.agency}/reviews{where}" in anywhere
    assert "Cómo llama la guía a las cosas" in other.text
