"""The theme board: what was proposed and agreed, and what the host county sees of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from concord_review.theme_board.projection import THEME_BOARD

from tests.support import story
from tests.support.reviews import TUESDAY, agreed, proposed, recorded, text
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
    "sessions": ["session-1", "session-2"],
    "voices": None,
    "version": 1,
}


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", THEME_BOARD, new_agency)


async def test_recorded_sessions_are_what_themes_may_rest_on(keep: Keeping) -> None:
    assert await keep(recorded(1)) == {
        "session": [
            {
                "review": "pqcr-1",
                "session": "session-1",
                "team": "team-1",
                "on_day": TUESDAY,
                "number": 1,
            }
        ],
        "theme": [],
    }


async def test_a_theme_is_kept_with_a_reference_to_its_statement(keep: Keeping) -> None:
    (theme,) = (await keep(proposed("session-1", "session-2")))["theme"]

    said = json.loads(theme.pop("statement"))
    assert theme == PROPOSED
    assert said == text("text-theme").model_dump()


async def test_an_agreed_theme_has_its_voices(keep: Keeping) -> None:
    other = proposed("session-3", theme="theme-2")

    kept = await keep(proposed("session-1", "session-2"), other, agreed(4))

    assert {one["theme"]: one["voices"] for one in kept["theme"]} == {
        "theme-1": 4,
        "theme-2": None,
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
        "themes": [{"theme": one.themes[0], "heading": "training-needs", "scope": "focus-area"}],
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
