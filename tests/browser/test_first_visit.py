"""The address that is printed explains itself: what this is, and how one looks around."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from concord_demo.cast import ReadyMade

if TYPE_CHECKING:
    from concord_demo.stage import Stage

    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]


def test_a_first_visit_says_what_this_is_and_who_one_may_be(visit: Visits, stage: Stage) -> None:
    page = visit().go("/")

    assert page.url.endswith("/door/")
    assert page.locator("h1").inner_text() == "Child-welfare quality case reviews"
    assert "Synthetic" in page.inner_text("main") or "made up" in page.inner_text("main")
    rows = page.locator("main tbody tr").all_inner_texts()
    shown = ready_made(stage)
    assert len(rows) == len(shown)
    for row, one in zip(rows, shown, strict=True):
        assert one.label in row
        assert one.sees in row


def test_each_ready_made_account_leads_to_its_first_page(visit: Visits, stage: Stage) -> None:
    for one in ready_made(stage):
        someone = visit()
        page = someone.go("/")
        page.locator("main form", has=page.locator(f"[value='{one.name}']")).get_by_role(
            "button"
        ).click()
        page.wait_for_url("**" + one.to)

        assert page.locator("h1").count() == 1


def ready_made(stage: Stage) -> list[ReadyMade]:
    """What the front page lists."""
    return [ReadyMade(**one) for one in json.loads(stage.doors.read_text("utf-8"))]
