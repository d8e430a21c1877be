"""Who is told of a release, and a person's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.notice import (
    CalendarLinkEnded,
    CalendarLinkGiven,
    NoticesApproved,
    NoticesHeldBack,
)
from concord_contracts.facts.schedule import InterviewMoved
from concord_kernel.testing import Given
from concord_kernel.web.secret_address import CALENDAR, place_of, read
from concord_scheduling.notices.commands import (
    ApproveNotices,
    EndCalendarLink,
    GiveCalendarLink,
    HoldBackNotices,
)
from concord_scheduling.notices.decide import NOTICES
from concord_scheduling.outbox.calendar import Entry, calendar
from icalendar import Calendar

from tests.support import reviews
from tests.support.reviews import FRIDAY, REVIEW, THREE, context, released

if TYPE_CHECKING:
    from concord_contracts.facts.schedule import InterviewBooked

outbox = Given(NOTICES, context())
PEOPLE = tuple(one.reviewer for one in THREE)


def booked(number: int, **changes: Any) -> InterviewBooked:
    return reviews.booked(number, **({"seats": THREE} | changes))


def approve(*people: str, release: int = 1) -> ApproveNotices:
    return ApproveNotices(review=REVIEW, release=release, people=people)


def approved(*people: str, release: int = 1) -> NoticesApproved:
    return NoticesApproved(review=REVIEW, release=release, people=people)


MOVED = InterviewMoved(
    review=REVIEW,
    session="session-1",
    team="team-1",
    on=FRIDAY,
    starts=time(9, 0),
    interview_minutes=45,
    debrief_minutes=15,
    seats=THREE,
)
OUT = (booked(1), booked(2, starts=time(11, 0)), released())
AGAIN = (*OUT, approved(*PEOPLE, "worker-1", "worker-2"), MOVED, released(2))


def test_of_the_first_release_everybody_in_it_is_told() -> None:
    outbox(*OUT).when(approve(*PEOPLE, "worker-1")).then(approved(*PEOPLE, "worker-1"))
    outbox(*OUT, approved("worker-1")).when(approve("worker-1")).then_nothing()


def test_later_only_those_are_told_whose_own_interviews_changed() -> None:
    outbox(*AGAIN).when(approve("worker-1", "reviewer-1", release=2)).then(
        approved("worker-1", "reviewer-1", release=2)
    )
    outbox(*AGAIN).when(approve("worker-1", "worker-2", release=2)).then_refused(
        "notice.not-concerned", people=1
    )


def test_who_was_not_told_of_one_release_is_told_of_the_next() -> None:
    history = (*OUT, MOVED, released(2))

    outbox(*history).when(approve("worker-2", release=2)).then(approved("worker-2", release=2))
    outbox(*history).when(approve("worker-2")).then_refused("notice.a-later-release", last=2)
    outbox(booked(1)).when(approve("worker-1")).then_refused("notice.unknown-release")


def test_a_notice_may_be_held_back_and_approved_later() -> None:
    back = HoldBackNotices(review=REVIEW, release=1, people=("worker-1",))
    held = NoticesHeldBack(review=REVIEW, release=1, people=("worker-1",))

    outbox(*OUT).when(back).then(held)
    outbox(*OUT, held).when(back).then_nothing()
    outbox(*OUT, held).when(approve("worker-1")).then(approved("worker-1"))


TODAY = context().at.date()


@pytest.mark.parametrize(
    ("until", "rule"),
    [
        (TODAY, ""),
        (TODAY + timedelta(days=366), ""),
        (TODAY - timedelta(days=1), "calendar.last-day"),
        (TODAY + timedelta(days=367), "calendar.last-day"),
    ],
)
def test_a_calendar_link_ends_within_a_year(until: date, rule: str) -> None:
    asked = {"link": "link-1", "person": "worker-1", "digest": "d" * 64, "until": until}
    give = GiveCalendarLink(review=REVIEW, **asked)

    if rule:
        outbox(*OUT).when(give).then_refused(rule)
    else:
        outbox(*OUT).when(give).then(CalendarLinkGiven(**give.model_dump()))
    outbox(released()).when(give).then_refused("calendar.nobody")


def test_a_link_is_ended_by_whose_it_is() -> None:
    given = CalendarLinkGiven(
        review=REVIEW, link="link-1", person="worker-1", digest="d" * 64, until=TODAY
    )
    end = EndCalendarLink(review=REVIEW, link="link-1", person="worker-1")

    outbox(*OUT, given).when(end).then(CalendarLinkEnded(review=REVIEW, link="link-1"))
    outbox(*OUT, given).when(end.model_copy(update={"person": "worker-2"})).then_nothing()


def test_an_address_is_read_back_and_opens_only_with_its_own_secret() -> None:
    there = place_of(
        lambda _, text: text.encode().hex()[:64].ljust(64, "0"), CALENDAR, "ca-a", REVIEW, "l-1"
    )

    assert read(there.address) == there
    assert there.opens(there.digest)
    assert not there._replace(secret="0" * 64).opens(there.digest)
    assert [read(one) for one in ("", "ca-a.r.l", there.address + "0", "../x")] == [None] * 4


def event(on: date, starts: time, zone: str = "America/Los_Angeles") -> Any:
    at = datetime(2010, 1, 20, tzinfo=UTC)
    entry = Entry(booked(1, on=on, starts=starts), "Interview", "Room, Site", "Says.", 60)
    made = Calendar.from_ical(calendar("Interviews", zone, at, 2, [entry]))
    (found,) = made.walk("VEVENT")
    assert made.walk("VTIMEZONE")[0]["TZID"] == zone
    return found


@pytest.mark.parametrize(
    ("on", "starts", "utc"),
    [
        (date(2010, 3, 12), time(9, 0), "2010-03-12T17:00:00"),  # the Friday before
        (date(2010, 3, 15), time(9, 0), "2010-03-15T16:00:00"),  # the Monday after
        (date(2010, 11, 5), time(9, 0), "2010-11-05T16:00:00"),
        (date(2010, 11, 8), time(9, 0), "2010-11-08T17:00:00"),
        (date(2010, 3, 14), time(1, 30), "2010-03-14T09:30:00"),  # over the missing hour
    ],
)
def test_a_calendar_is_right_on_both_sides_of_a_change_of_the_clocks(
    on: date, starts: time, utc: str
) -> None:
    found = event(on, starts)
    begins, ends = found["DTSTART"].dt, found["DTEND"].dt

    assert begins.astimezone(UTC).isoformat() == f"{utc}+00:00"
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=1)
    assert found["DTSTART"].params["TZID"] == "America/Los_Angeles"
    assert (found["UID"], found["SEQUENCE"]) == ("session-1@concord", 2)
