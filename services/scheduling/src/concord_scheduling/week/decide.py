"""The rules of the event week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.bookings import difference
from concord_contracts.facts.people import Member
from concord_contracts.facts.schedule import ScheduleReleased, SeatsTaken
from concord_contracts.rules import Level
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_scheduling.timetable import Week, evolve, findings
from concord_scheduling.week.booking import (
    book,
    cancel,
    move,
    replace_by,
    take,
)
from concord_scheduling.week.commands import (
    BookingCommand,
    BookInterview,
    CancelInterview,
    MoveInterview,
    PlanDays,
    ReleaseSchedule,
    ReplaceInterview,
    RotateRoles,
    SetEventWeek,
    SetTimeFrames,
    TakePlan,
    WeekCommand,
)
from concord_scheduling.week.frames import frame, must_be_decided_before_a_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


def streams(command: WeekCommand) -> Streams:
    """The schedule, with the review and whatever else a booking is judged by."""
    reads = [f"review-{command.review}"]
    match command:
        case SetEventWeek() | SetTimeFrames() | PlanDays():
            pass
        case ReleaseSchedule() | CancelInterview():
            reads += _of_the_site(command)
        case RotateRoles():
            reads += [f"team-{command.team}", *(f"reviewer-{one}" for one in command.reviewers)]
        case _:
            reads += [f"sample-{command.review}", *_of_the_site(command), *_teams(command)]
    return Streams(f"schedule-{command.review}", tuple(reads))


def _of_the_site(command: WeekCommand) -> list[str]:
    """Rooms and who is away; and what was recorded of the interview that is changed."""
    availability = [
        f"availability-{command.review}",
        f"hoststaff-{command.review}",
        f"agreement-{command.review}",
    ]
    if isinstance(command, MoveInterview | CancelInterview | ReplaceInterview):
        return [*availability, f"session-{command.session}"]
    if isinstance(command, TakePlan):
        return [*availability, *(f"session-{one.session}" for one in command.interviews)]
    return availability


def _teams(command: BookInterview | MoveInterview | ReplaceInterview | TakePlan) -> list[str]:
    match command:
        case TakePlan(interviews=interviews):
            return list(dict.fromkeys(f"team-{one.team}" for one in interviews))
        case ReplaceInterview():
            return []
        case _:
            return [f"team-{command.team}"]


def decide(command: WeekCommand, week: Week, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    if not week.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case SetEventWeek() | SetTimeFrames() | PlanDays():
            return frame(command, week, context)
        case ReleaseSchedule():
            return _release(command, week, context)
        case _:
            return _on_bookings(command, week, context)


def _on_bookings(command: BookingCommand, week: Week, context: Context) -> Sequence[Event]:
    match command:
        case BookInterview():
            return book(command, week, context)
        case MoveInterview():
            return move(command, week, context)
        case CancelInterview():
            return [cancel(command, week, context)]
        case ReplaceInterview():
            return replace_by(command, week, context)
        case TakePlan():
            return take(command, week, context)
        case RotateRoles():
            return _rotate(command, week, context)
        case unknown:
            assert_never(unknown)


def _rotate(command: RotateRoles, week: Week, context: Context) -> Sequence[Event]:
    """From interview to interview roles go to the next member; the host's people keep theirs.

    Raises:
        Refused: the review has no such team, or it has other members.
    """
    members = week.teams.get((command.review, command.team))
    if members is None or {one.reviewer for one in members} != set(command.reviewers):
        raise Refused("team.unknown")
    going = [one for one in members if week.homes.get(one.reviewer) != context.agency]
    staying = [one for one in members if one not in going]
    of_team = [one for one in week.bookings.values() if one.team == command.team]
    in_order = sorted(of_team, key=lambda one: (one.on, one.starts))
    facts = [
        SeatsTaken(
            review=command.review, session=one.session, seats=(*_turned(going, nth), *staying)
        )
        for nth, one in enumerate(in_order)
    ]
    return [one for one in facts if one.seats != week.bookings[one.session].seats]


def _turned(members: Sequence[Member], by: int) -> Iterable[Member]:
    """The same people, each with the roles of another."""
    return (
        Member(reviewer=one.reviewer, roles=members[(nth + by) % len(members)].roles)
        for nth, one in enumerate(members)
    )


def _release(command: ReleaseSchedule, week: Week, context: Context) -> Sequence[Event]:
    if week.event_week is None:
        raise Refused("week.set-first")
    if not week.bookings:
        raise Refused("schedule.empty")
    if week.releases and not week.has_moved:
        return []
    must_be_decided_before_a_release(week, context)
    _must_be_fit_for_release(week, context)
    changes = difference(week.given_out, week.bookings)
    return [
        ScheduleReleased(
            review=command.review,
            release=len(week.releases) + 1,
            first_day=week.event_week.first_day,
            last_day=week.event_week.last_day,
            interviews=len(week.bookings),
            title=command.title,
            added=len(changes.added),
            moved=len(changes.moved),
            removed=len(changes.removed),
        )
    ]


def _must_be_fit_for_release(week: Week, context: Context) -> None:
    """What may stand on a plan and not go out.

    Raises:
        Refused: a booking does not keep to a rule of that level.
    """
    rules = rules_of(context)
    held_up = {one.id for one in rules.parameters if one.level is Level.BLOCK_RELEASE}
    broken = [
        found.rule
        for one in week.bookings.values()
        for found in findings(one, week, rules)
        if found.rule in held_up
    ]
    if broken:
        raise Refused(
            "schedule.not-fit",
            because=broken[0],
            interviews=sum(one == broken[0] for one in broken),
        )


WEEK: Final = Decider[WeekCommand, Week](Week(), streams, evolve, decide)
