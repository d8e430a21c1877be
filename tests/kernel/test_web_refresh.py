"""A page that keeps itself up to date is no sign that somebody is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

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
