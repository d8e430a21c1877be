"""What speaks against a booking, and what follows when one is moved, cancelled or replaced."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.availability import AwayNoted, PlaceAdded, RoomAdded, TravelTimed
from concord_contracts.facts.leading import AgreementResolved
from concord_contracts.facts.people import HostStaffSeated, Member, Tie, TiesDeclared
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    RuleOverridden,
    ScheduleReleased,
    SeatsTaken,
)
from concord_contracts.rules import Edition, Level
from concord_kernel.testing import Given
from concord_scheduling.week.commands import (
    CancelInterview,
    MoveInterview,
    Planned,
    ReleaseSchedule,
    ReplaceInterview,
    RotateRoles,
    TakePlan,
)
from concord_scheduling.week.decide import WEEK

from tests.support import reviews
from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    REASON,
    REVIEW,
    THREE,
    TUESDAY,
    context,
    edition,
    invited,
    opened,
    recorded,
    selected,
    team,
    text,
    week,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

schedule = Given(WEEK, context())
OTHERS = tuple(one.model_copy(update={"reviewer": f"{one.reviewer}0"}) for one in THREE)
PLACES = (
    PlaceAdded(review=REVIEW, place="place-1", name=text("name-1", "directory")),
    PlaceAdded(review=REVIEW, place="place-2", name=text("name-2", "directory")),
    RoomAdded(review=REVIEW, place="place-1", room="room-1", name=text("name-3", "directory")),
    RoomAdded(review=REVIEW, place="place-2", room="room-2", name=text("name-4", "directory")),
    TravelTimed(review=REVIEW, one="place-2", other="place-1", minutes=40),
)
READY = (
    opened(),
    *(selected(number, order=number) for number in range(1, 10)),
    team(),
    team("team-2", OTHERS),
    week(),
    *PLACES,
)


def booked(number: int = 1, **changes: Any) -> InterviewBooked:
    seats = OTHERS if changes.get("team") == "team-2" else THREE
    return reviews.booked(number, **({"seats": seats} | changes))


def move(number: int = 1, **changes: Any) -> MoveInterview:
    asked = {"team": "team-1", "on": TUESDAY, "starts": time(9, 0)} | changes
    return MoveInterview(review=REVIEW, session=f"session-{number}", **asked)


def moved(booking: InterviewBooked) -> InterviewMoved:
    kept = booking.model_dump(exclude={"case", "interviewee", "instead_of", "seats"})
    return InterviewMoved(**kept, seats=booking.seats)


def away(whom: str, kind: Any = "person", **changes: Any) -> AwayNoted:
    asked = {"first_day": TUESDAY, "last_day": TUESDAY} | changes
    return AwayNoted(review=REVIEW, away=f"away-{whom}", kind=kind, whom=whom, **asked)


def at_level(rule: str, level: Level) -> Edition:
    found = edition()
    changed = tuple(
        one.model_copy(update={"level": level}) if one.id == rule else one
        for one in found.parameters
    )
    return found.model_copy(update={"parameters": changed})


def test_an_interview_is_moved_to_another_team_with_the_people_of_that_team() -> None:
    there = booked(team="team-2", on=FRIDAY, starts=time(10, 15), room="room-2")

    schedule(*READY, booked()).when(
        move(team="team-2", on=FRIDAY, starts=time(10, 15), room="room-2")
    ).then(moved(there))
    schedule(*READY, booked()).when(move()).then_nothing()


BUSY = [
    ("team", booked(2, starts=time(10, 30)), {}),
    ("worker", booked(2, team="team-2", interviewee="worker-1", starts=time(10, 30)), {}),
    ("room", booked(2, team="team-2", room="room-1", starts=time(10, 30)), {"room": "room-1"}),
    ("person", booked(2, team="team-2", seats=THREE, starts=time(10, 30)), {}),
]


@pytest.mark.proves("PQCR-60")
@pytest.mark.parametrize(("who", "other", "more"), BUSY, ids=[one[0] for one in BUSY])
def test_nobody_and_no_room_is_booked_twice_at_a_time(
    who: str, other: InterviewBooked, more: dict[str, Any]
) -> None:
    schedule(*READY, booked(), other).when(move(starts=time(10, 0), **more)).then_refused(
        "interview.double-booked", who=who, apart=-30, starts="10:30"
    )


AWAY = [
    (away("team-1", "team"), "team"),
    (away("reviewer-2"), "person"),
    (away("worker-1"), "worker"),
    (away("room-1", "room"), "room"),
    (away("team-1", "team", first_day=MONDAY, last_day=FRIDAY, starts=time(10, 0)), "team"),
]


@pytest.mark.proves("PQCR-60")
@pytest.mark.parametrize(("note", "who"), AWAY)
def test_who_is_away_is_not_booked(note: AwayNoted, who: str) -> None:
    history = (*READY, booked(starts=time(8, 0)), note)

    schedule(*history).when(move(starts=time(9, 30), room="room-1")).then_refused(
        "interview.while-away", who=who
    )


def test_who_is_away_in_the_afternoon_is_booked_in_the_morning() -> None:
    note = away("team-1", "team", starts=time(13, 0))

    schedule(*READY, booked(), note).when(move(starts=time(12, 0))).then(
        moved(booked(starts=time(12, 0)))
    )


@pytest.mark.proves("PQCR-60")
def test_a_team_has_time_for_the_way_between_two_sites() -> None:
    history = (*READY, booked(), booked(2, starts=time(13, 0), room="room-2"))

    schedule(*history).when(move(starts=time(11, 30), room="room-1")).then_refused(
        "interview.travel", way=40, apart=30
    )
    schedule(*history).when(move(starts=time(11, 30), room="room-2")).then(
        moved(booked(starts=time(11, 30), room="room-2"))
    )


@pytest.mark.proves("PQCR-59")
def test_a_worker_arrives_thirty_minutes_early_or_somebody_says_why_not() -> None:
    first = booked(2, team="team-2", interviewee="worker-1")
    rule = "interview.arrive-early-minutes"

    schedule(*READY, first, booked(on=FRIDAY)).when(move(starts=time(10, 0))).then_refused(
        rule, overridable=True, early=30
    )
    schedule.under(overrides={rule: REASON})(*READY, first, booked(on=FRIDAY)).when(
        move(starts=time(10, 0))
    ).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON),
        moved(booked(starts=time(10, 0))),
    )


@pytest.mark.proves("PQCR-56")
def test_a_team_usually_interviews_on_three_days_at_most() -> None:
    days = [date(2010, 1, day) for day in (25, 26, 27)]
    three = [booked(number, on=on) for number, on in enumerate(days, 1)]

    schedule(*READY, *three, booked(4, on=days[0], starts=time(11, 0))).when(
        move(4, on=FRIDAY)
    ).then_refused("interview.days-most", overridable=True, days=4, usual=3)


@pytest.mark.proves("PQCR-26")
@pytest.mark.parametrize(
    ("kind", "rule", "overridable"),
    [
        ("supervises", "host-staff.supervises-interviewee", False),
        ("knows-case", "host-staff.knows-case", True),
        ("same-region", "host-staff.other-region", True),
    ],
)
def test_ties_of_the_hosts_people_keep_their_team_from_an_interview(
    kind: str, rule: str, *, overridable: bool
) -> None:
    seated = HostStaffSeated(review=REVIEW, team="team-1", reviewers=("reviewer-2",))
    tie = Tie(kind=kind, case="case-001", worker="worker-1")
    told = TiesDeclared(review=REVIEW, reviewer="reviewer-2", ties=(tie,))
    plan = AgreementResolved(review=REVIEW, topic="plan-of-action", on=MONDAY)
    history = (*READY, seated, told, booked(team="team-2"), booked(2, starts=time(13, 0)))

    schedule(*history).when(move()).then_refused("host-staff.plan-of-action")
    schedule(*history, plan).when(move()).then_refused(rule, overridable=overridable)


def test_a_rule_that_holds_up_a_release_lets_the_plan_stand_until_then() -> None:
    strict = schedule.under(rules=at_level("interview.room-named", Level.BLOCK_RELEASE))
    release = ReleaseSchedule(review=REVIEW)

    strict(*READY, booked()).when(move(starts=time(9, 30))).then(moved(booked(starts=time(9, 30))))
    strict(*READY, booked()).when(release).then_refused(
        "schedule.not-fit", because="interview.room-named", interviews=1
    )


@pytest.mark.parametrize("level", [Level.IGNORE, Level.INFO])
def test_a_rule_that_a_jurisdiction_ignores_is_not_asked(level: Level) -> None:
    lenient = schedule.under(rules=at_level("interview.while-away", level))

    lenient(*READY, booked(), away("team-1", "team")).when(move(starts=time(9, 30))).then(
        moved(booked(starts=time(9, 30)))
    )


CANCEL = CancelInterview(review=REVIEW, session="session-1", because="no-show")
GONE = InterviewCancelled(review=REVIEW, session="session-1", because="no-show")


@pytest.mark.proves("PQCR-61")
def test_a_worker_who_did_not_come_makes_room_for_a_back_up_case() -> None:
    replaced = ReplaceInterview(
        review=REVIEW, session="session-1", because="no-show", instead="session-9", case="case-009"
    )

    schedule(*READY, booked()).when(CANCEL).then(GONE)
    schedule(*READY, booked()).when(replaced).then(
        GONE, booked(9).model_copy(update={"instead_of": "session-1"})
    )
    schedule(*READY, booked(), booked(8, case="case-009", on=FRIDAY)).when(replaced).then_refused(
        "interview.case-booked-already"
    )


@pytest.mark.parametrize("command", [CANCEL, move()])
def test_what_was_held_or_is_not_booked_is_not_changed(
    command: CancelInterview | MoveInterview,
) -> None:
    schedule(*READY, booked(), recorded(1)).when(command).then_refused("interview.held-already")
    schedule(*READY, booked(), GONE).when(command).then_refused("interview.not-on-the-schedule")


def test_a_reason_is_one_of_the_editions_list() -> None:
    other = CANCEL.model_copy(update={"because": "weather"})

    schedule(*READY, booked()).when(other).then_refused("interview.unknown-reason")


def test_a_plan_is_taken_whole_also_where_two_interviews_change_places() -> None:
    before = (booked(), booked(2, starts=time(10, 0)))
    after = (booked(starts=time(10, 0)), booked(2))
    wanted = [*after, booked(3, team="team-2")]
    plan = TakePlan(review=REVIEW, interviews=tuple(planned(one) for one in wanted))

    schedule(*READY, *before).when(plan).then(*(moved(one) for one in after), wanted[2])
    clash = TakePlan(review=REVIEW, interviews=(planned(booked(3)), planned(booked(4))))
    schedule(*READY).when(clash).then_refused(
        "interview.double-booked", who="team", apart=-60, starts="09:00"
    )


def planned(one: InterviewBooked) -> Planned:
    return Planned(**one.model_dump(include={"session", "case", "team", "on", "starts", "room"}))


@pytest.mark.proves("PQCR-54")
def test_roles_go_round_from_interview_to_interview_and_the_hosts_people_keep_theirs() -> None:
    host = Member(reviewer="reviewer-4", roles=("observer",))
    seats = (*THREE, host)
    people = [invited(number) for number in (1, 2, 3)] + [invited(4, home=reviews.COUNTY)]
    history: list[Event] = [*READY, team("team-4", seats), *people]
    history += [
        booked(1, team="team-4", seats=seats),
        booked(2, team="team-4", seats=seats, starts=time(11, 0)),
    ]
    reviewers = tuple(one.reviewer for one in seats)
    turned = ("timekeeper", "recorder", "interviewer")

    schedule(*history).when(RotateRoles(review=REVIEW, team="team-4", reviewers=reviewers)).then(
        SeatsTaken(
            review=REVIEW,
            session="session-2",
            seats=(
                *(
                    Member(reviewer=one.reviewer, roles=(role,))
                    for one, role in zip(THREE, turned, strict=True)
                ),
                host,
            ),
        )
    )


def test_a_release_counts_what_it_adds_moves_and_removes() -> None:
    first = (booked(1), booked(2, starts=time(11, 0)))
    out = ScheduleReleased(
        review=REVIEW, release=1, first_day=MONDAY, last_day=FRIDAY, interviews=2, added=2
    )
    changed = (moved(booked(2, on=FRIDAY)), GONE, booked(3, starts=time(13, 0)))

    schedule(*READY, *first, out, *changed).when(
        ReleaseSchedule(review=REVIEW, title=text("title"))
    ).then(
        out.model_copy(
            update={
                "release": 2,
                "interviews": 2,
                "title": text("title"),
                "added": 1,
                "moved": 1,
                "removed": 1,
            }
        )
    )


def test_nothing_is_booked_in_the_hour_that_does_not_exist() -> None:
    spring = week(date(2010, 3, 12), date(2010, 3, 16))

    schedule(*READY, spring, booked(on=date(2010, 3, 12))).when(
        move(on=date(2010, 3, 14), starts=time(2, 30))
    ).then_refused("interview.no-such-time")
