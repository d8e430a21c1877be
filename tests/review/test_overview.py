"""The overview of reviews: given these facts, this row and this screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_review.overview.projection import OVERVIEW

from tests.support import story
from tests.support.reviews import (
    FRIDAY,
    OTHER_REVIEW,
    PQCR,
    REVIEW,
    agreed,
    candidate,
    drawn,
    edition,
    focus_area,
    frame_of,
    opened,
    proposed,
    recorded,
    released,
    stratum,
    team,
)
from tests.support.rows import RECORDED, Keeping
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

EMPTY: dict[str, Any] = {
    "review": REVIEW,
    "edition": PQCR,
    "edition_digest": edition().digest(),
    "synthetic": True,
    "opened_at": RECORDED,
    "focus_area": None,
    "candidates": 0,
    "frame": None,
    "cases": 0,
    "backups": 0,
    "teams": 0,
    "release": 0,
    "last_day": None,
    "interviews": 0,
    "proposed": 0,
    "agreed": 0,
    "version": 1,
}


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", OVERVIEW, new_agency)


async def test_an_open_review_has_nothing_done(keep: Keeping) -> None:
    assert await keep(opened()) == {"review": [EMPTY]}


async def test_every_step_of_a_review_shows(keep: Keeping) -> None:
    kept = await keep(
        opened(),
        focus_area(),
        *frame_of([candidate(number) for number in range(7)]),
        drawn(stratum("child-welfare", 3, 7, 3), stratum("probation", 2, 1, 1), backups=2),
        team(),
        team("team-2"),
        released(),
        recorded(1),
        recorded(2),
        recorded(3),
        proposed("session-1"),
        proposed("session-1", "session-2", "session-3", theme="theme-2"),
        agreed(3, theme="theme-2"),
    )

    assert kept["review"] == [
        EMPTY
        | {
            "focus_area": "placement-stability",
            "candidates": 7,
            "frame": "frame-1",
            "cases": 4,
            "backups": 2,
            "teams": 2,
            "release": 1,
            "last_day": FRIDAY,
            "interviews": 3,
            "proposed": 2,
            "agreed": 1,
            "version": 2,
        }
    ]


async def test_a_later_release_counts(keep: Keeping) -> None:
    later = released(2).model_copy(update={"last_day": date(2010, 2, 5)})

    (row,) = (await keep(opened(), released(), later))["review"]

    assert (row["release"], row["last_day"]) == (2, date(2010, 2, 5))


async def test_reviews_are_told_apart(keep: Keeping) -> None:
    first, second = (
        await keep(opened(), opened(OTHER_REVIEW), focus_area(review=OTHER_REVIEW), team())
    )["review"]

    assert (first["review"], first["focus_area"], first["teams"]) == (REVIEW, None, 1)
    assert (second["review"], second["focus_area"], second["teams"]) == (
        OTHER_REVIEW,
        "placement-stability",
        0,
    )


async def test_what_belongs_to_no_known_review_makes_no_row(keep: Keeping) -> None:
    assert await keep(team(), recorded(1), released()) == {"review": []}


async def test_the_reviews_of_an_agency_are_listed_newest_first(site: Site) -> None:
    first, second = await story.opened(site), await story.opened(site)
    await site.read()

    listed = (await first.coordinator.get("review")).json()

    assert listed["current"] is True
    assert [one["review"] for one in listed["reviews"]] == [second.review, first.review]


async def test_an_agency_without_reviews_has_an_empty_list(site: Site) -> None:
    listed = await site.enter("coordinator-1", "coordinator").get("review")

    assert listed.json() == {"current": True, "reviews": [], "next": None}


async def test_a_review_that_is_not_there_is_nothing_there(site: Site) -> None:
    await site.read()
    who = site.enter("coordinator-1", "coordinator")

    refused(await who.get("review", "/pqcr-none"), 404, "door.not-found")


async def test_a_finished_review_says_how_far_it_has_come(site: Site) -> None:
    done = await story.finished(site)

    found = (await done.coordinator.get("review", done.where)).json()["review"]

    assert {name: found[name] for name in EMPTY.keys() - SPECIAL} == {
        "edition": PQCR,
        "edition_digest": edition().digest(),
        "synthetic": True,
        "focus_area": "placement-stability",
        "candidates": 18,
        "cases": 6,
        "backups": 2,
        "teams": 1,
        "release": 1,
        "last_day": "2010-01-29",
        "interviews": 3,
        "proposed": 1,
        "agreed": 1,
        "version": 2,
    }


async def test_the_county_sees_no_count_of_what_happens_inside_before_the_week_is_over(
    site: Site,
) -> None:
    one = await story.opened(site)
    await site.read()
    consultant = site.enter("consultant-1", "consultant", home="ca-cdss")
    inside = ("interviews", "proposed", "agreed")

    for_the_county = (await one.coordinator.get("review", one.where)).json()["review"]
    listed = (await one.coordinator.get("review")).json()["reviews"][0]
    for_the_state = (await consultant.get("review", one.where)).json()["review"]
    page = (await one.coordinator.page("review", one.where)).text

    assert [for_the_county[name] for name in inside] == [None, None, None]
    assert [listed[name] for name in inside] == [None, None, None]
    assert [for_the_state[name] for name in inside] == [0, 0, 0]
    assert "counted for the county when the event week is over" in page


SPECIAL = {"review", "frame", "opened_at"}
