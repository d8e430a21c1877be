"""The page of a review's questions: what holds, and the way to publish others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import forms, story

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def test_before_questions_are_published_the_page_says_what_to_do(site: Site) -> None:
    one = await story.opened(site)

    page = await one.coordinator.page("review", f"{one.where}/tools")

    assert page.status_code == 200
    assert "No questions are published yet." in page.text
    assert 'accept=".json"' in page.text


async def test_the_page_shows_the_questions_that_hold_and_that_they_are_made_up(
    site: Site,
) -> None:
    one = await story.opened(site)
    await forms.publish(one)

    page = await one.coordinator.page("review", f"{one.where}/tools")

    assert "Synthetic interview" in page.text
    assert "Synthetic why-not?" in page.text
    assert "made up for a demonstration" in page.text
    assert f"/review/{site.agency}/reviews{one.where}/tools" in page.text


async def test_the_questions_page_is_the_coordinators(site: Site) -> None:
    one = await story.opened(site)

    for role in ("reviewer", "observer", "manager"):
        page = await site.enter(f"{role}-1", role).page("review", f"{one.where}/tools")
        assert page.status_code == 404
