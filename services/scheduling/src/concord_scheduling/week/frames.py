"""What interviews have to fit into: the week's days, their number, their length, their hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.schedule import DaysPlanned, EventWeekSet, TimeFramesSet
from concord_contracts.rules import Level
from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_scheduling.slots import minute, work_days
from concord_scheduling.timetable import DECIDED, FINAL_DAY, is_within
from concord_scheduling.week.booking import overridden
from concord_scheduling.week.commands import PlanDays, SetEventWeek, SetTimeFrames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.facts.schedule import InterviewBooked
    from concord_kernel.context import Context

    from concord_scheduling.timetable import Week
    from concord_scheduling.week.commands import FrameCommand

TRAINING_LENGTHS: Final = ("training.minutes-least", "training.minutes-most")
DEBRIEF_LENGTHS: Final = ("debrief.final-minutes-least", "debrief.final-minutes-most")


def frame(command: FrameCommand, week: Week, context: Context) -> Sequence[Event]:
    """What everything else is scheduled within.

    Raises:
        Refused: a rule of scheduling forbids it.
    """
    match command:
        case SetEventWeek():
            return _set(command, week, context)
        case SetTimeFrames():
            return _frame(command, week, context)
        case PlanDays():
            return _plan(command, week, context)
        case unknown:
            assert_never(unknown)


def must_be_decided_before_a_release(week: Week, context: Context) -> None:
    """Where the edition holds a release up until number and time frames are decided.

    Raises:
        Refused: they are not.
    """
    if week.frames or not has_rule(context, DECIDED):
        return
    if rules_of(context).parameter(DECIDED).level in {Level.BLOCK, Level.BLOCK_RELEASE}:
        raise Refused(DECIDED)


def _set(command: SetEventWeek, week: Week, context: Context) -> Sequence[Event]:
    if command.last_day < command.first_day:
        raise Refused("week.ends-before-it-begins")
    wanted = EventWeekSet(**command.model_dump())
    if wanted == week.event_week:
        return []
    if outside := [one for one in week.bookings.values() if not _is_in(one, wanted)]:
        raise Refused("week.bookings-outside", bookings=len(outside))
    return [*_with_a_usual_length(wanted, context), wanted]


def _frame(command: SetTimeFrames, week: Week, context: Context) -> Sequence[Event]:
    """How many interviews, how long and between which hours, in place of the rules' own lengths.

    Raises:
        Refused: more are booked already or outside the hours, or a length is unusual and nobody
            said why.
    """
    wanted = TimeFramesSet(**command.model_dump())
    if wanted == week.frames:
        return []
    if len(week.bookings) > command.interviews:
        raise Refused("week.more-booked", bookings=len(week.bookings))
    _must_leave_room_for_one(wanted)
    if outside := sum(not is_within(wanted, one) for one in week.bookings.values()):
        raise Refused("week.bookings-outside-hours", bookings=outside)
    rules = rules_of(context)
    lengths = {
        "interview.minutes": command.interview_minutes,
        "interview.debrief-minutes": command.debrief_minutes,
    }
    gone_past = [
        rule
        for rule, minutes in lengths.items()
        if keep_to(context, rule, kept=minutes == rules.number(rule), usual=rules.number(rule))
    ]
    return [*overridden(gone_past, command.review, context), wanted]


def _must_leave_room_for_one(wanted: TimeFramesSet) -> None:
    """An interview and its debrief fit between the hours.

    Raises:
        Refused: they do not.
    """
    if wanted.begins and wanted.ends:
        whole = wanted.interview_minutes + wanted.debrief_minutes
        if minute(wanted.ends) - minute(wanted.begins) < whole:
            raise Refused("week.hours-too-short", minutes=whole)


def _with_a_usual_length(wanted: EventWeekSet, context: Context) -> Sequence[Event]:
    rules, days = rules_of(context), work_days(wanted.first_day, wanted.last_day)
    least, most = rules.number("onsite.days-least"), rules.number("onsite.days-most")
    lengths = {"onsite.days-least": days >= least, "onsite.days-most": days <= most}
    gone_past = [
        rule
        for rule, kept in lengths.items()
        if keep_to(context, rule, kept=kept, days=days, least=least, most=most)
    ]
    return overridden(gone_past, wanted.review, context)


def _plan(command: PlanDays, week: Week, context: Context) -> Sequence[Event]:
    """When training and final debrief are; both have their usual length, or a reason.

    Raises:
        Refused: there is no week yet, the debrief is not in it, or the training comes after it.
    """
    if week.event_week is None:
        raise Refused("week.set-first")
    first, last = week.event_week.first_day, week.event_week.last_day
    if not first <= command.debrief_on <= last:
        raise Refused("week.debrief-outside")
    if command.training_on > command.debrief_on:
        raise Refused("week.training-after-debrief")
    wanted = DaysPlanned(**command.model_dump())
    if wanted == week.days:
        return []
    past = [
        *_of_another_length(TRAINING_LENGTHS, command.training_minutes, context),
        *_of_another_length(DEBRIEF_LENGTHS, command.debrief_minutes, context),
    ]
    if has_rule(context, FINAL_DAY) and rules_of(context).words(FINAL_DAY) == "last-day":
        kept = command.debrief_on == last
        past += [FINAL_DAY] if keep_to(context, FINAL_DAY, kept=kept) else []
    return [*overridden(past, command.review, context), wanted]


def _of_another_length(lengths: tuple[str, str], minutes: int, context: Context) -> list[str]:
    """Which of a usual least and most length is gone past, where the edition has them."""
    if not all(has_rule(context, one) for one in lengths):
        return []
    shortest, longest = lengths
    least, most = rules_of(context).number(shortest), rules_of(context).number(longest)
    kept: Mapping[str, bool] = {shortest: minutes >= least, longest: minutes <= most}
    said = {"minutes": minutes, "least": least, "most": most}
    return [rule for rule, is_kept in kept.items() if keep_to(context, rule, kept=is_kept, **said)]


def _is_in(booking: InterviewBooked, week: EventWeekSet) -> bool:
    return week.first_day <= booking.on <= week.last_day
