"""Quick cards: the edition's own words and numbers for each role, for everybody of the week."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from concord_kernel.jurisdictions import Jurisdictions
from concord_review.cards.page import LIST, ROLES

from tests.support import story
from tests.support.reviews import PQCR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio

EDITION = Jurisdictions.installed().read(PQCR)


async def card(who: Visitor, one: story.Story, role: str = "", status: int = 200) -> str:
    """What a card says, without its marks."""
    page = await who.page("review", f"{one.where}/cards" + (f"/{role}" if role else ""))
    assert page.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def test_each_card_holds_the_words_and_numbers_of_the_rules(site: Site) -> None:
    one = await story.opened(site)
    site_host = site.enter("host-1", "site-lead")

    every = await card(site_host, one)
    interviewer = await card(site_host, one, "interviewer")
    facilitator = await card(site_host, one, "facilitator")

    said = [entry.label for role in ROLES for entry in EDITION.catalogue(LIST + role).entries]
    assert [words for words in said if f"“{words}”" not in every] == []
    assert "Interview 45 min Debrief of the team 15 min" in interviewer
    assert "Facilitator of a focus group" not in interviewer
    parts = [entry.label for entry in EDITION.catalogue("focus-group.parts").entries]
    assert [words for words in parts if words not in facilitator] == []
    assert "People 6 to 12" in facilitator


async def test_a_card_that_the_rules_do_not_have_is_not_there(
    site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    one = await story.opened(site)
    other = await story.durham(await all_services.join(new_agency().replace("ca-", "nc-", 1)))

    await card(one.coordinator, one, "juror", 404)
    await card(other.coordinator, other, "interviewer", 404)
    assert "say nothing that belongs on a quick card" in await card(other.coordinator, other)


async def test_whoever_may_not_see_the_week_gets_no_card(site: Site) -> None:
    one = await story.opened(site)

    await card(site.enter("administrator-1", "administrator"), one, status=404)
