"""Who looked: every sensitive look and every refusal, filtered, page by page, and as a file."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import story
from tests.support.site import refused

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio


def auditor(site: Site) -> Visitor:
    return site.enter("auditor-1", "auditor", home="ca-cdss")


async def looked(who: Visitor, where: str = "", **params: Any) -> dict[str, Any]:
    answer = await who.ask("GET", f"/door/api/v1/{who.agency}{where}/access", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def two_reviews(site: Site) -> tuple[story.Story, story.Story]:
    """Two reviews, whose cases the coordinator looked at; somebody else tried one."""
    one, other = await story.opened(site), await story.opened(site)
    await site.read()
    for review in (one, other, one):
        await one.coordinator.get("review", f"{review.where}/cases")
    observer = site.enter("observer-1", "observer")
    refused(await observer.get("review", f"{one.where}/cases"), 404, "door.not-found")
    await site.bring_up("door")
    return one, other


async def test_looks_and_refusals_are_listed_newest_first(site: Site) -> None:
    one, other = await two_reviews(site)
    looks = (await looked(auditor(site)))["looks"]

    assert [(x["action"], x["review"], x["was_shown"]) for x in looks[:4]] == [
        ("see-cases", one.review, False),
        ("see-cases", one.review, True),
        ("see-cases", other.review, True),
        ("see-cases", one.review, True),
    ]
    assert looks[0]["person"].startswith("observer-1")
    assert looks[1]["policies"] == ["coordinator"]


async def test_looking_at_the_list_is_itself_on_the_list(site: Site) -> None:
    await story.opened(site)
    who = auditor(site)
    await looked(who)
    await site.bring_up("door")

    (first, *_) = (await looked(who))["looks"]

    assert (first["action"], first["home"]) == ("see-access", "ca-cdss")


async def test_looks_are_of_one_person_or_one_review_only(site: Site) -> None:
    one, other = await two_reviews(site)
    who = auditor(site)

    of_person = (await looked(who, person=one.coordinator.actor))["looks"]
    of_review = (await looked(who, f"/reviews/{other.review}"))["looks"]
    of_both = (await looked(who, person=one.coordinator.actor, of=one.review))["looks"]

    assert {x["person"] for x in of_person} == {one.coordinator.actor}
    assert {x["review"] for x in of_review} == {other.review}
    assert len(of_both) == 2


async def test_the_list_goes_on_page_by_page(site: Site) -> None:
    await two_reviews(site)
    who = auditor(site)
    whole = (await looked(who))["looks"]
    seen: list[dict[str, Any]] = []
    page = await looked(who, limit=3)
    while True:
        seen += page["looks"]
        if page["next"] is None:
            break
        page = await looked(who, limit=3, after=page["next"])

    assert seen == whole


async def test_the_file_holds_the_same_as_the_list(site: Site) -> None:
    one, _ = await two_reviews(site)
    who = auditor(site)

    answer = await who.ask("GET", f"/door/{site.agency}/reviews/{one.review}/access.csv")
    rows = list(csv.DictReader(StringIO(answer.text)))

    assert answer.headers["content-type"].startswith("text/csv")
    assert [row["position"] for row in rows] == [
        str(x["position"]) for x in (await looked(who, f"/reviews/{one.review}"))["looks"]
    ]


async def test_the_agency_itself_sees_of_its_peers_only_the_week(site: Site) -> None:
    one = await story.recorded(site)
    await site.read()
    notes = f"{one.where}/sessions/{one.sessions[0]}/notes"
    for peer in (one.peers[1], one.peers[1]):
        assert (await peer.get("review", notes)).status_code == 200
    await one.coordinator.get("review", f"{one.where}/cases")
    await site.bring_up("door")

    found = await looked(site.enter("administrator-1", "administrator"))
    of_peers = [look for look in found["looks"] if look["home"] != site.agency]
    readings = [look for look in of_peers if look["action"] == "read-notes"]

    assert len(readings) == 1
    assert {look["about"] for look in of_peers} == {""}
    assert {look["position"] for look in found["looks"]} == {None}
    assert all(look["is_week"] and "T00:00:00" in look["at"] for look in of_peers)
    own = [look for look in found["looks"] if look["home"] == site.agency]
    assert own
    assert not any(look["is_week"] for look in own)
    whole = (await looked(auditor(site)))["looks"]
    assert one.sessions[0] in {look["about"] for look in whole}


async def test_the_page_says_what_to_expect_where_nobody_looked(site: Site) -> None:
    await site.bring_up("door")
    headers = {"Accept": "text/html"}
    page = await auditor(site).ask("GET", f"/door/{site.agency}/access", headers=headers)

    assert page.status_code == 200
    assert "Nobody looked at anything sensitive here" in page.text


async def test_the_page_lists_who_what_and_how_it_ended(site: Site) -> None:
    one, _ = await two_reviews(site)
    headers = {"Accept": "text/html"}
    page = await auditor(site).ask("GET", f"/door/{site.agency}/access", headers=headers)

    assert one.coordinator.actor in page.text
    assert "Refused" in page.text
    assert "See case numbers and the sample" in page.text


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "consultant", "manager"])
async def test_who_may_not_see_who_looked_finds_nothing(site: Site, role: str) -> None:
    one = await story.opened(site)
    who = site.enter(f"{role}-7", role)

    for path in ("/access", f"/reviews/{one.review}/access"):
        answer = await who.ask("GET", f"/door/api/v1/{site.agency}{path}")
        refused(answer, 404, "door.not-found")
    assert (await who.ask("GET", f"/door/{site.agency}/access.csv")).status_code == 404
