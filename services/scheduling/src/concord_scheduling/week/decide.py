"""The rules of the event week."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.sample import CaseSelected
from concord_contracts.facts.schedule import (
    EventWeekSet,
    InterviewBooked,
    RuleOverridden,
    ScheduleReleased,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_scheduling.week.commands import (
    BookInterview,
    ReleaseSchedule,
    SetEventWeek,
    WeekCommand,
)
from concord_scheduling.week.slots import clashes, minutes_apart, work_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

CASES_A_DAY = "interview.cases-per-team-per-day"


@dataclass(frozen=True, slots=True)
class Week:
    """What the rules need to know of a schedule.

    Attributes:
        is_open: Whether the review is.
        event_week: The on-site days, once they are set.
        workers: Case of the sample to its worker.
        teams: Review and team; a team is one of one review.
        bookings: Every booking.
        releases: Every release.
        has_moved: Whether anything changed since the last one.
    """

    is_open: bool = False
    event_week: EventWeekSet | None = None
    workers: Mapping[str, str] = field(default_factory=dict)
    teams: frozenset[tuple[str, str]] = frozenset()
    bookings: tuple[InterviewBooked, ...] = ()
    releases: tuple[ScheduleReleased, ...] = ()
    has_moved: bool = False


def streams(command: WeekCommand) -> Streams:
    """The schedule, with the review, its sample and the team it books."""
    reads = [f"review-{command.review}"]
    if isinstance(command, BookInterview):
        reads += [f"sample-{command.review}", f"team-{command.team}"]
    return Streams(f"schedule-{command.review}", tuple(reads))


def evolve(week: Week, fact: Event) -> Week:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(week, is_open=True)
        case CaseSelected(case=case, worker=worker):
            return replace(week, workers={**week.workers, case: worker})
        case TeamFormed(review=review, team=team):
            return replace(week, teams=week.teams | {(review, team)})
        case _:
            return _evolve_own(week, fact)


def _evolve_own(week: Week, fact: Event) -> Week:
    match fact:
        case EventWeekSet():
            return replace(week, event_week=fact, has_moved=True)
        case InterviewBooked():
            return replace(week, bookings=(*week.bookings, fact), has_moved=True)
        case ScheduleReleased():
            return replace(week, releases=(*week.releases, fact), has_moved=False)
        case _:
            return week


def decide(command: WeekCommand, week: Week, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    if not week.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case SetEventWeek():
            return _set(command, week, context)
        case BookInterview():
            return _book(command, week, context)
        case ReleaseSchedule():
            return _release(week)
        case unknown:
            assert_never(unknown)


def _set(command: SetEventWeek, week: Week, context: Context) -> Sequence[Event]:
    if command.last_day < command.first_day:
        raise Refused("week.ends-before-it-begins")
    wanted = EventWeekSet(**command.model_dump())
    if wanted == week.event_week:
        return []
    if outside := [one for one in week.bookings if not _is_in(one, wanted)]:
        raise Refused("week.bookings-outside", bookings=len(outside))
    return [*_with_a_usual_length(wanted, context), wanted]


def _with_a_usual_length(wanted: EventWeekSet, context: Context) -> Sequence[Event]:
    rules, days = rules_of(context), work_days(wanted.first_day, wanted.last_day)
    least, most = rules.number("onsite.days-least"), rules.number("onsite.days-most")
    lengths = {"onsite.days-least": days >= least, "onsite.days-most": days <= most}
    gone_past = [
        rule
        for rule, kept in lengths.items()
        if keep_to(context, rule, kept=kept, days=days, least=least, most=most)
    ]
    return _overridden(gone_past, wanted.review, context)


def _book(command: BookInterview, week: Week, context: Context) -> Sequence[Event]:
    if week.event_week is None:
        raise Refused("week.set-first")
    if command.case not in week.workers:
        raise Refused("interview.case-not-selected")
    if (command.review, command.team) not in week.teams:
        raise Refused("team.unknown")
    booking = _booking(command, week, context)
    if not _is_in(booking, week.event_week):
        raise Refused("interview.outside-the-week")
    if any(one.session == booking.session for one in week.bookings):
        raise Refused("interview.already-booked")
    if clash := next((one for one in week.bookings if clashes(one, booking)), None):
        raise Refused("interview.double-booked", apart=minutes_apart(clash, booking))
    return [*_within_a_team_day(booking, week, context), booking]


def _booking(command: BookInterview, week: Week, context: Context) -> InterviewBooked:
    rules = rules_of(context)
    return InterviewBooked(
        **command.model_dump(),
        interviewee=week.workers[command.case],
        interview_minutes=rules.number("interview.minutes"),
        debrief_minutes=rules.number("interview.debrief-minutes"),
    )


def _within_a_team_day(booking: InterviewBooked, week: Week, context: Context) -> Sequence[Event]:
    """At most so many cases a team a day; counted in this one stream, so nothing slips past."""
    usual = rules_of(context).number(CASES_A_DAY)
    same_day = (one for one in week.bookings if (one.team, one.on) == (booking.team, booking.on))
    cases = {booking.case} | {one.case for one in same_day}
    gone_past = keep_to(
        context, CASES_A_DAY, kept=len(cases) <= usual, cases=len(cases), usual=usual
    )
    return _overridden([CASES_A_DAY] if gone_past else [], booking.review, context)


def _overridden(rules: Sequence[str], review: str, context: Context) -> Sequence[Event]:
    return [
        RuleOverridden(review=review, rule=rule, reason=context.overrides[rule]) for rule in rules
    ]


def _release(week: Week) -> Sequence[Event]:
    if week.event_week is None:
        raise Refused("week.set-first")
    if not week.bookings:
        raise Refused("schedule.empty")
    if week.releases and not week.has_moved:
        return []
    return [
        ScheduleReleased(
            review=week.event_week.review,
            release=len(week.releases) + 1,
            first_day=week.event_week.first_day,
            last_day=week.event_week.last_day,
            interviews=len(week.bookings),
        )
    ]


def _is_in(booking: InterviewBooked, week: EventWeekSet) -> bool:
    return week.first_day <= booking.on <= week.last_day


WEEK: Final = Decider[WeekCommand, Week](Week(), streams, evolve, decide)
