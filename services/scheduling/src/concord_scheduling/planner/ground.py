"""From what is recorded of a review and what somebody asks for to a problem, and back to bookings.

Pure. Which rules bar a team from a case is asked of ``timetable.findings``, so that a proposal
keeps to the same rules as a booking by hand, also to those that come later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import starmap
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.sample import CaseEliminated, CaseMoved, CaseReplaced, CaseSelected
from concord_contracts.facts.schedule import InterviewBooked
from concord_contracts.rules import Level

from concord_scheduling.planner.problem import (
    Away,
    Barred,
    Crew,
    Interview,
    Limit,
    Measures,
    Problem,
    Room,
    Slot,
    Standing,
    starts_of,
)
from concord_scheduling.slots import SATURDAY, minute
from concord_scheduling.timetable import (
    AS_DECIDED,
    AWAY,
    BOOKED_TWICE,
    CASES_A_DAY,
    DAYS,
    EARLY,
    FINAL_DAY,
    INTERVIEWS_A_DAY,
    ROOM,
    TRAINING,
    TRAVEL,
    Finding,
    Week,
    findings,
    lengths,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition

    from concord_scheduling.planner.plan import Placed, Plan

LEAST_A_DAY: Final = "interview.per-team-per-day-least"

OF_THE_SLOT: Final = frozenset({
    AS_DECIDED,
    AWAY,
    BOOKED_TWICE,
    CASES_A_DAY,
    DAYS,
    EARLY,
    FINAL_DAY,
    INTERVIEWS_A_DAY,
    ROOM,
    TRAINING,
    TRAVEL,
})
"""Rules that depend on when and where; what else is found bars a team from a case anywhere."""

BINDING: Final = frozenset({Level.BLOCK, Level.WARN})

NO_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the sample as it now stands."""

    case: str
    worker: str
    number: int
    group: str
    standing: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for.

    Attributes:
        days: Days on which interviews are held.
        first: The minute at which the first one begins.
        last: The minute at which the last one has ended.
        pause: Minutes between which none is held.
        past: Advice that may be gone past.
        away: Who else is away: a what-if.
        may_move: Whether what is booked may be moved.
        since: The first day of which something may change.
    """

    days: tuple[date, ...]
    first: int
    last: int
    pause: tuple[int, int] = (0, 0)
    past: frozenset[str] = frozenset()
    away: tuple[Away, ...] = ()
    may_move: bool = False
    since: date = date.min


@dataclass(frozen=True)
class Ground:
    """What is recorded.

    Attributes:
        numbers: Team to the number people know it by.
        cases: Cases of the sample by their id.
    """

    review: str
    week: Week
    numbers: Mapping[str, int]
    rules: Edition
    cases: Mapping[str, Case] = field(default_factory=dict)

    @property
    def days(self) -> tuple[date, ...]:
        """The on-site days from Monday to Friday."""
        if (set_ := self.week.event_week) is None:
            return ()
        span = range((set_.last_day - set_.first_day).days + 1)
        found = (set_.first_day + timedelta(days=nth) for nth in span)
        return tuple(one for one in found if one.weekday() < SATURDAY)

    def open_cases(self) -> list[Case]:
        """Selected cases that are not booked, in their order, as many as were decided on."""
        waiting, frames = self.waiting(), self.week.frames
        left = max(frames.interviews - len(self.week.bookings), 0) if frames else len(waiting)
        return waiting[:left]

    def waiting(self) -> list[Case]:
        """Every selected case that is not booked, in their order."""
        booked = {one.case for one in self.week.bookings.values()}
        return sorted(
            (
                one
                for one in self.cases.values()
                if one.standing == "selected" and one.case not in booked
            ),
            key=lambda one: one.number,
        )


def usual_days(ground: Ground) -> tuple[date, ...]:
    """The days on which interviews are usually held.

    Not the days of training and final debrief, where those were decided. Else, where the edition
    says that training comes first, not the first day; and as many as it usually takes, so that the
    last one is left for the final debrief.
    """
    known, days = {one.id for one in ground.rules.parameters}, ground.days
    inner = days[1:] if TRAINING in known and len(days) > 1 else days
    if decided := ground.week.days:
        kept = {decided.training_on, decided.debrief_on}
        inner = tuple(one for one in days if one not in kept) or days
    most = ground.rules.number(DAYS) if DAYS in known else len(inner)
    return inner[:most]


def cases_of(facts: Iterable[Event]) -> Mapping[str, Case]:
    """The cases of a sample as they stand after these facts."""
    found: dict[str, Case] = {}
    for fact in facts:
        match fact:
            case CaseSelected():
                found[fact.case] = Case(
                    fact.case, fact.worker, fact.order, fact.stratum, fact.standing
                )
            case CaseMoved(case=case, standing=standing) if case in found:
                found[case] = replace(found[case], standing=standing)
            case CaseEliminated(case=case) if case in found:
                found[case] = replace(found[case], standing="eliminated")
            case CaseReplaced(case=case, by=by) if case in found and by in found:
                found[case] = replace(found[case], standing="replaced")
                found[by] = replace(found[by], standing="selected")
            case _:
                pass
    return found


def problem_of(ground: Ground, asked: Asked) -> Problem:
    """The week that is to be planned."""
    week, measures = ground.week, _measures(ground.rules, asked, ground.week)
    starts = starts_of(asked.first, asked.last, measures.team_minutes, asked.pause)
    crews = [
        Crew(team, ground.numbers.get(team, 0), frozenset(one.reviewer for one in members))
        for (_, team), members in week.teams.items()
    ]
    open_cases = ground.open_cases()
    return Problem(
        days=tuple(sorted(on for on in asked.days if on >= asked.since)),
        starts=starts,
        teams=tuple(sorted(crews, key=lambda crew: crew.number)),
        interviews=() if asked.away else tuple(_interview(one) for one in open_cases),
        rooms=tuple(starmap(Room, sorted(week.rooms.items()))),
        away=(*_away(week), *asked.away),
        barred=tuple(_barred(ground, open_cases, asked)),
        standing=tuple(_standing(ground, asked)),
        travel=tuple((*sorted(pair), minutes) for pair, minutes in week.travel.items()),  # type: ignore[misc]  # a pair has two
        measures=measures,
        may_move=asked.may_move,
    )


def booking_of(ground: Ground, placed: Placed) -> InterviewBooked:
    """How a place of a plan would be booked; a new one under its case's name."""
    week, was = ground.week, placed.was
    minutes, debrief = lengths(week, ground.rules)
    before = week.bookings[was.session] if was else None
    return InterviewBooked(
        review=ground.review,
        session=was.session if was else placed.interview.case,
        case=placed.interview.case,
        team=placed.team,
        interviewee=placed.interview.worker,
        on=placed.slot.on,
        starts=placed.slot.clock,
        interview_minutes=before.interview_minutes if before and not week.frames else minutes,
        debrief_minutes=before.debrief_minutes if before and not week.frames else debrief,
        room=placed.room,
        seats=week.teams.get((ground.review, placed.team), ()),
    )


def against(ground: Ground, plan: Plan) -> Mapping[str, list[Finding]]:
    """What the rules find in a plan, by rule, of those that bind; as they stand in the end."""
    changed = [booking_of(ground, one) for one in plan.placed if not one.is_kept]
    then = {**ground.week.bookings, **{one.session: one for one in changed}}
    week = replace(ground.week, bookings=then)
    found: dict[str, list[Finding]] = {}
    for one in changed:
        for finding in findings(one, week, ground.rules):
            if ground.rules.parameter(finding.rule).level in BINDING:
                found.setdefault(finding.rule, []).append(finding)
    return found


def advice(rules: Edition) -> list[str]:
    """Rules about a week that can be gone past with a reason."""
    warning = {one.id for one in rules.parameters if one.level is Level.WARN}
    return [
        *(rule for rule in (_a_day(rules), DAYS, EARLY) if rule in warning),
        *sorted(rule for rule in warning if rule.startswith("host-staff.")),
    ]


def _measures(rules: Edition, asked: Asked, week: Week) -> Measures:
    known = {one.id: one for one in rules.parameters}
    binding = {name for name, one in known.items() if one.level in BINDING}
    talk, debrief = lengths(week, rules)
    early = EARLY in binding and EARLY not in asked.past
    return Measures(
        team_minutes=talk + debrief,
        talk_minutes=talk,
        early_minutes=rules.number(EARLY) if early else 0,
        a_day=_limit(rules, _a_day(rules), asked),
        days=_limit(rules, DAYS if DAYS in binding else "", asked),
        usual_least=rules.number(LEAST_A_DAY) if LEAST_A_DAY in known else 1,
    )


def _a_day(rules: Edition) -> str:
    """The rule that says how many interviews a team has on a day: the stricter one that binds."""
    binding = {one.id for one in rules.parameters if one.level in BINDING}
    asked = [one for one in (CASES_A_DAY, INTERVIEWS_A_DAY) if one in binding]
    return min(asked, key=rules.number, default="")


def _limit(rules: Edition, rule: str, asked: Asked) -> Limit:
    if not rule:
        return Limit("", NO_LIMIT)
    is_advice = rules.parameter(rule).level is Level.WARN
    return Limit(rule, rules.number(rule), is_advice and rule in asked.past)


def _interview(one: Case) -> Interview:
    return Interview(one.case, one.number, one.worker, one.group)


def _away(week: Week) -> Iterator[Away]:
    for note in week.away.values():
        starts = minute(note.starts) if note.starts else 0
        ends = minute(note.ends) if note.ends else 24 * 60
        yield Away(note.kind, note.whom, note.first_day, note.last_day, starts, ends)


def _standing(ground: Ground, asked: Asked) -> Iterator[Standing]:
    week = ground.week
    for session, one in week.bookings.items():
        known = ground.cases.get(one.case)
        number, group = (known.number, known.group) if known else (0, "")
        told = week.given_out.get(session)
        place = (one.team, one.on, one.starts, one.room)
        yield Standing(
            session=session,
            interview=Interview(one.case, number, one.interviewee, group),
            team=one.team,
            slot=Slot(one.on, minute(one.starts)),
            room=one.room,
            is_told=told is not None and place == (told.team, told.on, told.starts, told.room),
            stays=session in week.held or one.on < asked.since,
        )


def _barred(ground: Ground, cases: Sequence[Case], asked: Asked) -> Iterator[Barred]:
    """Teams that may not, or had better not, take a case, whenever and wherever."""
    week = replace(ground.week, bookings={}, away={})
    booked = {one.case: one.interviewee for one in ground.week.bookings.values()}
    workers = {one.case: one.worker for one in cases} | (booked if asked.may_move else {})
    for (review, team), members in week.teams.items():
        for case, worker in workers.items():
            alone = InterviewBooked(
                review=review,
                session="alone",
                case=case,
                team=team,
                interviewee=worker,
                on=asked.days[0] if asked.days else date.min,
                starts=time(),
                interview_minutes=1,
                debrief_minutes=0,
                seats=members,
            )
            for finding in findings(alone, week, ground.rules):
                level = ground.rules.parameter(finding.rule).level
                if finding.rule not in OF_THE_SLOT and level in BINDING:
                    is_open = level is Level.WARN and finding.rule in asked.past
                    yield Barred(team, case, finding.rule, is_open)
