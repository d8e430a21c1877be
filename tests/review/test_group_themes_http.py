"""A theme of a focus group: drafted at its end, supported by its people, who are never named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.theme import ThemeAgreed

from tests.support import event_week, story
from tests.support.site import made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def code_the_group(one: story.Story, path: str, group: str) -> None:
    """Two reviewers say how many people of a group said so; without a number it is refused."""
    said = {"codes": {group: "heard"}}
    answer = await one.peers[1].api("PUT", "review", f"{path}/codes", json=said)
    refused(answer, 409, "theme.how-many-people")
    for peer, people in zip(one.peers[1:], (4, 5), strict=True):
        body = said | {"people": {group: people}}
        assert (await peer.api("PUT", "review", f"{path}/codes", json=body)).status_code == 200


@pytest.mark.proves("PQCR-79", "PQCR-80")
async def test_people_of_one_focus_group_are_the_voices_of_a_theme_and_one_is_not_enough(
    site: Site,
) -> None:
    one = await story.released(site)
    where = await event_week.ready(one)
    made(await event_week.hold(one.peers[0], where))
    await site.read()
    group = where.rpartition("/")[2]
    board = (await one.peers[0].page("review", f"{one.where}/themes")).text
    assert "Focus group 1, Wednesday, January 27, 2010, 8 people" in board

    drafted = {"sessions": [], "groups": {group: 3}, "drafted_in": group}
    theme = await story.propose(one, **drafted)
    await site.read()
    path = f"{one.where}/themes/{theme}"
    page = (await one.peers[1].page("review", path)).text
    assert "How many different people said so" in page
    await code_the_group(one, path, group)
    made(await one.peers[0].post("review", f"{path}/reveal"))
    await site.read()
    revealed = (await one.peers[2].page("review", path)).text
    assert "3\N{EN DASH}5" in revealed

    alone = {"chosen": True, "groups": {group: 1}}
    refused(await one.peers[0].post("review", f"{path}/agreement", alone), 409, "theme.voices")
    made(await one.peers[0].post("review", f"{path}/agreement"))
    agreed = (await site.history())[-1].fact
    assert isinstance(agreed, ThemeAgreed)
    assert (agreed.voices, agreed.workers, agreed.groups[0].people) == (3, 0, 3)
    assert "voice-" not in (await site.history())[-1].data
    await site.read()
    shown = (await one.peers[2].page("review", path)).text
    assert "Heard in 1 focus group." in shown
    assert "voice-" not in shown
