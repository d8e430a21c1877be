"""The theme board: what was proposed and agreed, and what the host county sees of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.theme import ThemeReopened
from concord_review.theme_board.projection import THEME_BOARD

from tests.support import story
from tests.support.reviews import (
    TUESDAY,
    agreed,
    coded,
    held,
    proposed,
    recorded,
    revealed,
    text,
)
from tests.support.rows import Keeping
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

PROPOSED = {
    "review": "pqcr-1",
    "theme": "theme-1",
    "heading": "training-needs",
    "scope": "focus-area",
    "is_wide": False,
    "side": None,
    "practice": None,
    "drafted_in": None,
    "by": "reviewer-1",
    "sessions": ["session-1", "session-2"],
    "groups": "{}",
    "state": "coding",
    "round": 1,
    "voices": None,
    "workers": None,
    "dissents": 0,
    "merged_into": None,
    "reason": None,
    "cleared": None,
    "version": 1,
}


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", THEME_BOARD, new_agency)


async def test_recorded_sessions_are_what_themes_may_rest_on(keep: Keeping) -> None:
    kept = (await keep(recorded(1), held(8)))["session"]

    of_review = {"review": "pqcr-1", "on_day": TUESDAY, "number": 1}
    group = {"session": "group-1", "kind": "group", "team": None, "people": 8}
    interview = {"session": "session-1", "kind": "interview", "team": "team-1", "people": 1}
    assert kept == [of_review | group, of_review | interview] or kept == [
        of_review | interview,
        of_review | group,
    ]


async def test_a_theme_is_kept_with_a_reference_to_its_statement(keep: Keeping) -> None:
    kept = await keep(proposed("session-1", "session-2", by="reviewer-1"))

    (theme,), (first,) = kept["theme"], kept["coding"]
    assert json.loads(theme.pop("statement")) == text("text-theme").model_dump()
    assert theme == PROPOSED
    assert (first["reviewer"], first["round"]) == ("reviewer-1", 1)


async def test_codes_are_kept_apart_and_move_no_theme(keep: Keeping) -> None:
    before = (await keep(proposed("session-1")))["theme"]

    kept = await keep(proposed("session-1"), coded(2, "session-1"), coded(2, "session-2"))

    assert kept["theme"] == before
    (coding,) = kept["coding"]
    assert [one["session"] for one in json.loads(coding["codes"])] == ["session-2"]


async def test_an_agreed_theme_has_its_voices_until_it_is_reopened(keep: Keeping) -> None:
    other = proposed("session-3", theme="theme-2")
    seen = (proposed("session-1", "session-2"), other, revealed(), agreed(4))
    anew = ThemeReopened(review="pqcr-1", theme="theme-1", round=2, reason=text("text-why"))

    kept = await keep(*seen)
    assert {one["theme"]: one["voices"] for one in kept["theme"]} == {"theme-1": 4, "theme-2": None}
    again = await keep(*seen, anew)
    assert {(one["theme"], one["state"], one["round"]) for one in again["theme"]} == {
        ("theme-1", "coding", 2),
        ("theme-2", "coding", 1),
    }


async def test_the_reviews_own_people_see_statements_and_sessions(site: Site) -> None:
    one = await story.recorded(site)
    await one.agree()
    await site.read()

    for who in (one.peers[1], site.enter("consultant-1", "consultant", home="ca-cdss")):
        board = (await who.get("review", f"{one.where}/sessions")).json()
        board |= (await who.get("review", f"{one.where}/themes")).json()
        (theme,) = board["themes"]
        assert (theme["statement"], theme["voices"]) == (story.STATEMENT, 3)
        assert theme["sessions"] == one.sessions
        assert [session["session"] for session in board["sessions"]] == one.sessions
        assert story.STATEMENT in (await who.page("review", f"{one.where}/themes")).text


@pytest.mark.proves("PQCR-05", "PQCR-84", "PQCR-87", "PQCR-88")
async def test_the_host_county_sees_agreed_headings_and_nothing_of_who_said_what(
    site: Site,
) -> None:
    one = await story.recorded(site)
    await one.agree()
    only_proposed = one.theme(heading="documentation", sessions=one.sessions[:1])
    made(await one.peers[0].post("review", f"{one.where}/themes", only_proposed))
    await site.read()

    board = await one.coordinator.get("review", f"{one.where}/themes")
    page = await one.coordinator.page("review", f"{one.where}/themes")

    assert board.json() == {
        "current": True,
        "inside": False,
        "themes": [
            {
                "theme": one.themes[0],
                "heading": "training-needs",
                "scope": "focus-area",
                "cleared": None,
            }
        ],
        "next": None,
    }
    heard = await one.coordinator.get("review", f"{one.where}/sessions")
    assert heard.json() == {"current": True, "sessions": [], "next": None}
    assert "Training Needs" in page.text
    for answer in (board.text, page.text):
        assert not [session for session in one.sessions if session in answer]
        assert not [case for case in one.cases if case in answer]
        assert story.STATEMENT not in answer
        assert "ocumentation" not in answer


async def test_before_a_theme_is_agreed_the_host_county_sees_none(site: Site) -> None:
    one = await story.recorded(site)
    made(await one.peers[0].post("review", f"{one.where}/themes", one.theme()))
    await site.read()

    page = await one.coordinator.page("review", f"{one.where}/themes")

    assert "No theme is agreed yet." in page.text


@pytest.mark.proves("PQCR-06", "PQCR-101", "PQCR-148")
async def test_the_focus_area_comes_first_and_strengths_before_what_needs_improvement(
    site: Site,
) -> None:
    one = await story.recorded(site)
    for scope, side in (
        ("system-wide", "strength"),
        ("focus-area", "improvement"),
        ("focus-area", "strength"),
    ):
        statement = f"On {scope} {side} relatives agree."
        await story.propose(one, scope=scope, side=side, statement=statement)
    await site.read()

    listed = (await one.peers[0].get("review", f"{one.where}/themes")).json()["themes"]
    assert [theme["scope"] for theme in listed] == ["focus-area", "focus-area", "system-wide"]
    page = (await one.peers[0].page("review", f"{one.where}/themes")).text
    order = ("focus-area strength", "focus-area improvement", "system-wide strength")
    places = [page.index(f"On {one_of} relatives") for one_of in order]
    assert places == sorted(places)
    assert "the sample is not meant to be statistically valid" in page
    assert "%" not in page


async def test_before_the_event_week_is_over_the_host_county_sees_no_agreed_theme(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await (await story.recorded(site)).agree()
    await site.read()
    theme = f"{one.where}/themes/{one.themes[0]}"
    assert (await one.coordinator.get("review", theme)).status_code == 200

    monkeypatch.setattr("concord_kernel.clock.is_over", lambda day: day.year < 2010)

    listed = await one.coordinator.get("review", f"{one.where}/themes")
    assert (listed.json()["themes"], listed.json()["next"]) == ([], None)
    assert (await one.coordinator.get("review", theme)).status_code == 404
    assert (await one.peers[0].get("review", theme)).status_code == 200


@pytest.mark.proves("PQCR-05")
async def test_what_a_theme_says_is_shown_to_the_county_when_somebody_of_the_state_cleared_it(
    site: Site,
) -> None:
    one = await (await story.recorded(site)).agree()
    await site.read()
    consultant = site.enter("consultant-1", "consultant", home="ca-cdss")
    cleared = f"{one.where}/report/themes/{one.themes[0]}/clearance"
    (read,) = (await consultant.get("reporting", f"{one.where}/report")).json()["themes"]

    made(await consultant.post("reporting", cleared, {"text": read["text_id"]}))
    await site.read()

    (theme,) = (await one.coordinator.get("review", f"{one.where}/themes")).json()["themes"]
    assert theme["cleared"] == story.STATEMENT
    assert story.STATEMENT in (await one.coordinator.page("review", f"{one.where}/themes")).text
    made(await consultant.post("reporting", f"{cleared}/withdrawal"))
    await site.read()
    (theme,) = (await one.coordinator.get("review", f"{one.where}/themes")).json()["themes"]
    assert theme["cleared"] is None
