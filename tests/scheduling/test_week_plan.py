"""The week plan: given these facts, these days, bookings and releases."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.schedule import (
    DaysPlanned,
    InterviewCancelled,
    InterviewMoved,
    RuleOverridden,
    SeatsTaken,
    TimeFramesSet,
)
from concord_scheduling.week_plan.projection import WEEK_PLAN

from tests.support import story
from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    REASON,
    REVIEW,
    THREE,
    TUESDAY,
    booked,
    released,
    selected,
    team,
    week,
)
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

SET = {
    "review": REVIEW,
    "first_day": MONDAY,
    "last_day": FRIDAY,
    "release": 0,
    "overridden": 0,
    "version": 1,
} | dict.fromkeys((
    *("interviews", "interview_minutes", "debrief_minutes", "begins", "ends"),
    *("training_on", "training_minutes", "final_on", "final_minutes", "verbal_report"),
))
GONE_PAST = RuleOverridden(review=REVIEW, rule="onsite.days-most", reason=REASON)


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "scheduling", WEEK_PLAN, new_agency)


async def test_the_event_week_has_its_days(keep: Keeping) -> None:
    nothing: dict[str, list[object]] = {
        table: [] for table in ("booking", "taken_off", "sampled", "team", "member")
    }

    assert await keep(week()) == nothing | {"week": [SET]}


async def test_what_was_decided_of_the_week_stands_beside_its_days(keep: Keeping) -> None:
    frames = {"interviews": 6, "interview_minutes": 45, "debrief_minutes": 15, "begins": time(9)}
    training = {"training_on": MONDAY, "training_minutes": 240, "verbal_report": True}
    days = DaysPlanned(review=REVIEW, **training, debrief_on=FRIDAY, debrief_minutes=120)

    kept = await keep(TimeFramesSet(review=REVIEW, **frames), week(), days)

    decided = {"final_on": FRIDAY, "final_minutes": 120, "version": 3}
    assert kept["week"] == [SET | frames | training | decided]


async def test_what_can_be_booked_is_the_sample_and_the_numbered_teams(keep: Keeping) -> None:
    kept = await keep(
        selected(7, order=1),
        selected(5, order=2, standing="backup"),
        team("team-b"),
        team("team-a"),
    )

    assert [(one["case_id"], one["ordinal"], one["standing"]) for one in kept["sampled"]] == [
        ("case-005", 2, "backup"),
        ("case-007", 1, "selected"),
    ]
    assert [(one["team"], one["number"]) for one in kept["team"]] == [("team-a", 2), ("team-b", 1)]


async def test_a_week_that_is_set_anew_has_its_new_days_and_keeps_its_release(
    keep: Keeping,
) -> None:
    kept = await keep(week(), released(), week(MONDAY, date(2010, 1, 28)))

    assert kept["week"] == [SET | {"last_day": date(2010, 1, 28), "release": 1, "version": 3}]


async def test_a_booking_has_its_slot_and_its_lengths(keep: Keeping) -> None:
    kept = await keep(week(), booked(1), booked(2, starts=time(10, 15)))

    first, second = kept["booking"]
    assert first == {
        "review": REVIEW,
        "session": "session-1",
        "case_id": "case-001",
        "team": "team-1",
        "on_day": TUESDAY,
        "starts": time(9, 0),
        "minutes": 45,
        "debrief": 15,
        "room": None,
        "worker": "worker-1",
        "seats": "[]",
    }
    assert second["starts"] == time(10, 15)


async def test_a_moved_interview_stands_elsewhere_and_a_cancelled_one_is_taken_off(
    keep: Keeping,
) -> None:
    place = {"team": "team-2", "on": FRIDAY, "starts": time(10, 15), "room": "room-1"}
    moved = InterviewMoved(
        review=REVIEW, session="session-1", interview_minutes=45, debrief_minutes=15, **place
    )
    gone = InterviewCancelled(review=REVIEW, session="session-2", because="no-show")
    seats = SeatsTaken(review=REVIEW, session="session-1", seats=THREE)

    kept = await keep(week(), booked(1), booked(2, starts=time(10, 15)), moved, gone, seats)

    (one,) = kept["booking"]
    assert (one["team"], one["on_day"], one["room"]) == ("team-2", FRIDAY, "room-1")
    assert one["seats"].count("reviewer") == 6
    assert [(off["session"], off["because"]) for off in kept["taken_off"]] == [
        ("session-2", "no-show")
    ]


async def test_each_release_and_each_rule_gone_past_counts(keep: Keeping) -> None:
    (row,) = (await keep(week(), GONE_PAST, booked(1), released(), GONE_PAST, released(2)))["week"]

    assert (row["release"], row["overridden"]) == (2, 2)


async def test_a_rule_gone_past_with_the_first_week_counts_too(keep: Keeping) -> None:
    """The reason is recorded just before the week that it allows."""
    (row,) = (await keep(GONE_PAST, week()))["week"]

    assert row["overridden"] == 1


async def test_the_screen_shows_the_week_in_the_order_of_its_days(site: Site) -> None:
    one = await story.drawn(site)
    await (await one.form_team()).set_week()
    await one.post("scheduling", "/interviews", one.booking(2))
    await one.post("scheduling", "/interviews", one.booking(0, starts="10:15"))
    await one.post("scheduling", "/interviews", one.booking(1, on="2010-01-25"))
    await one.release()
    await site.read()

    shown = (await one.coordinator.get("scheduling", f"{one.where}/schedule")).json()

    assert shown["week"] == {
        "first_day": "2010-01-25",
        "last_day": "2010-01-29",
        "release": 1,
        "overridden": 0,
    }
    assert [(b["on_day"], b["starts"], b["case_id"]) for b in shown["bookings"]] == [
        ("2010-01-25", "09:00:00", one.cases[1]),
        ("2010-01-25", "10:15:00", one.cases[0]),
        ("2010-01-27", "09:00:00", one.cases[2]),
    ]


async def test_before_the_week_is_set_there_is_none(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    shown = await one.coordinator.get("scheduling", f"{one.where}/schedule")

    assert shown.json() == {
        "current": True,
        "version": 0,
        "frames": None,
        "days": None,
        "week": None,
        "bookings": [],
        "next": None,
    }
