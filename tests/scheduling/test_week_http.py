"""Setting the event week, booking, releasing, over HTTP, also by many at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.schedule import InterviewBooked, RuleOverridden, ScheduleReleased
from concord_kernel import clock

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

WEEK = {"first_day": "2010-01-25", "last_day": "2010-01-29"}


def key() -> str:
    return str(clock.new_command_id())


async def bookings(site: Site) -> list[InterviewBooked]:
    said = [envelope.fact for envelope in await site.history()]
    return [fact for fact in said if isinstance(fact, InterviewBooked)]


async def with_team(site: Site, cases: int = 6) -> story.Story:
    """A review with a team, a week and so many cases of different workers."""
    one = await (await story.opened(site)).plan()
    await one.import_frame(story.HEADER + story.rows(cases + 1))
    await one.draw(wanted={"child-welfare": cases})
    return await (await one.form_team()).set_week()


async def test_an_interview_is_booked_for_the_worker_of_its_case(site: Site) -> None:
    one = await with_team(site)

    said = await one.post("scheduling", "/interviews", one.booking(0))

    (booked,) = await bookings(site)
    assert (booked.session, booked.case, booked.team) == (said["id"], one.cases[0], one.team)
    assert (booked.interview_minutes, booked.debrief_minutes) == (45, 15)
    drawn = [e.fact.model_dump() for e in await site.history() if "case-selected" in e.name]
    assert booked.interviewee == next(d["worker"] for d in drawn if d["case"] == booked.case)


async def test_a_booking_sent_twice_under_one_key_is_one_booking(site: Site) -> None:
    one, command = await with_team(site), key()
    path = f"{one.where}/interviews"

    first = made(await one.coordinator.post("scheduling", path, one.booking(0), key=command))
    again = made(await one.coordinator.post("scheduling", path, one.booking(0), key=command))
    other = await one.coordinator.post("scheduling", path, one.booking(1), key=command)

    assert again == first | {"repeated": True}
    refused(other, 422, "command.id-used-for-another")
    assert len(await bookings(site)) == 1


async def test_of_twenty_bookings_at_once_exactly_four_cases_stand_on_a_team_day(
    site: Site,
) -> None:
    one = await with_team(site, cases=20)
    asked = [one.booking(nth, on="2010-01-26", starts=f"{nth:02}:00") for nth in range(20)]

    answers = await asyncio.gather(
        *(one.coordinator.post("scheduling", f"{one.where}/interviews", body) for body in asked)
    )

    booked = await bookings(site)
    assert Counter(answer.status_code for answer in answers) == {201: 4, 409: 16}
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {
        "interview.cases-per-team-per-day"
    }
    assert len(booked) == 4
    taken = sorted(body["case"] for body, a in zip(asked, answers, strict=True) if a.is_success)
    assert sorted(one_booking.case for one_booking in booked) == taken


async def test_of_twelve_who_want_the_same_slot_one_gets_it(site: Site) -> None:
    one = await with_team(site, cases=12)
    asked = [one.booking(nth, on="2010-01-26") for nth in range(12)]

    answers = await asyncio.gather(
        *(one.coordinator.post("scheduling", f"{one.where}/interviews", body) for body in asked)
    )

    rules = Counter(answer.json().get("rule", "booked") for answer in answers)
    assert rules == {"booked": 1, "interview.double-booked": 11}
    assert len(await bookings(site)) == 1


async def test_one_booking_sent_ten_times_at_once_is_one_booking(site: Site) -> None:
    one, command = await with_team(site), key()
    path = f"{one.where}/interviews"

    answers = await asyncio.gather(
        *(one.coordinator.post("scheduling", path, one.booking(0), key=command) for _ in range(10))
    )

    assert len({made(answer)["id"] for answer in answers}) == 1
    assert [made(answer)["repeated"] for answer in answers].count(False) == 1
    assert len(await bookings(site)) == 1


async def test_a_fifth_case_a_day_is_booked_with_a_reason(site: Site) -> None:
    one = await with_team(site)
    for nth in range(4):
        body = one.booking(nth, on="2010-01-26", starts=f"{9 + nth:02}:00")
        await one.post("scheduling", "/interviews", body)
    fifth = one.booking(4, on="2010-01-26", starts="14:00")
    path, command = f"{one.where}/interviews", key()

    said = refused(
        await one.coordinator.post("scheduling", path, fifth, key=command),
        409,
        "interview.cases-per-team-per-day",
    )
    assert said["title"] == (
        "That would be 5 cases for the team on this day; usual are no more than 4. "
        "You may go on with a reason."
    )
    reason = [{"rule": "interview.cases-per-team-per-day", "reason": "One team is ill."}]
    body = fifth | {"overrides": reason}
    made(await one.coordinator.post("scheduling", path, body, key=command))

    assert facts(await site.history())[-2:] == [RuleOverridden.NAME, InterviewBooked.NAME]
    assert "is ill" not in "".join(e.data for e in await site.history())


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"case": "case-none"}, "interview.case-not-selected"),
        ({"team": "team-none"}, "team.unknown"),
        ({"on": "2010-02-01"}, "interview.outside-the-week"),
    ],
)
async def test_a_booking_that_cannot_be_is_refused_in_words(
    site: Site, changes: dict[str, str], rule: str
) -> None:
    one = await with_team(site, cases=1)

    answer = await one.coordinator.post(
        "scheduling", f"{one.where}/interviews", one.booking(0, **changes)
    )

    assert refused(answer, 409, rule)["title"].endswith(".")


@pytest.mark.parametrize("starts", ["09:00:30", "09:00Z", "25:00", "nine"])
async def test_a_booking_starts_at_a_minute_of_the_clock_on_the_wall(
    site: Site, starts: str
) -> None:
    who = site.enter("coordinator-1", "coordinator")
    body = {"case": "case-1", "team": "team-1", "on": "2010-01-26", "starts": starts}

    said = refused(
        await who.post("scheduling", "/pqcr-1/interviews", body), 422, "request.not-valid"
    )

    assert [error["pointer"] for error in said["errors"]] == ["/body/starts"]


async def test_a_week_of_another_length_takes_a_reason(site: Site) -> None:
    one = await story.opened(site)
    short: dict[str, Any] = {"first_day": "2010-01-25", "last_day": "2010-01-26"}
    path = f"{one.where}/event-week"
    said = refused(await one.coordinator.post("scheduling", path, short), 409, "onsite.days-least")
    assert said["title"].startswith("2 on-site work days are fewer than the usual 3 to 5.")

    reason = [{"rule": "onsite.days-least", "reason": "Two days suffice."}]
    made(await one.coordinator.post("scheduling", path, short | {"overrides": reason}))

    assert facts(await site.history())[-2:] == [
        RuleOverridden.NAME,
        "scheduling.event-week-set.v1",
    ]


async def test_a_schedule_is_released_once_for_each_change(site: Site) -> None:
    one = await with_team(site)
    path = f"{one.where}/releases"
    refused(await one.coordinator.post("scheduling", path), 409, "schedule.empty")

    await one.book(1)
    for _ in range(3):
        made(await one.coordinator.post("scheduling", path))
    await one.post("scheduling", "/interviews", one.booking(1))
    made(await one.coordinator.post("scheduling", path))

    releases = [e.fact for e in await site.history() if isinstance(e.fact, ScheduleReleased)]
    assert [(fact.release, fact.interviews) for fact in releases] == [(1, 1), (2, 2)]


async def test_a_duty_with_an_id_that_no_name_can_have_is_refused(site: Site) -> None:
    one = await with_team(site)
    path = f"{one.where}/places/place-1/duties"
    answer = await one.coordinator.post("scheduling", path, {"duty": "a.b", "name": "Made Up"})

    refused(answer, 422, "command.cannot-be-recorded")


async def test_a_release_by_many_at_once_is_one_release(site: Site) -> None:
    one = await (await with_team(site)).book(1)

    answers = await asyncio.gather(
        *(one.coordinator.post("scheduling", f"{one.where}/releases") for _ in range(8))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert facts(await site.history()).count(ScheduleReleased.NAME) == 1


async def test_a_protocol_without_an_event_week_says_so(
    all_services: House, new_agency: Callable[[], str]
) -> None:
    site = await all_services.join(new_agency().replace("ca-", "nc-", 1))
    one = await story.durham(site)

    answer = await one.coordinator.post("scheduling", f"{one.where}/event-week", WEEK)

    refused(answer, 409, "rules.not-in-this-protocol")
