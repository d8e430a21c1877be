"""Focus groups: how many, with whom, led by neutral people, and nobody who speaks is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.focus_group import FocusGroupHeld
from concord_contracts.facts.planning import RuleOverridden

from tests.support import event_week, story
from tests.support.event_week import group, hold, planned, ready, save, staff
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.mark.proves("PQCR-72", "PQCR-78", "PQCR-81", "PQCR-82", "PQCR-141", "PQCR-142")
async def test_a_group_is_planned_arranged_led_and_held_and_its_people_become_voices(
    site: Site,
) -> None:
    one = await story.released(site)
    where = await ready(one)
    notes = f"{where}/notes"
    version = (await one.peers[1].get("review", notes)).json()["version"]

    saved = await save(one.peers[1], notes, version, notes=event_week.WORDS)
    held = made(await hold(one.peers[0], where))

    assert saved.status_code == 200, saved.text
    assert held["position"] > saved.json()["position"]
    last = (await site.history())[-1]
    assert isinstance(last.fact, FocusGroupHeld)
    assert len(set(last.fact.participants)) == 8
    assert all(voice.startswith("voice-") for voice in last.fact.participants)
    log = "".join(envelope.data for envelope in await site.history())
    assert "Heron" not in log
    assert "Fern" not in log
    read = (await one.peers[0].get("review", notes)).json()
    assert read["texts"] == {"notes": event_week.WORDS}
    refused(await hold(one.peers[0], where), 409, "focus-group.already-held")


REFUSALS: tuple[tuple[dict[str, Any], str, bool], ...] = (
    ({"people": 13}, "focus-group.people-most", False),
    ({"people": 5}, "focus-group.people-least", True),
    ({"case": "case-7q2f"}, "focus-group.on-a-case", False),
    ({"on": "2010-01-29"}, "focus-groups.completed", False),
    ({"stakeholders": ["parents", "youth"]}, "focus-group.one-stakeholder-group", True),
    ({"stakeholders": ["astronauts"]}, "focus-group.unknown-stakeholders", False),
    ({"question_minutes": 45}, "focus-group.minutes-least", True),
    ({"question_minutes": 89}, "focus-group.minutes-most", True),
)


@pytest.mark.proves("PQCR-72", "PQCR-73", "PQCR-74", "PQCR-75", "PQCR-76", "PQCR-81")
async def test_a_plan_that_breaks_a_rule_is_refused_in_words_and_advice_yields_to_a_reason(
    site: Site,
) -> None:
    one = await (await story.opened(site)).set_week()
    path = f"{one.where}/focus-groups"

    for changes, rule, yields in REFUSALS:
        answer = await one.coordinator.post("review", path, group(**changes))
        said = refused(answer, 409, rule)
        assert said["overridable"] is yields, rule
        assert rule not in said["title"]
        if yields:
            past = [{"rule": rule, "reason": "The youth asked for it."}]
            if rule == "focus-group.minutes-least":
                past.append({"rule": "focus-group.questions-minutes-least", "reason": "Short."})
            body = group(**changes, overrides=past)
            made(await one.coordinator.post("review", path, body))
            assert RuleOverridden.NAME in facts(await site.history())
    said = refused(
        await one.coordinator.post("review", path, group(people=13)), 409, REFUSALS[0][1]
    )
    assert said["title"] == (
        "A focus group has at most 12 people, and this one has 13. Make two groups of them."
    )


@pytest.mark.proves("PQCR-77", "PQCR-113")
async def test_nobody_with_power_over_somebody_taking_part_leads_or_attends(site: Site) -> None:
    one = await story.released(site)
    where = await planned(one)
    path = f"{where}/staff"

    async def named(everybody: list[dict[str, Any]]) -> Any:
        return await one.coordinator.post("review", path, {"staff": everybody})

    for tie in ("personnel-responsibility", "contract-responsibility"):
        refused(await named(staff(one, ties=[tie])), 409, "focus-group.not-neutral")
        attends = {"name": "A manager", "role": "on-site-support", "ties": [tie]}
        refused(await named([*staff(one), attends]), 409, "focus-group.not-neutral")
    host = staff(one, of_host=True, person=None)
    refused(await named(host), 409, "focus-group.host-staff-neutral")
    refused(await named(staff(one)[:1]), 409, "focus-group.roles")
    made(await named(staff(one, of_host=True, neutral=True, person=None)))
    made(await named(staff(one)))


@pytest.mark.proves("PQCR-72", "PQCR-81", "PQCR-82", "PQCR-142")
async def test_a_group_of_13_a_late_one_and_an_unarranged_one_are_not_simply_held(
    site: Site,
) -> None:
    one = await story.released(site)
    where = await planned(one)
    made(await one.coordinator.post("review", f"{where}/staff", {"staff": staff(one)}))
    leads, stranger = one.peers[0], one.peers[2]

    refused(await hold(stranger, where), 409, "focus-group.not-its-staff")
    refused(await hold(leads, where, people=13), 409, "focus-group.people-most")
    refused(await hold(leads, where, on="2010-01-29"), 409, "focus-groups.completed")
    assert refused(await hold(leads, where), 409, "focus-group.arranged")["overridable"]
    reasons = [
        {"rule": rule, "reason": "There was no time."}
        for rule in ("focus-group.arranged", "focus-group.addressed", "focus-group.people-least")
    ]
    less = {"people": 4, "addressed": ["confidentiality"]}
    refused(await hold(leads, where, **less, overrides=reasons[:1]), 409, REFUSALS[1][1])
    made(await hold(leads, where, **less, overrides=reasons))
    assert facts(await site.history())[-4:-1] == [RuleOverridden.NAME] * 3
    late = await one.coordinator.post("review", f"{where}/arrangements/call", {"on": "2010-01-26"})
    refused(late, 409, "focus-group.already-held")


@pytest.mark.proves("PQCR-82")
async def test_people_are_called_two_days_before(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    path = f"{await planned(one)}/arrangements/call"

    said = refused(await one.coordinator.post("review", path, {"on": "2010-01-26"}), 409, CALL)

    assert said["title"].startswith("The guide advises to call people 2 days before")
    made(await one.coordinator.post("review", path, {"on": "2010-01-25"}))


CALL = "focus-group.reminder-call-days"


@pytest.mark.proves("PQCR-78")
async def test_the_host_sees_the_plan_and_neither_notes_nor_voices(site: Site) -> None:
    one = await story.released(site)
    where = await ready(one)
    made(await hold(one.peers[0], where))
    await site.read()

    listed = (await one.coordinator.get("review", f"{one.where}/focus-groups")).json()["groups"]
    inside = (await one.peers[0].get("review", f"{one.where}/focus-groups")).json()["groups"]
    page = (await one.coordinator.page("review", where)).text

    assert [found["voices"] for found in listed] == [None]
    assert [found["voices"] for found in inside] == [8]
    assert "Parents" in page
    assert (
        "Plan the focus group"
        in (await one.coordinator.page("review", f"{one.where}/focus-groups")).text
    )
    assert "was held" not in page
    assert "was held" in (await one.peers[0].page("review", where)).text
    host = site.enter("helper-1", "reviewer")
    mistaken = {"staff": staff(one, person=host.actor)}
    other = await planned(one)
    made(await one.coordinator.post("review", f"{other}/staff", mistaken))
    refused(await host.get("review", f"{other}/notes"), 404, "door.not-found")
    refused(await hold(host, other), 404, "door.not-found")
    for nobody, path in ((host, other), (one.peers[2], where)):
        assert (await nobody.page("review", f"{path}/form")).status_code == 404
    for path in (f"{where}/notes", f"{where}/draft-key"):
        refused(await one.coordinator.get("review", path), 404, "door.not-found")
        assert (await one.peers[2].get("review", path)).status_code == 404
    assert (await one.peers[0].page("review", f"{where}/form")).status_code == 200
    assert (await one.peers[0].page("review", f"{where}/agenda")).status_code == 200
