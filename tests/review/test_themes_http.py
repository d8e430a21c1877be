"""Proposing and agreeing themes, over HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.theme import ThemeAgreed, ThemeProposed
from concord_kernel import clock

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def test_a_theme_is_proposed_with_its_statement_in_the_vault_and_agreed(site: Site) -> None:
    one = await story.recorded(site)

    await one.agree()

    facts_of = [envelope.fact for envelope in await site.history()]
    (proposed,) = [fact for fact in facts_of if isinstance(fact, ThemeProposed)]
    (agreed,) = [fact for fact in facts_of if isinstance(fact, ThemeAgreed)]
    assert (proposed.statement.kind, list(proposed.sessions)) == ("narrative", one.sessions)
    assert (agreed.theme, agreed.voices, agreed.workers) == (one.themes[0], 3, 3)
    assert agreed.statement == proposed.statement
    assert "Relatives" not in "".join(e.data for e in await site.history())


async def test_a_theme_of_too_few_voices_is_refused_in_words(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/themes"
    two = one.sessions[:2]
    theme = await story.propose(one, sessions=two)
    for peer in one.peers:
        codes = {each: "heard" if each in two else "not-heard" for each in one.sessions}
        await story.code(one, theme, peer, codes)
    await story.reveal(one, theme)

    answer = await one.peers[1].post("review", f"{path}/{theme}/agreement")

    said = refused(answer, 409, "theme.voices")
    assert said["title"] == (
        "2 distinct voices support this theme; it needs 3. One voice alone is never a theme."
    )
    assert said["overridable"] is False


async def test_a_theme_agreed_by_many_at_once_is_recorded_once(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/themes"
    theme = await story.propose(one)
    for peer in one.peers[1:]:
        await story.code(one, theme, peer)
    await story.reveal(one, theme)

    answers = await asyncio.gather(
        *(peer.post("review", f"{path}/{theme}/agreement") for peer in one.peers * 3)
    )

    assert {answer.status_code for answer in answers} == {201}
    assert facts(await site.history()).count(ThemeAgreed.NAME) == 1


async def test_a_proposal_sent_twice_under_one_key_is_one_theme(site: Site) -> None:
    one, key = await story.recorded(site), str(clock.new_command_id())
    path = f"{one.where}/themes"

    first = made(await one.peers[0].post("review", path, one.theme(), key=key))
    again = made(await one.peers[0].post("review", path, one.theme(), key=key))

    assert again == first | {"repeated": True}


async def test_a_theme_rests_on_recorded_sessions(site: Site) -> None:
    one = await story.released(site)

    answer = await one.peers[0].post("review", f"{one.where}/themes", one.theme())

    said = refused(answer, 409, "theme.session-not-recorded")
    assert said["facts"] == {"sessions": 3}


async def test_a_theme_that_is_not_there_is_not_agreed(site: Site) -> None:
    one = await story.recorded(site)
    await one.agree()
    other = await story.opened(site)

    for where, theme in ((one.where, "theme-none"), (other.where, one.themes[0])):
        answer = await one.peers[0].post("review", f"{where}/themes/{theme}/agreement")
        assert answer.status_code in {404, 409}
        assert answer.json()["rule"] == "door.not-found"


@pytest.mark.parametrize("scope", ["county", "", "Focus Area"])
async def test_a_theme_concerns_the_focus_area_or_the_whole_system(site: Site, scope: str) -> None:
    one = await story.opened(site)
    peer = await one.invite("Alder Peerless")
    one.sessions = ["session-1"]

    answer = await peer.post("review", f"{one.where}/themes", one.theme(scope=scope))

    said = refused(answer, 422, "request.not-valid")
    (error,) = said["errors"]
    assert (error["pointer"], error["rule"]) == ("/body/scope", "literal_error")
