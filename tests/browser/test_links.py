"""No link leads nowhere: what a page offers somebody, that person may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.places import EVERYBODY
from tests.support.links import Crawl

if TYPE_CHECKING:
    from tests.browser.people import People

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]


@pytest.mark.parametrize("role", ["", *EVERYBODY], ids=["nobody", *EVERYBODY])
def test_every_link_that_somebody_sees_leads_somewhere(people: People, role: str) -> None:
    with people.http(role) as http:
        crawl = Crawl(http)
        crawl.walk("/door/")

    assert crawl.dead == []
    assert len(crawl.pages) > 3
