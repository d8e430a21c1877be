"""Other ways to look at a page: on paper, in the reader's own colors, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.places import BY_NAME
from tests.support.axe import barriers

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

ON_PAPER = ("report", "schedule", "cases", "themes")


@pytest.mark.parametrize("name", ON_PAPER)
def test_a_page_goes_on_paper_without_its_navigation(visit: Visits, name: str) -> None:
    someone = visit("coordinator")
    page = someone.go(visit.path(BY_NAME[name]))
    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    ways = page.locator("nav, header button, footer, .usa-skipnav")
    assert [one.inner_text() for one in ways.all() if one.is_visible()] == []
    someone.photograph(f"{name}-on-paper")


def test_a_page_can_be_seen_in_the_readers_own_colors(visit: Visits) -> None:
    someone = visit("coordinator", forced_colors="active", reduced_motion="reduce")
    page = someone.go(visit.path(BY_NAME["review"]))

    assert barriers(page, unasked="color-contrast") == []
    someone.photograph("review-forced-colors")


def test_a_page_can_be_read_where_no_script_runs(visit: Visits) -> None:
    someone = visit("coordinator", java_script_enabled=False)
    page = someone.go(visit.path(BY_NAME["review"]))

    assert page.locator("h1").is_visible()
    assert page.locator("main a").count() > 3
