"""Menus lead where people may go, and nowhere else; the way back up is always there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest
from concord_kernel.access import ACTIONS
from concord_kernel.web.navigation import OF_A_REVIEW, OF_THE_AGENCY, places

from tests.support import story

if TYPE_CHECKING:
    import httpx2
    from concord_kernel.web.desk import Desk

    from tests.support.site import Site

MENU = re.compile(r'<nav id="menu".*?</nav>', re.DOTALL)
ABOVE = re.compile(r'<nav class="usa-breadcrumb.*?</nav>', re.DOTALL)
LINK = re.compile(r'href="([^"]+)"')


def links(pattern: re.Pattern[str], page: httpx2.Response) -> list[str]:
    found = pattern.search(page.text)
    return LINK.findall(found[0]) if found else []


class Doorkeeper:
    """A desk of somebody who may do some things."""

    agency = "ca-napa"

    def __init__(self, *actions: str) -> None:
        self._actions = actions

    def can(self, action: str, review: str | None = None) -> bool:
        return not review and action in self._actions


def shown(*actions: str, review: str = "", path: str = "") -> list[tuple[str, bool]]:
    desk = cast("Desk", Doorkeeper(*actions))
    groups = places(desk, review, path)
    return [(link.href, link.is_here) for group in groups for link in group.links]


def test_every_room_names_an_action_that_is_known() -> None:
    rooms = (*OF_THE_AGENCY, *OF_A_REVIEW)

    assert [room.label for room in rooms if room.action not in ACTIONS] == []


def test_a_menu_holds_what_one_may_see_in_the_order_of_the_work() -> None:
    assert shown("see-themes", "see-cases", "read-notes", review="r-1") == [
        ("/review/ca-napa/reviews/r-1/cases", False),
        ("/review/ca-napa/reviews/r-1/staff", False),
        ("/review/ca-napa/reviews/r-1/themes", False),
    ]
    assert shown() == []


def test_a_menu_marks_where_one_is() -> None:
    here = "/review/ca-napa/reviews"

    assert shown("see-reviews", path=here) == [(here, True)]


def test_pages_of_one_kind_stand_together_and_one_alone_needs_no_name() -> None:
    desk = cast("Desk", Doorkeeper("publish-tool", "see-interviews", "see-schedule", "see-themes"))
    week = "/scheduling/ca-napa/reviews/r-1"

    groups = places(desk, "r-1", week)

    named = {group.label: len(group.links) for group in groups}
    assert len(groups) == 3
    assert named.keys() == {"", "Event week"}
    assert named["Event week"] > 2
    assert [group.is_here for group in groups] == [False, True, False]


@pytest.mark.anyio
async def test_every_link_of_a_menu_opens_for_whom_it_is_shown(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    people = {"coordinator": one.coordinator, "reviewer": one.peers[0]}

    for role, who in people.items():
        page = await who.page("review", one.where)
        menu = links(MENU, page)
        assert len(menu) >= 5, role
        for href in menu:
            opened = await who.ask("GET", href, headers={"Accept": "text/html"})
            assert opened.status_code == 200, (role, href)


@pytest.mark.anyio
async def test_the_way_up_is_named_on_every_page(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    reviews = f"/review/{site.agency}/reviews"

    assert links(ABOVE, await one.coordinator.page("review", "")) == []
    assert links(ABOVE, await one.coordinator.page("review", one.where)) == [reviews]
    cases = await one.coordinator.page("review", f"{one.where}/cases")
    assert links(ABOVE, cases) == [reviews, f"{reviews}/{one.review}"]


@pytest.mark.anyio
async def test_who_is_signed_in_can_see_it_and_leave(site: Site) -> None:
    page = (await site.enter("coordinator-1", "coordinator").page("review", "")).text

    assert 'action="/door/leave"' in page
    assert 'href="/door/account"' in page
    assert '<dialog id="idle"' in page
    (csrf,) = re.findall(r'<meta name="csrf" content="([0-9a-f]{64})">', page)
    assert f'name="csrf" value="{csrf}"' in page


@pytest.mark.anyio
async def test_nobody_in_particular_gets_no_menu_and_can_sign_in(site: Site) -> None:
    page = (await site.visitor(None).ask("GET", "/door/")).text

    assert "/door/leave" not in page
    assert '<nav id="menu"' not in page
    assert '<dialog id="idle"' not in page
    assert 'href="/door/sign-in"' in page
