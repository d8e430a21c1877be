"""Coding a theme alone: nobody sees another's codes before all are revealed at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.theme import ThemeCoded, ThemeCodesRevealed, ThemeRuleOverridden

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

OTHERWISE = ("heard", "not-heard", "cannot-say")


async def seen(one: story.Story, who: Visitor, theme: str) -> dict[str, Any]:
    """What somebody is shown of a theme, and of what went on, without where the log stands."""
    api = await who.get("review", f"{one.where}/themes/{theme}")
    listed = await who.get("review", f"{one.where}/themes")
    page = await who.page("review", f"{one.where}/themes/{theme}")
    board = await who.page("review", f"{one.where}/themes")
    shown = {
        "theme": api.json(),
        "etag": api.headers["ETag"],
        "listed": listed.json(),
        "page": page.text,
        "board": board.text,
    }
    return {name: _without_tokens(value) for name, value in shown.items()}


def _without_tokens(value: Any) -> Any:
    """A page without what is new at each look."""
    return (
        re.sub(r'content="[^"]{30,}"|value="[^"]{60,}"', "", value)
        if isinstance(value, str)
        else value
    )


@pytest.mark.proves("PQCR-07")
async def test_what_another_codes_changes_nothing_that_anybody_is_shown(site: Site) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one, sessions=one.sessions[:1])
    consultant = site.enter("consultant-1", "consultant", home="ca-cdss")
    auditor = site.enter("auditor-1", "auditor", home="ca-cdss")
    await story.code(one, theme, one.peers[1])
    await site.read()
    others = (one.peers[0], one.peers[2], consultant)
    before = [await seen(one, who, theme) for who in others]

    said = dict(zip(one.sessions, OTHERWISE, strict=True))
    await story.code(one, theme, one.peers[1], said)
    await site.read()

    assert [await seen(one, who, theme) for who in others] == before
    for shown in before[1:]:
        assert shown["theme"]["theme"]["mine"] == {}
        assert shown["theme"]["theme"]["sessions"] == []
        assert shown["theme"]["theme"]["units"] is None
        assert not [each for each in one.sessions if each in str(shown["theme"])]
    replayed = [(await auditor.get("review", f"{one.where}/replay")).text]
    followed = await auditor.ask("GET", f"/door/api/v1/{site.agency}/facts", params={"limit": 1000})
    coded = [fact for fact in followed.json()["facts"] if fact["name"] == ThemeCoded.NAME]
    assert [fact["data"] for fact in coded] == [None, None]
    assert "not-heard" not in followed.text + "".join(replayed)


async def test_one_sees_ones_own_codes_and_may_change_them(site: Site) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one)
    said = dict(zip(one.sessions, OTHERWISE, strict=True))

    await story.code(one, theme, one.peers[1])
    await story.code(one, theme, one.peers[1], said)
    await site.read()

    mine = (await one.peers[1].get("review", f"{one.where}/themes/{theme}")).json()["theme"]
    assert (mine["mine"], mine["coded"], mine["coders"]) == (said, 2, 3)


async def test_all_codes_are_revealed_at_once_and_then_everybody_sees_how_far_they_agree(
    site: Site,
) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one)
    said = dict(zip(one.sessions, OTHERWISE, strict=True))
    for peer in one.peers[1:]:
        await story.code(one, theme, peer, said)

    await story.reveal(one, theme)
    await site.read()

    shown = (await one.peers[2].get("review", f"{one.where}/themes/{theme}")).json()["theme"]
    assert [unit["verdict"] for unit in sorted(shown["units"], key=_by(one))] == [
        "heard",
        "disagree",
        "one-code",
    ]
    assert shown["agreement"] == {"alpha": 0.375, "because": "", "compared": 2}
    page = (await one.peers[2].page("review", f"{one.where}/themes/{theme}")).text
    assert "They disagree" in page
    assert "alpha is 0.38 over 2 sessions" in page
    late = await one.peers[1].api(
        "PUT", "review", f"{one.where}/themes/{theme}/codes", json={"codes": said}
    )
    refused(late, 409, "theme.already-revealed")


def _by(one: story.Story) -> Any:
    return lambda unit: one.sessions.index(unit["session"])


async def test_before_all_have_coded_a_named_person_reveals_with_a_reason(site: Site) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one)
    await site.read()
    path = f"{one.where}/themes/{theme}/reveal"

    said = refused(await one.peers[0].post("review", path), 409, "theme.codes-complete")
    assert said["title"].startswith("2 of 3 reviewers have not coded every session yet.")
    assert said["overridable"] is True
    over = {"overrides": [{"rule": "theme.codes-complete", "reason": "The week is over."}]}
    made(await one.peers[0].post("review", path, over))
    await site.read()

    names = facts(await site.history())
    assert names[-2:] == [ThemeRuleOverridden.NAME, ThemeCodesRevealed.NAME]
    shown = (await one.peers[1].get("review", f"{one.where}/themes/{theme}")).json()["theme"]
    assert {unit["verdict"] for unit in shown["units"]} == {"incomplete"}
    assert shown["agreement"] == {"alpha": None, "because": "nobody-compared", "compared": 0}
    page = (await one.peers[1].page("review", f"{one.where}/themes/{theme}")).text
    assert "Incomplete: not all have coded" in page
    assert "They disagree" not in page
    assert "agreement cannot be measured yet" in page


async def test_only_reviewers_who_are_not_of_the_county_code(site: Site) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one)
    body = {"codes": dict.fromkeys(one.sessions, "heard")}

    for who in (
        one.coordinator,
        site.enter("consultant-1", "consultant", home="ca-cdss"),
        site.enter("host-reviewer", "reviewer"),
    ):
        answer = await who.api("PUT", "review", f"{one.where}/themes/{theme}/codes", json=body)
        assert answer.status_code == 404


async def test_a_dissent_a_further_round_and_a_withdrawal_over_http(site: Site) -> None:
    one = await (await story.recorded(site)).agree()
    path = f"{one.where}/themes/{one.themes[0]}"
    peer = one.peers[1]

    made(await peer.post("review", f"{path}/dissent", {"text": "Only where kin live near."}))
    anew = {"reason": "Too wide.", "statement": "Relatives who live near are asked early."}
    made(await peer.post("review", f"{path}/reopening", anew))
    await site.read()
    shown = (await peer.get("review", path)).json()["theme"]
    assert (shown["state"], shown["round"], shown["voices"], shown["mine"]) == (
        "coding",
        2,
        None,
        {},
    )
    assert (shown["statement"], shown["reason"]) == (anew["statement"], anew["reason"])
    assert shown["dissents"] == ["Only where kin live near."]
    review = (await peer.get("review", one.where)).json()["review"]
    assert (review["proposed"], review["agreed"]) == (1, 0)

    made(await peer.post("review", f"{path}/withdrawal", {"reason": "Said elsewhere."}))
    await site.read()
    page = (await peer.page("review", f"{path}")).text
    assert "This theme was withdrawn" in page
    assert "Discuss it anew" in page
    host = await one.coordinator.get("review", f"{one.where}/themes")
    assert host.json()["themes"] == []
