"""A team's interviews: what is booked and released, what is recorded; nobody else's."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from concord_review.interview_list.projection import INTERVIEW_LIST

from tests.support import story
from tests.support.reviews import PEER, booked, member, recorded, released, team
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", INTERVIEW_LIST, new_agency)


async def standing(keep: Keeping, *facts: object) -> list[tuple[str, bool, bool]]:
    kept = await keep(*facts)  # type: ignore[arg-type]  # facts
    return [(one["session"], one["released"], one["recorded"]) for one in kept["interview"]]


async def test_a_booking_waits_for_the_release(keep: Keeping) -> None:
    assert await standing(keep, booked(1)) == [("session-1", False, False)]
    assert await standing(keep, booked(1), released()) == [("session-1", True, False)]


async def test_a_booking_after_the_release_waits_for_the_next(keep: Keeping) -> None:
    later = booked(2, starts=time(11, 0))

    assert await standing(keep, booked(1), released(), later) == [
        ("session-1", True, False),
        ("session-2", False, False),
    ]
    assert await standing(keep, booked(1), released(), later, released(2, 2)) == [
        ("session-1", True, False),
        ("session-2", True, False),
    ]


async def test_a_recorded_interview_is_done(keep: Keeping) -> None:
    assert await standing(keep, booked(1), booked(2), released(), recorded(2)) == [
        ("session-1", True, False),
        ("session-2", True, True),
    ]


async def test_members_are_kept_by_team(keep: Keeping) -> None:
    one, other = team(), team("team-2", (member(4, "interviewer"),))

    assert [(row["team"], row["reviewer"]) for row in (await keep(one, other))["member"]] == [
        ("team-1", "reviewer-1"),
        ("team-1", "reviewer-2"),
        ("team-1", "reviewer-3"),
        ("team-2", "reviewer-4"),
    ]


async def test_a_reviewer_sees_the_released_interviews_of_the_own_team(site: Site) -> None:
    one = await story.released(site)
    await site.read()

    mine = (await one.peers[0].get("review", f"{one.where}/interviews")).json()

    assert [interview["session"] for interview in mine["interviews"]] == one.sessions
    assert {interview["team"] for interview in mine["interviews"]} == {one.team}
    assert not any(interview["recorded"] for interview in mine["interviews"])


async def test_a_reviewer_of_no_team_sees_none(site: Site) -> None:
    one = await story.released(site)
    stranger = await one.invite("Elm Peerless")
    await site.read()

    for who in (stranger, site.enter("reviewer-none", "reviewer", home=PEER)):
        mine = await who.get("review", f"{one.where}/interviews")
        page = await who.page("review", f"{one.where}/interviews")
        assert mine.json()["interviews"] == []
        assert "No interview of your team is scheduled yet." in page.text
