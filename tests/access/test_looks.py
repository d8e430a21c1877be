"""A page that stays open and shows itself anew is one look, recorded when it begins."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.access import Shown
from concord_kernel import clock
from concord_kernel.access import looking

from tests.support import story

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

ANEW = {"Concord-Refresh": "1"}


async def looks(site: Site) -> list[tuple[str, str, str]]:
    """Who was shown what of which review, in the order in which it was recorded."""
    log = await site.house.office("review").ledger.after(site.agency, 0)
    shown = [one.fact for one in log if isinstance(one.fact, Shown)]
    return [(one.person, one.action, one.review or "") for one in shown]


async def sees(who: Visitor, one: story.Story, page: str, *, anew: bool = False) -> None:
    path = f"/review/{one.site.agency}/reviews/{one.review}{page}"
    answer = await who.ask("GET", path, headers=ANEW if anew else {})
    assert answer.status_code == 200, answer.text


async def test_what_an_open_page_shows_anew_belongs_to_the_look_that_opened_it(site: Site) -> None:
    one = await story.opened(site)
    before = await looks(site)
    await sees(one.coordinator, one, "/cases")
    for _ in range(3):
        await sees(one.coordinator, one, "/cases", anew=True)

    assert await looks(site) == [*before, (one.coordinator.actor, "see-cases", one.review)]


async def test_each_time_that_somebody_opens_a_page_is_a_look(site: Site) -> None:
    one = await story.opened(site)
    before = await looks(site)
    await sees(one.coordinator, one, "/cases")
    await sees(one.coordinator, one, "/cases")

    assert len(await looks(site)) == len(before) + 2


async def test_nobody_looks_unrecorded_by_saying_that_a_page_was_open(site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    someone_else = site.enter("coordinator-2", "coordinator")
    await sees(one.coordinator, one, "/cases")
    before = await looks(site)

    await sees(someone_else, one, "/cases", anew=True)
    await sees(one.coordinator, other, "/cases", anew=True)
    await sees(one.coordinator, one, "/themes", anew=True)

    assert await looks(site) == [
        *before,
        (someone_else.actor, "see-cases", one.review),
        (one.coordinator.actor, "see-cases", other.review),
        (one.coordinator.actor, "see-themes", one.review),
    ]


async def test_a_page_that_stays_open_is_recorded_again_every_quarter_of_an_hour(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await story.opened(site)
    began = clock.now()
    await sees(one.coordinator, one, "/cases")
    before = await looks(site)

    for minutes in (10, 14, 16, 20, 30, 32):
        later = began + timedelta(minutes=minutes)
        monkeypatch.setattr("concord_kernel.clock.now", lambda later=later: later)
        await sees(one.coordinator, one, "/cases", anew=True)

    assert len(await looks(site)) == len(before) + 2


async def test_a_process_that_remembers_no_more_looks_records_the_next_showing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST", 1)
    one, other = await story.opened(site), await story.opened(site)
    await sees(one.coordinator, one, "/cases")
    await sees(one.coordinator, other, "/cases")
    before = await looks(site)

    await sees(one.coordinator, other, "/cases", anew=True)
    await sees(one.coordinator, one, "/cases", anew=True)

    assert await looks(site) == [*before, (one.coordinator.actor, "see-cases", one.review)]
