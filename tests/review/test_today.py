"""A team's day: the released schedule in order, and how far each interview is."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.debrief import DebriefCompleted, DebriefSaved
from concord_contracts.facts.focus_group import FocusGroupNotesSaved
from concord_contracts.facts.schedule import InterviewCancelled, InterviewMoved
from concord_review.today.projection import TODAY

from tests.support import event_week, story
from tests.support.event_week import FIRST_DAY
from tests.support.reviews import booked, held, recorded, released
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

TUESDAY = date(2010, 1, 26)


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", TODAY, new_agency)


async def shown(keep: Keeping, *facts: Any) -> list[tuple[str, str, time]]:
    kept = await keep(*facts)
    return [(one["session"], one["team"], one["starts"]) for one in kept["shown"]]


def moved(nth: int, **changes: Any) -> InterviewMoved:
    stands = booked(nth)
    names = ("review", "session", "team", "on", "starts", "interview_minutes", "debrief_minutes")
    return InterviewMoved(**({name: getattr(stands, name) for name in names} | changes))


async def test_a_day_shows_what_is_released_and_a_move_only_with_the_next_release(
    keep: Keeping,
) -> None:
    first = booked(1)
    later = moved(1, starts=time(15, 0), team="team-9")
    gone = InterviewCancelled(review=first.review, session=booked(2).session, because="other")
    before = [(one.session, one.team, one.starts) for one in (first, booked(2))]

    assert await shown(keep, first, booked(2)) == []
    assert await shown(keep, first, booked(2), released(), later, gone) == before
    assert await shown(keep, first, booked(2), released(), later, gone, released(2)) == [
        (first.session, "team-9", time(15, 0))
    ]


async def test_a_debrief_that_was_changed_after_it_was_finished_is_only_begun(
    keep: Keeping,
) -> None:
    one = booked(1)
    where = {"review": one.review, "session": one.session}
    saved, done = DebriefSaved(**where), DebriefCompleted(**where)

    async def stands(*facts: Any) -> list[tuple[bool, str, str]]:
        kept = await keep(one, *facts)
        return [(row["recorded"], row["form"], row["debrief"]) for row in kept["standing"]]

    assert await stands(saved) == [(False, "", "begun")]
    assert await stands(recorded(1), saved, done) == [(True, "", "finished")]
    assert await stands(recorded(1), saved, done, saved) == [(True, "", "begun")]


async def test_notes_of_a_group_are_begun_when_some_are_saved_and_done_when_it_was_held(
    keep: Keeping,
) -> None:
    done = held()
    saved = FocusGroupNotesSaved(review=done.review, group=done.group)

    async def stands(*facts: Any) -> list[bool]:
        return [one["held"] for one in (await keep(*facts))["group_standing"]]

    assert await stands(saved) == [False]
    assert await stands(saved, done, saved) == [True]


@pytest.mark.proves("PQCR-59")
async def test_today_lists_the_own_teams_interviews_and_groups_with_what_is_next(
    site: Site,
) -> None:
    one = await story.released(site)
    await event_week.ready(one)
    await site.read()

    page = (await one.peers[0].page("review", f"{one.where}/today", day=FIRST_DAY)).text
    other = (await one.peers[0].page("review", f"{one.where}/today", day="2010-01-27")).text

    assert page.count('class="card"') == 1
    below = f"/review/{site.agency}/reviews{one.where}/sessions/{one.sessions[0]}"
    for form in ("record/form", "form", "debrief/form"):
        assert f'href="{below}/{form}"' in page
        assert f'data-draft="{below}/{form}"' in page
    assert "comes 30 minutes early" in page
    assert "Agenda with timer" in other
    assert "Library, room 2" in other
    nobody = await one.invite("Elm Peerless")
    empty = (await nobody.page("review", f"{one.where}/today")).text
    assert "Your day shows here as soon as the coordinator releases" in empty
