"""How interviews come to stand on a schedule: booked, moved, cancelled, replaced, planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    RuleOverridden,
)
from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_scheduling.slots import is_on_the_clock
from concord_scheduling.timetable import DECIDED, Week, findings, is_within, lengths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_contracts.bookings import Bookings
    from concord_contracts.event import Event
    from concord_contracts.facts.people import Member
    from concord_contracts.facts.schedule import EventWeekSet
    from concord_kernel.context import Context

    from concord_scheduling.week.commands import (
        BookInterview,
        CancelInterview,
        MoveInterview,
        Planned,
        ReplaceInterview,
        TakePlan,
    )

REASONS: Final = "interview.cancelled-because"
ZONE: Final = "onsite.time-zone"
DAY_BEGINS, DAY_ENDS = time(0), time(23, 59)
"""Where one of the hours was not decided."""


def book(command: BookInterview, week: Week, context: Context) -> Sequence[Event]:
    """A new interview.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    if command.session in week.bookings:
        raise Refused("interview.already-booked")
    _must_be_among_those_decided(len(week.bookings) + 1, week)
    booking = _new(command, command.review, week, context)
    return [*_fitting(booking, week, context), booking]


def move(command: MoveInterview, week: Week, context: Context) -> Sequence[Event]:
    """A booked interview elsewhere.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    before = _standing(command.session, week)
    booking = _moved(before, command, command.review, week)
    if booking == before:
        return []
    return [*_fitting(booking, week, context), _as_moved(booking)]


def cancel(command: CancelInterview | ReplaceInterview, week: Week, context: Context) -> Event:
    """A booked interview that is not held.

    Raises:
        Refused: it is not booked, or was held, or the reason is none of the list.
    """
    _standing(command.session, week)
    known = rules_of(context).catalogue(REASONS).codes
    if command.because not in known:
        raise Refused("interview.unknown-reason")
    return InterviewCancelled(
        review=command.review, session=command.session, because=command.because
    )


def replace_by(command: ReplaceInterview, week: Week, context: Context) -> Sequence[Event]:
    """A booked interview that gives its slot to another case.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    before = _standing(command.session, week)
    cancelled = cancel(command, week, context)
    if command.instead in week.bookings:
        raise Refused("interview.already-booked")
    if any(one.case == command.case for one in week.bookings.values()):
        raise Refused("interview.case-booked-already")
    if command.case not in week.workers:
        raise Refused("interview.case-not-selected")
    changes = {
        "session": command.instead,
        "case": command.case,
        "interviewee": week.workers[command.case],
        "instead_of": command.session,
    }
    booking = before.model_copy(update=changes | _as_decided(week))
    bookings = {one: it for one, it in week.bookings.items() if one != command.session}
    return [*_fitting(booking, week, context, bookings), cancelled, booking]


def take(command: TakePlan, week: Week, context: Context) -> Sequence[Event]:
    """Many interviews at once, judged as they stand in the end.

    Raises:
        Refused: a rule of scheduling forbids one of them.
    """
    if len({one.session for one in command.interviews}) < len(command.interviews):
        raise Refused("interview.already-booked")
    wanted = [_planned(one, command.review, week, context) for one in command.interviews]
    changed = [one for one in wanted if one != week.bookings.get(one.session)]
    then = {**week.bookings, **{one.session: one for one in changed}}
    _must_be_among_those_decided(len(then), week)
    gone_past = {fact.rule: fact for one in changed for fact in _fitting(one, week, context, then)}
    news = [one if one.session not in week.bookings else _as_moved(one) for one in changed]
    return [*gone_past.values(), *news]


def overridden(rules: Iterable[str], review: str, context: Context) -> list[RuleOverridden]:
    """What is recorded of rules that a named person went past."""
    return [
        RuleOverridden(review=review, rule=rule, reason=context.overrides[rule]) for rule in rules
    ]


def _standing(session: str, week: Week) -> InterviewBooked:
    """The booking of a session that was not held yet.

    Raises:
        Refused: there is none, or its interview was recorded.
    """
    if session not in week.bookings:
        raise Refused("interview.not-on-the-schedule")
    if session in week.held:
        raise Refused("interview.held-already")
    return week.bookings[session]


def _planned(one: Planned, review: str, week: Week, context: Context) -> InterviewBooked:
    if one.session not in week.bookings:
        return _new(one, review, week, context)
    before = _standing(one.session, week)
    if before.case != one.case:
        raise Refused("interview.already-booked")
    return _moved(before, one, review, week)


def _new(
    asked: BookInterview | Planned, review: str, week: Week, context: Context
) -> InterviewBooked:
    _must_have_a_week(week)
    if asked.case not in week.workers:
        raise Refused("interview.case-not-selected")
    seats = _members(asked.team, review, week)
    talk, debrief = lengths(week, rules_of(context))
    return InterviewBooked(
        **asked.model_dump(exclude={"review"}),
        review=review,
        interviewee=week.workers[asked.case],
        interview_minutes=talk,
        debrief_minutes=debrief,
        seats=seats,
    )


def _moved(
    before: InterviewBooked, asked: MoveInterview | Planned, review: str, week: Week
) -> InterviewBooked:
    members = _members(asked.team, review, week)
    same = {one.reviewer for one in before.seats} == {one.reviewer for one in members}
    place = asked.model_dump(include={"team", "on", "starts", "room"})
    seated = {"seats": before.seats if same else members}
    return before.model_copy(update=place | seated | _as_decided(week))


def _as_decided(week: Week) -> dict[str, int]:
    """The lengths that were decided, for what was booked before; none where none were."""
    if week.frames is None:
        return {}
    return {
        "interview_minutes": week.frames.interview_minutes,
        "debrief_minutes": week.frames.debrief_minutes,
    }


def _members(team: str, review: str, week: Week) -> tuple[Member, ...]:
    if (review, team) not in week.teams:
        raise Refused("team.unknown")
    return week.teams[review, team]


def _must_be_among_those_decided(interviews: int, week: Week) -> None:
    """Keep to the number that the planning team set.

    Raises:
        Refused: these are more.
    """
    if week.frames and interviews > week.frames.interviews:
        raise Refused("week.number-decided", decided=week.frames.interviews)


def _must_be_between_the_hours(booking: InterviewBooked, week: Week) -> None:
    """Keep to the hours that the planning team set.

    Raises:
        Refused: it begins before them, or ends after them.
    """
    if week.frames and not is_within(week.frames, booking):
        begins, ends = week.frames.begins or DAY_BEGINS, week.frames.ends or DAY_ENDS
        raise Refused("week.hours-decided", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")


def _must_have_a_week(week: Week) -> EventWeekSet:
    if week.event_week is None:
        raise Refused("week.set-first")
    return week.event_week


def _fitting(
    booking: InterviewBooked,
    week: Week,
    context: Context,
    bookings: Bookings | None = None,
) -> list[RuleOverridden]:
    """What is recorded of the rules that a booking goes past.

    Raises:
        Refused: it does not fit, and nobody took that on or nobody can.
    """
    on_site = _must_have_a_week(week)
    if not on_site.first_day <= booking.on <= on_site.last_day:
        raise Refused("interview.outside-the-week")
    _must_be_between_the_hours(booking, week)
    if has_rule(context, DECIDED):
        keep_to(context, DECIDED, kept=week.frames is not None)
    rules = rules_of(context)
    if has_rule(context, ZONE) and not is_on_the_clock(
        booking.on, booking.starts, rules.words(ZONE)
    ):
        raise Refused("interview.no-such-time")
    if booking.room is not None and booking.room not in week.rooms:
        raise Refused("room.unknown")
    seen = week if bookings is None else replace(week, bookings=bookings)
    gone_past = [
        found.rule
        for found in findings(booking, seen, rules)
        if keep_to(context, found.rule, kept=False, **found.facts)
    ]
    return overridden(dict.fromkeys(gone_past), booking.review, context)


def _as_moved(booking: InterviewBooked) -> InterviewMoved:
    return InterviewMoved(
        **booking.model_dump(exclude={"case", "interviewee", "instead_of", "seats"}),
        seats=booking.seats,
    )
