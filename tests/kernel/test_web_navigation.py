"""Menus lead where people may go, and nowhere else; the way back up is always there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest
from concord_kernel.access import ACTIONS
from concord_kernel.web.navigation import OF_A_REVIEW, OF_THE_AGENCY, above, places

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


def shown(*actions: str, review: str = "", path: str = "") -> list[tuple[str, str]]:
    desk = cast("Desk", Doorkeeper(*actions))
    groups = places(desk, review, path)
    return [(link.href, link.current) for group in groups for link in group.links]


def test_every_room_names_an_action_that_is_known() -> None:
    rooms = (*OF_THE_AGENCY, *OF_A_REVIEW)

    assert [room.label for room in rooms if room.action not in ACTIONS] == []


def test_a_menu_holds_what_one_may_see_in_the_order_of_the_work() -> None:
    assert shown("see-themes", "see-cases", "read-notes", review="r-1") == [
        ("/review/ca-napa/reviews/r-1/cases", ""),
        ("/review/ca-napa/reviews/r-1/staff", ""),
        ("/review/ca-napa/reviews/r-1/themes", ""),
    ]
    assert shown() == []


def test_a_menu_marks_where_one_is() -> None:
    here = "/review/ca-napa/reviews"

    assert shown("see-reviews", path=here) == [(here, "page")]


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/scheduling/ca-napa/reviews/r-1/proposals", "/scheduling/ca-napa/reviews/r-1"),
        ("/scheduling/ca-napa/reviews/r-1/sites/s-1", "/scheduling/ca-napa/reviews/r-1/sites"),
        ("/review/ca-napa/reviews/r-1/sessions/x/form", "/review/ca-napa/reviews/r-1/interviews"),
        ("/review/ca-napa/reviews/r-1/nowhere", ""),
    ],
)
def test_a_page_below_a_room_is_shown_in_it(path: str, room: str) -> None:
    found = shown("see-schedule", "see-interviews", "see-review", review="r-1", path=path)

    assert {href: current for href, current in found if current} == ({room: "true"} if room else {})


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


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/review/ca-napa/reviews", []),
        ("/review/ca-napa/reviews/r-1", ["Reviews"]),
        ("/review/ca-napa/reviews/r-1/themes", ["Reviews", "Overview"]),
        ("/review/ca-napa/reviews/r-1/themes/t-1", ["Reviews", "Overview", "Themes"]),
        ("/review/ca-napa/reviews/r-1/sessions/x/form", ["Reviews", "Overview", "My interviews"]),
        ("/scheduling/ca-napa/reviews/r-1/proposals", ["Reviews", "Overview", "Schedule"]),
    ],
)
def test_the_way_up_goes_through_the_room_that_a_page_lies_in(path: str, steps: list[str]) -> None:
    may = ("see-reviews", "see-review", "see-themes", "see-interviews", "see-schedule")
    review = "r-1" if "r-1" in path else ""

    assert [one.label for one in above(cast("Desk", Doorkeeper(*may)), review, path)] == steps
