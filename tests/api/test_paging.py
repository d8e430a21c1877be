"""Lists come page by page: whole, in one order, from a cursor that opens nothing else."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.web.paging import MOST, Order, Page
from concord_review.case_list import data as case_list
from concord_review.literature_list import data as literature
from concord_review.overview import data as overview
from concord_review.team_list import data as team_list
from concord_review.theme_board import data as theme_board
from concord_scheduling.week_plan import data as week_plan

from tests.support import story
from tests.support.site import refused

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio


async def walked(who: Visitor, service: str, path: str, key: str, limit: int) -> list[Any]:
    """Every entry of a list, from page to page as the Link header leads."""
    found: list[Any] = []
    answer = await who.get(service, path, limit=limit)
    while True:
        found += answer.json()[key]
        assert len(answer.json()[key]) <= limit
        if "link" not in answer.headers:
            assert answer.json()["next"] is None
            return found
        address, _, relation = answer.headers["link"].partition(">; ")
        assert relation == 'rel="next"'
        assert f"after={answer.json()['next']}" in address
        answer = await who.ask("GET", address.removeprefix("<"))


async def test_reviews_come_newest_first_from_page_to_page(site: Site) -> None:
    opened = [(await story.opened(site)).review for _ in range(5)]
    await site.bring_up("review")
    who = site.enter("coordinator-1", "coordinator")

    for limit in (1, 2, 5, MOST):
        found = await walked(who, "review", "", "reviews", limit)
        assert [one["review"] for one in found] == opened[::-1]


async def test_every_list_of_a_review_comes_whole_in_pages_of_one(site: Site) -> None:
    one = await story.finished(site)
    lists = (
        (one.coordinator, "review", "/cases", "cases", 8),
        (one.coordinator, "review", "/reviewers", "reviewers", 3),
        (one.coordinator, "review", "/teams", "teams", 1),
        (one.coordinator, "review", f"/frames/{one.frame}/candidates", "candidates", 18),
        (one.coordinator, "scheduling", "/schedule", "bookings", 3),
        (one.peers[0], "review", "/interviews", "interviews", 3),
        (one.peers[0], "review", "/themes", "themes", 1),
        (one.peers[0], "review", "/sessions", "sessions", 3),
    )

    for who, service, path, key, many in lists:
        whole = (await who.get(service, one.where + path)).json()[key]
        assert len(whole) == many, path
        assert await walked(who, service, one.where + path, key, 1) == whole


async def test_a_page_in_the_middle_stays_when_a_row_comes_before_it(site: Site) -> None:
    first, second = await story.opened(site), await story.opened(site)
    await site.bring_up("review")
    page = (await first.coordinator.get("review", "", limit=1)).json()
    await story.opened(site)
    await site.bring_up("review")

    rest = (await first.coordinator.get("review", "", after=page["next"])).json()

    assert [one["review"] for one in page["reviews"]] == [second.review]
    assert [one["review"] for one in rest["reviews"]] == [first.review]


def cursor(said: str) -> str:
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


BAD = (
    "x",
    "é",
    "%00",
    cursor("[]"),
    cursor("null"),
    cursor('["2010-01-29"]'),
    cursor('["2010-01-29T09:00:00", "pqcr-1"]'),
    cursor('["2010-01-29T09:00:00Z", "pqcr-1", 1]'),
    cursor('["2010-01-29T09:00:00Z", "pqcr\\u0000"]'),
    cursor('["2010-01-29T09:00:00Z", "\' or 1=1 --"]'),
    cursor("[" * 200),
)


@pytest.mark.parametrize("after", BAD)
async def test_a_cursor_of_another_list_is_refused(site: Site, after: str) -> None:
    who = site.enter("coordinator-1", "coordinator")

    said = refused(await who.get("review", after=after), 422, "page.not-a-cursor")

    assert "errors" not in said


@pytest.mark.parametrize("limit", [0, -1, MOST + 1, 10**30])
async def test_a_page_has_a_row_at_least_and_two_hundred_at_most(site: Site, limit: int) -> None:
    who = site.enter("coordinator-1", "coordinator")

    refused(await who.get("review", limit=limit), 422, "request.not-valid")


async def test_a_cursor_of_another_agency_shows_nothing_of_it(
    site: Site, all_services: Any, new_agency: Any
) -> None:
    here = [await story.opened(site) for _ in range(3)]
    await site.bring_up("review")
    page = (await here[0].coordinator.get("review", "", limit=1)).json()
    other = await all_services.join(new_agency())
    there = await story.opened(other)
    await other.bring_up("review")

    found = (await there.coordinator.get("review", "", after=page["next"])).json()

    shown = {one["review"] for one in found["reviews"]}
    assert not shown & {one.review for one in here}


WITH_A_FLAG = case_list.CASES.replace("AND %s THEN", "AND true THEN")
"""As somebody asks who may know which cases were heard."""

ORDERS: tuple[tuple[str, str, str, Order, int], ...] = (
    ("review", "review-overview", overview.ALL, overview.NEWEST, 1),
    ("review", case_list.READER, WITH_A_FLAG, case_list.AS_DRAWN, 2),
    ("review", case_list.READER, case_list.OF_A_FRAME, case_list.AS_IMPORTED, 3),
    ("review", team_list.READER, team_list.REVIEWERS, team_list.BY_HOME, 2),
    ("review", team_list.READER, team_list.TEAMS, team_list.AS_FORMED, 2),
    ("review", theme_board.READER, theme_board.THEMES, theme_board.BY_HEADING, 2),
    ("review", theme_board.READER, theme_board.SESSIONS, theme_board.BY_DAY, 2),
    ("review", literature.READER, literature.ITEMS, literature.AS_ADDED, 2),
    ("review", literature.READER, literature.GAPS, literature.BY_GAP, 2),
    ("scheduling", week_plan.READER, week_plan.BOOKINGS, week_plan.BY_DAY, 2),
)


@pytest.mark.parametrize(
    "listed", ORDERS, ids=[f"{one[1]}-{nth}" for nth, one in enumerate(ORDERS)]
)
async def test_an_index_holds_each_list_in_its_order(
    site: Site, listed: tuple[str, str, str, Order, int]
) -> None:
    service, reader, query, order, many = listed
    await story.opened(site)
    await site.read()
    values = ["x"] * many
    rows = site.house.office(service).rows

    async with rows.of(site.agency, reader) as db:
        await db.execute("set local enable_seqscan = off")
        await db.execute("set local enable_bitmapscan = off")
        await db.execute("set local enable_sort = off")
        asked, given = order.query(query, values, Page("", 100))
        plan = await (await db.execute(f"explain {asked}".encode(), given)).fetchall()

    assert not [line for (line,) in plan[:3] if "Sort  (" in line], plan
