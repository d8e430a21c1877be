"""Literature: attached, rated, used for questions, held against themes; and gaps in practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.literature import LiteratureAdded

from tests.support import story
from tests.support.forms import publish
from tests.support.site import facts, made, refused
from tests.support.tools import SYNTHETIC

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

ITEM: dict[str, Any] = {
    "kind": "literature-review",
    "level": "highest",
    "citation": "Made Up Review of Placements, Invented Press, 2008.",
    "summary": "Placements with relatives hold longer.",
    "year": 2008,
}


@pytest.mark.proves("PQCR-34", "PQCR-138")
async def test_research_is_attached_with_its_level_and_linked_to_what_it_guides(site: Site) -> None:
    one = await story.opened(site)
    path = f"{one.where}/literature"

    item = made(await one.coordinator.post("review", path, ITEM))["id"]
    for use in ("case-selection", "analysis", "report"):
        made(await one.coordinator.post("review", f"{path}/{item}/uses", {"use": use}))
    await site.read()

    (shown,) = (await one.coordinator.get("review", path)).json()["items"]
    assert {name: shown[name] for name in ITEM} == ITEM
    assert [use["use"] for use in shown["uses"]] == ["analysis", "case-selection", "report"]
    log = await site.history()
    assert ITEM["summary"] not in "".join(envelope.data for envelope in log)
    assert LiteratureAdded.NAME in facts(log)
    page = (await one.coordinator.page("review", path)).text
    assert "Systematic review or meta-analysis (highest level of evidence)" in page
    assert "Everything rests on at least one item." in page
    end = {"use": "report"}
    made(await one.coordinator.post("review", f"{path}/{item}/uses/end", end))
    made(await one.coordinator.post("review", f"{path}/{item}/withdrawal"))
    await site.read()
    assert (await one.coordinator.get("review", path)).json()["items"] == []


async def test_what_the_rules_do_not_know_is_refused_in_words(site: Site) -> None:
    one = await story.opened(site)
    path = f"{one.where}/literature"
    item = made(await one.coordinator.post("review", path, ITEM))["id"]
    uses = f"{path}/{item}/uses"

    for body, where, rule in (
        (ITEM | {"kind": "gossip"}, path, "literature.unknown-kind"),
        (ITEM | {"level": "gossip"}, path, "literature.unknown-level"),
        ({"use": "gossip"}, uses, "literature.unknown-use"),
        ({"use": "questions"}, uses, "literature.name-the-question"),
        ({"use": "questions", "question": "tool/none"}, uses, "literature.name-the-question"),
        ({"use": "report"}, f"{path}/item-none/uses", "literature.unknown"),
        (ITEM | {"summary": "Write to a@b.org."}, path, "text.identifiers"),
        (ITEM | {"summary": "<b>Bold</b>"}, path, "text.markup"),
    ):
        refused(await one.coordinator.post("review", where, body), 409, rule)


@pytest.mark.proves("PQCR-100", "PQCR-137", "PQCR-139")
async def test_themes_are_held_against_research_and_gaps_are_listed(site: Site) -> None:
    one = await (await story.recorded(site)).agree()
    await publish(one)
    item = made(await one.coordinator.post("review", f"{one.where}/literature", ITEM))["id"]
    peer, theme = one.peers[0], one.themes[0]
    await site.read()
    path = f"{one.where}/literature"
    before = (await peer.page("review", path)).text
    assert "Agreed theme:" in before
    assert "published question" in before

    asked = f"{SYNTHETIC['id']}/seen"
    body = {"use": "questions", "question": asked}
    made(await one.coordinator.post("review", f"{path}/{item}/uses", body))
    align = f"{one.where}/themes/{theme}/alignment"
    refused(
        await peer.post("review", align, {"relation": "supports"}), 409, "literature.item-or-none"
    )
    made(await peer.post("review", align, {"relation": "supports", "item": item}))
    gap = {"theme": theme, "item": item, "statement": "Relatives are asked late.", "topic": True}
    made(await peer.post("review", f"{one.where}/practice-gaps", gap))
    await site.read()

    shown = (await peer.get("review", f"{one.where}/themes/{theme}")).json()["theme"]
    assert shown["aligned"] == [{"item": item, "relation": "supports"}]
    (listed,) = (await peer.get("review", f"{one.where}/practice-gaps")).json()["gaps"]
    assert (listed["statement"], listed["topic"], listed["strategy"]) == (
        gap["statement"],
        True,
        False,
    )
    page = (await peer.page("review", path)).text
    assert "Agreed theme:" not in page
    assert "To be analyzed in the self-assessment" in page


@pytest.mark.proves("PQCR-139")
async def test_the_host_sees_no_gap_and_a_gap_can_be_taken_back(site: Site) -> None:
    one = await (await story.recorded(site)).agree()
    item = made(await one.coordinator.post("review", f"{one.where}/literature", ITEM))["id"]
    gaps = f"{one.where}/practice-gaps"
    gap = {"theme": one.themes[0], "item": item, "statement": "Relatives are asked late."}
    noted = made(await one.peers[0].post("review", gaps, gap))["id"]
    await site.read()

    host = (await one.coordinator.page("review", f"{one.where}/literature")).text
    assert (await one.coordinator.get("review", gaps)).json()["gaps"] == []
    assert gap["statement"] not in host
    assert story.STATEMENT not in host
    made(await one.peers[0].post("review", f"{gaps}/{noted}/withdrawal"))
    await site.read()
    assert (await one.peers[0].get("review", gaps)).json()["gaps"] == []


async def test_only_who_may_keeps_literature_and_nobody_of_the_host_aligns_themes(
    site: Site,
) -> None:
    one = await (await story.recorded(site)).agree()

    answer = await one.peers[0].post("review", f"{one.where}/literature", ITEM)
    assert answer.status_code == 404
    align = f"{one.where}/themes/{one.themes[0]}/alignment"
    answer = await one.coordinator.post("review", align, {"relation": "silent"})
    assert answer.status_code == 404
