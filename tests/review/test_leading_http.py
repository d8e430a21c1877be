"""Who leads, what they agree and where they differ, over HTTP: recorded, shown and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import leading, story
from tests.support.reviews import PEER
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

DIFFER = "The county and the state read the data differently."


async def read(one: story.Story, path: str, who: Any = None) -> dict[str, Any]:
    await one.site.read()
    found: dict[str, Any] = (await (who or one.coordinator).get("review", one.where + path)).json()
    return found


@pytest.mark.proves("PQCR-11", "PQCR-14", "PQCR-10")
async def test_leaders_are_named_and_one_person_has_several_parts(site: Site) -> None:
    one = await story.opened(site)
    chairs = await leading.name_chairs(one)
    part = {"part": "coordinator", "kind": "coordinator"}

    await one.post("review", "/leaders/parts", part | {"person": chairs["probation"]})
    state = {"part": "coordinator", "kind": "coordinator", "person": chairs["state"]}
    gone = part | {"person": chairs["probation"]}
    found = await read(one, "/leaders")
    page = (await one.coordinator.page("review", f"{one.where}/leaders")).text
    await one.post("review", "/leaders/parts/end", gone)
    answer = await one.coordinator.post("review", f"{one.where}/leaders/parts", state)

    parts = {each["person"]: [p["part"] for p in each["parts"]] for each in found["leaders"]}
    assert parts[chairs["probation"]] == ["co-chair", "coordinator"]
    assert len(parts) == 3
    assert page.count("Chair of probation") > 2
    assert "withheld" not in page
    assert "Chair of" not in "".join(each.data for each in await site.history())
    assert "cannot be the coordinator" in refused(answer, 409, "review.coordinator-not")["title"]


@pytest.mark.proves("PQCR-20", "PQCR-18")
async def test_peer_counties_are_chosen_with_reasons_and_confirmed_by_the_co_chairs(
    site: Site,
) -> None:
    one = await story.opened(site)
    await leading.name_chairs(one)
    county = {"county": PEER, "reasons": ["performance"], "text": DIFFER, "high_performing": True}

    await one.post("review", "/peer-counties", county)
    (before,) = (await read(one, "/peer-counties"))["peer_counties"]
    await leading.agree(one, "peer-counties")
    await one.post("review", "/peer-counties", county | {"county": "ca-napa"})
    after = (await read(one, "/peer-counties"))["peer_counties"]
    await one.post("review", "/peer-counties/ca-napa/removal")

    assert (before["reasons"], before["said"]) == (["performance"], DIFFER)
    assert before["is_confirmed"] is False
    assert {each["county"]: each["is_confirmed"] for each in after} == {
        PEER: True,
        "ca-napa": False,
    }
    assert [c["county"] for c in (await read(one, "/peer-counties"))["peer_counties"]] == [PEER]
    assert DIFFER in (await one.coordinator.page("review", f"{one.where}/leaders")).text
    assert DIFFER not in "".join(each.data for each in await site.history())


@pytest.mark.proves("PQCR-18")
async def test_an_agreement_shows_its_words_its_signers_its_day_and_when_it_was_due(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    await leading.name_chairs(one)

    await leading.agree(one, "research", on="2009-12-01")
    await one.post("review", "/agreements/roles", {"text": DIFFER})
    found = await read(one, "/agreements")

    agreements = {each["topic"]: each for each in found["agreements"]}
    research, roles = agreements["research"], agreements["roles"]
    assert found["due"] == "2009-12-11"
    assert (research["resolved_on"], research["days_late"]) == ("2009-12-01", None)
    assert {each["seat"]: each["on_day"] for each in research["signatures"]} == dict.fromkeys(
        leading.SEATS, "2009-12-01"
    )
    assert (roles["said"], roles["resolved_on"]) == (DIFFER, None)
    assert roles["days_late"] > 5000
    page = (await one.coordinator.page("review", f"{one.where}/agreements")).text
    assert "1 of 7 are agreed" in page
    assert "withheld" not in page
    assert DIFFER in page


async def test_a_late_agreement_is_taken_with_a_reason_and_a_co_chair_signs_alone(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    state = site.enter("consultant-1", "consultant", home=leading.STATE)
    seat = {"part": "co-chair", "kind": "state", "name": "Chair", "home": leading.STATE}
    await leading.name_chairs(one)
    (chair,) = [
        each["person"]
        for each in (await read(one, "/leaders"))["leaders"]
        if each["home"] == leading.STATE
    ]
    await one.post("review", "/leaders/parts/end", seat | {"person": chair})
    await one.post("review", "/leaders", seat | {"person": state.actor})
    await leading.agree(one, "research", "child-welfare", "probation")
    path = f"{one.where}/agreements/research/signatures"

    others = {"seat": "probation", "on": "2010-01-10"}
    mine = {"seat": "state", "on": "2010-01-10"}
    refused(await state.post("review", path, others), 409, "agreement.another-seat")
    late = refused(await state.post("review", path, mine), 409, "agreements.in-time")
    reason = [{"rule": "agreements.in-time", "reason": "Snow."}]
    made(await state.post("review", path, mine | {"overrides": reason}))

    assert late["title"].startswith("This was due by December 11, 2009.")
    found = {each["topic"]: each for each in (await read(one, "/agreements", state))["agreements"]}
    assert (found["research"]["resolved_on"], found["research"]["days_late"]) == ("2010-01-10", 30)
    assert (
        "Agreed on Jan 10, 2010, 30 days late"
        in (await state.page("review", f"{one.where}/agreements")).text
    )


@pytest.mark.proves("PQCR-115", "PQCR-116", "PQCR-117", "PQCR-118", "PQCR-33")
async def test_decisions_talks_and_suggestions_stand_on_the_page(site: Site) -> None:
    one = await story.opened(site)
    await leading.name_chairs(one)
    talk = {"by": "probation", "on": "2009-09-01", "data_reviewed": True, "note": "We talked."}
    hint = {
        "by": "probation",
        "focus_area": "reunification",
        "struggling": "It has fallen for a year.",
        "strategy": "Visits at home.",
    }
    decision = {"on": "2009-10-01", "text": "Twelve cases."}

    await one.post("review", "/focus-area/suggestions", hint)
    await one.post("review", "/focus-area/talks", talk)
    for among, which in (("determinations", "number-of-cases"), ("decisions", "co-chairs")):
        where = {"among": f"pre-planning.{among}", "decision": which}
        await one.post("review", "/decisions", decision | where)
    await one.plan()
    focus = await read(one, "/focus-area")
    decided = (await read(one, "/agreements"))["decisions"]
    page = (await one.coordinator.page("review", f"{one.where}/agreements")).text

    assert (focus["suggestions"][0]["struggling"], focus["talks"][0]["said"]) == (
        "It has fallen for a year.",
        "We talked.",
    )
    assert {each["criterion"]: each["said"] for each in focus["criteria"]} == story.CRITERIA
    said = {each["decision"]: each["said"] for each in decided if each["said"]}
    assert said == {"number-of-cases": "Twelve cases.", "co-chairs": "Twelve cases."}
    for text in ("It has fallen for a year.", "Visits at home.", "We talked.", "Twelve cases."):
        assert text in page


@pytest.mark.proves("PQCR-19")
async def test_a_difference_of_opinion_climbs_until_it_is_settled(site: Site) -> None:
    one = await story.opened(site)
    told = {"by": "state", "matter": DIFFER, "arose_on": "2009-11-02", "told_on": "2009-11-02"}
    state = site.enter("consultant-1", "consultant", home=leading.STATE)
    path = f"{one.where}/disagreements"

    which = made(await state.post("review", path, told | {"topic": "research"}))["id"]
    up = {"on": "2009-11-03", "tried": "We met twice."}
    made(await state.post("review", f"{path}/{which}/escalation", up))
    how = {"on": "2009-11-04", "how": "Both sets of data are shown."}
    made(await one.coordinator.post("review", f"{path}/{which}/settlement", how))
    (found,) = (await read(one, "/disagreements", state))["disagreements"]

    assert (found["level"], found["settled_on"]) == ("co-chairs", "2009-11-04")
    assert [(each["level"], each["said"]) for each in found["steps"]] == [
        ("co-chairs", "We met twice.")
    ]
    assert DIFFER in (await state.page("review", f"{one.where}/agreements")).text
    reviewer = site.enter("reviewer-1", "reviewer", home=PEER)
    assert DIFFER not in (await reviewer.page("review", f"{one.where}/agreements")).text
    refused(await reviewer.get("review", path), 404, "door.not-found")


@pytest.mark.proves("PQCR-23", "PQCR-24", "PQCR-27", "PQCR-133", "PQCR-135", "PQCR-106")
async def test_county_staff_keep_time_after_agreement_training_and_report(site: Site) -> None:
    one = await story.opened(site)
    await leading.name_chairs(one)
    one.peers = [await one.invite(name) for name in (story.NAMES[0], story.NAMES[2])]
    host = one.id_of(await one.invite("Hazel Host", home=site.agency))
    roles = (one.id_of(one.peers[0]), host, one.id_of(one.peers[1]))
    members = [
        {"reviewer": who, "roles": [role]} for who, role in zip(roles, story.ROLES, strict=True)
    ]
    path = f"{one.where}/teams"

    async def form() -> Any:
        return await one.coordinator.post("review", path, {"members": members})

    refused(await form(), 409, "host-staff.agreed-by")
    await leading.agree(one, "host-staff", answer="yes")
    refused(await form(), 409, "host-staff.trained")
    await leading.prepare_host_staff(one, host)
    made(await form())
    await leading.agree(one, "interview-teams", *leading.SEATS, "planning-team")
    found = {each["reviewer"]: each for each in (await read(one, "/reviewers"))["reviewers"]}
    page = (await one.coordinator.page("review", path)).text

    assert (found[host]["trained_on"], found[host]["reported_on"]) == ("2009-12-10", "2009-12-11")
    assert "Trained on Dec 10, 2009" in page
    assert "withheld" not in page
    assert "agreed on the make-up of the teams" in page
    agreements = (await one.coordinator.page("review", f"{one.where}/agreements")).text
    assert "Participating as mock interviewees" in agreements


async def test_a_review_whose_rules_name_no_leaders_says_so(all_services: Any) -> None:
    site = await all_services.join("nc-leaderless-1")
    one = await story.durham(site)
    await site.read()

    for path, said in (("leaders", "name nobody who leads it"), ("agreements", "no agreement")):
        page = await one.coordinator.page("review", f"{one.where}/{path}")
        assert (page.status_code, said in page.text) == (200, True)
