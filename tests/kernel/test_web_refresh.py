"""A page that keeps itself up to date is no sign that somebody is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.support import story

if TYPE_CHECKING:
    from tests.support.servers import Cluster
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

UNUSED = "update people.session set last_seen_at = now() - idle / 2 where account = %s"


async def seconds_left(who: Visitor) -> int:
    """How long the session lasts; asking is no use of it."""
    found: int = (await who.ask("GET", "/door/api/v1/session")).json()["seconds_left"]
    return found


async def test_only_what_people_do_keeps_a_session(site: Site, cluster: Cluster) -> None:
    who = site.enter("coordinator-refreshing", "coordinator")
    page = f"/review/{site.agency}/reviews"
    await who.ask("GET", page)
    whole = await seconds_left(who)
    with psycopg.connect(cluster.owned("concord_people"), autocommit=True) as connection:
        connection.execute(UNUSED, (who.actor,))

    await who.ask("GET", page, headers={"Concord-Refresh": "1"})
    await who.ask("GET", page, headers={"Accept": "text/event-stream"})
    assert await seconds_left(who) < whole * 3 / 4
    await who.ask("GET", page)
    assert await seconds_left(who) > whole * 3 / 4


LIVE = re.compile(r'<(\w+) id="([\w-]+)"[^>]* data-live="')


def regions(page: str) -> dict[str, str]:
    """What stands in the parts of a page that keep themselves up to date, by their ids."""
    found = {}
    for region in LIVE.finditer(page):
        tags = re.compile(rf"<(/?){region[1]}\b[^>]*>")
        depth = 0
        for tag in tags.finditer(page, region.start()):
            depth += -1 if tag[1] else 1
            if not depth:
                found[region[2]] = page[region.start() : tag.end()]
                break
    return found


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("review", ""),
        ("review", "/cases"),
        ("review", "/teams"),
        ("review", "/themes"),
        ("review", "/timeline"),
        ("scheduling", ""),
        ("reporting", "/recommendations"),
    ],
)
async def test_what_an_open_page_asks_for_holds_its_live_parts_as_the_whole_page_does(
    site: Site, service: str, path: str
) -> None:
    one = await story.finished(site)
    page = f"/{service}/{site.agency}/reviews/{one.review}{path}"
    whole = (await one.coordinator.ask("GET", page)).text
    anew = (await one.coordinator.ask("GET", page, headers={"Concord-Refresh": "1"})).text

    assert regions(whole)
    assert regions(anew) == regions(whole)
    assert "usa-skipnav" in whole
    assert "usa-skipnav" not in anew
