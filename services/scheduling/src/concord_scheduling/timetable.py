"""The week as the rules see it: what is booked, what can be booked, and what speaks against it.

Pure. ``week`` decides commands on it, and whatever proposes or shows a week may fold it too; a
finding names a rule of the edition, whose level says whether it blocks, warns or is only shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from concord_contracts.bookings import NONE, Bookings, after
from concord_contracts.facts.availability import (
    AwayNoted,
    AwayWithdrawn,
    RoomAdded,
    RoomClosed,
    TravelTimed,
)
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.leading import AgreementDrafted, AgreementResolved
from concord_contracts.facts.people import (
    HostStaffSeated,
    Member,
    ReviewerInvited,
    TeamFormed,
    Tie,
    TiesDeclared,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.sample import CaseEliminated, CaseReplaced, CaseSelected
from concord_contracts.facts.schedule import (
    DaysPlanned,
    EventWeekSet,
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
    SeatsTaken,
    TimeFramesSet,
)

from concord_scheduling.slots import covers, length, minute, minutes_apart, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition, Value

BOOKED_TWICE: Final = "interview.double-booked"
AWAY: Final = "interview.while-away"
TRAVEL: Final = "interview.travel"
EARLY: Final = "interview.arrive-early-minutes"
CASES_A_DAY: Final = "interview.cases-per-team-per-day"
INTERVIEWS_A_DAY: Final = "interview.per-team-per-day-most"
DAYS: Final = "interview.days-most"
ROOM: Final = "interview.room-named"
ZONE: Final = "onsite.time-zone"
TRAINING: Final = "onsite.training-first"
FINAL_DAY: Final = "debrief.final-day"
AS_DECIDED: Final = "interview.as-decided"
DECIDED: Final = "interview.decided-first"
PLAN_OF_ACTION: Final = "host-staff.plan-of-action"
TIES: Final = {
    "supervises": "host-staff.supervises-interviewee",
    "knows-case": "host-staff.knows-case",
    "same-region": "host-staff.other-region",
}
"""What joins somebody of the host to a case or its worker, and the rule that speaks of it."""


class Finding(NamedTuple):
    """A rule of the edition that a booking does not keep to, with what a sentence needs."""

    rule: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Week:
    """What the rules need to know of a schedule.

    Attributes:
        is_open: Whether the review is.
        event_week: The on-site days, once they are set.
        frames: How many interviews, how long each is and between which hours, as the planning
            team decided.
        days: When training and final debrief are.
        workers: Case of the sample to its worker.
        teams: Review and team to its members; a team is one of one review.
        homes: Reviewer to the agency the reviewer comes from.
        bookings: Session to its booking as it now is.
        given_out: The bookings when the schedule was last released.
        releases: Every release.
        has_moved: Whether anything changed since the last one.
        rooms: Room to its site, while it is used.
        travel: Two sites to the minutes between them.
        away: Who is away when, by the note.
        held: Sessions whose interview was recorded.
        host_staff: Team to its members who are of the host.
        ties: What joins somebody of the host to cases and workers.
        agreed: What the co-chairs agreed on.
    """

    is_open: bool = False
    event_week: EventWeekSet | None = None
    frames: TimeFramesSet | None = None
    days: DaysPlanned | None = None
    workers: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[tuple[str, str], tuple[Member, ...]] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    bookings: Bookings = field(default_factory=lambda: NONE)
    given_out: Bookings = field(default_factory=lambda: NONE)
    releases: tuple[ScheduleReleased, ...] = ()
    has_moved: bool = False
    rooms: Mapping[str, str] = field(default_factory=dict)
    travel: Mapping[frozenset[str], int] = field(default_factory=dict)
    away: Mapping[str, AwayNoted] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    host_staff: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ties: Mapping[str, tuple[Tie, ...]] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()

    def with_booking(self, booking: InterviewBooked) -> Week:
        """The week with one booking more, or one changed."""
        return replace(self, bookings={**self.bookings, booking.session: booking})


def evolve(week: Week, fact: Event) -> Week:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(week, is_open=True)
        case CaseSelected(case=case, worker=worker):
            return replace(week, workers={**week.workers, case: worker})
        case CaseEliminated(case=case):
            return replace(week, workers=_without(week.workers, case))
        case CaseReplaced(case=case, by=by, worker=worker):
            return replace(week, workers={**_without(week.workers, case), by: worker})
        case InterviewRecorded(session=session):
            return replace(week, held=week.held | {session})
        case _:
            return _evolve_people(_evolve_availability(_evolve_own(week, fact), fact), fact)


def _without(workers: Mapping[str, str], case: str) -> Mapping[str, str]:
    return {one: worker for one, worker in workers.items() if one != case}


def _evolve_people(week: Week, fact: Event) -> Week:
    match fact:
        case TeamFormed(review=review, team=team, members=members):
            return replace(week, teams={**week.teams, (review, team): members})
        case ReviewerInvited(reviewer=reviewer, home=home):
            return replace(week, homes={**week.homes, reviewer: home})
        case HostStaffSeated(team=team, reviewers=reviewers):
            return replace(week, host_staff={**week.host_staff, team: frozenset(reviewers)})
        case TiesDeclared(reviewer=reviewer, ties=ties):
            return replace(week, ties={**week.ties, reviewer: ties})
        case AgreementResolved(topic=topic) | AgreementDrafted(topic=topic):
            stands = {topic} if isinstance(fact, AgreementResolved) else set()
            return replace(week, agreed=week.agreed - {topic} | stands)
        case _:
            return week


def _evolve_own(week: Week, fact: Event) -> Week:
    match fact:
        case EventWeekSet():
            days = week.days if week.days and _holds(fact, week.days) else None
            return replace(week, event_week=fact, days=days, has_moved=True)
        case TimeFramesSet():
            return replace(week, frames=fact)
        case DaysPlanned():
            return replace(week, days=fact)
        case InterviewBooked() | InterviewMoved() | InterviewCancelled() | SeatsTaken():
            return replace(week, bookings=after(week.bookings, fact), has_moved=True)
        case ScheduleReleased():
            releases = (*week.releases, fact)
            return replace(week, releases=releases, given_out=week.bookings, has_moved=False)
        case _:
            return week


def _evolve_availability(week: Week, fact: Event) -> Week:
    match fact:
        case RoomAdded(room=room, place=place):
            return replace(week, rooms={**week.rooms, room: place})
        case RoomClosed(room=room):
            return replace(week, rooms={one: at for one, at in week.rooms.items() if one != room})
        case TravelTimed(one=one, other=other, minutes=minutes):
            return replace(week, travel={**week.travel, frozenset({one, other}): minutes})
        case AwayNoted(away=away):
            return replace(week, away={**week.away, away: fact})
        case AwayWithdrawn(away=away):
            return replace(week, away={one: it for one, it in week.away.items() if one != away})
        case _:
            return week


def lengths(week: Week, rules: Edition) -> tuple[int, int]:
    """Minutes of an interview and of its debrief: as decided for this review, else the rules'."""
    if week.frames:
        return week.frames.interview_minutes, week.frames.debrief_minutes
    return rules.number("interview.minutes"), rules.number("interview.debrief-minutes")


def findings(booking: InterviewBooked, week: Week, rules: Edition) -> list[Finding]:
    """What speaks against a booking in a week, hardest first; its own old place does not count.

    A rule that the edition does not have is not asked.
    """
    known = {one.id: one.value for one in rules.parameters}
    zone = str(known.get(ZONE, ""))
    others = [one for one in week.bookings.values() if one.session != booking.session]
    same_day = [one for one in others if one.on == booking.on]
    found = [
        *_booked_twice(booking, same_day, zone),
        *_away(booking, week),
        *_too_far(booking, same_day, week, zone),
        *_host_staff(booking, week),
        *_a_team_day(booking, others, known),
        *_too_late_to_arrive(booking, same_day, week, known),
        *_without_a_room(booking),
        *_on_another_day(booking, week, known),
        *_of_another_length(booking, week),
    ]
    return [one for one in found if one.rule in known]


def _booked_twice(
    booking: InterviewBooked, same_day: list[InterviewBooked], zone: str
) -> Iterator[Finding]:
    for other in same_day:
        if overlaps(booking, other, zone) and (who := _shared(booking, other)):
            apart = minutes_apart(booking, other, zone)
            yield Finding(BOOKED_TWICE, {"who": who, "apart": apart, "starts": _clock(other)})


def _shared(one: InterviewBooked, other: InterviewBooked) -> str:
    """What two bookings both need: a code with a label."""
    if one.team == other.team:
        return "team"
    if one.interviewee == other.interviewee:
        return "worker"
    if one.room and one.room == other.room:
        return "room"
    return "person" if _reviewers(one) & _reviewers(other) else ""


def _away(booking: InterviewBooked, week: Week) -> Iterator[Finding]:
    begins = minute(booking.starts)
    for note in week.away.values():
        ends = begins + (
            booking.interview_minutes if note.whom == booking.interviewee else length(booking)
        )
        if note.whom in _needs(booking) and covers(note, booking.on, begins, ends):
            who = "worker" if note.whom == booking.interviewee else note.kind
            yield Finding(AWAY, {"who": who})


def _host_staff(booking: InterviewBooked, week: Week) -> Iterator[Finding]:
    """Somebody of the host in the team: the plan for that stands, and nothing joins them."""
    seated = week.host_staff.get(booking.team, frozenset())
    if seated and "plan-of-action" not in week.agreed:
        yield Finding(PLAN_OF_ACTION, {})
    joined = {
        tie.kind
        for reviewer in seated
        for tie in week.ties.get(reviewer, ())
        if (tie.case == booking.case if tie.kind == "knows-case" else _is_of(tie, booking))
    }
    yield from (Finding(rule, {}) for kind, rule in TIES.items() if kind in joined)


def _is_of(tie: Tie, booking: InterviewBooked) -> bool:
    return booking.interviewee == tie.worker


def _too_far(
    booking: InterviewBooked, same_day: list[InterviewBooked], week: Week, zone: str
) -> Iterator[Finding]:
    for other in same_day:
        way = week.travel.get(frozenset(_sites(booking, other, week)), 0)
        is_short = way and 0 <= (apart := minutes_apart(booking, other, zone)) < way
        if is_short and _shared(booking, other) in {"team", "worker", "person"}:
            yield Finding(TRAVEL, {"way": way, "apart": apart})


def _a_team_day(
    booking: InterviewBooked, others: list[InterviewBooked], known: Mapping[str, Value]
) -> Iterator[Finding]:
    """At most so many cases and interviews a team a day, over so many days."""
    of_team = [one for one in others if one.team == booking.team]
    same_day = [one for one in of_team if one.on == booking.on]
    counted = {
        CASES_A_DAY: ("cases", len({booking.case, *(one.case for one in same_day)})),
        INTERVIEWS_A_DAY: ("interviews", len(same_day) + 1),
        DAYS: ("days", len({booking.on, *(one.on for one in of_team)})),
    }
    beyond = [
        Finding(rule, {what: many, "usual": usual})
        for rule, (what, many) in counted.items()
        if isinstance(usual := known.get(rule), int) and many > usual
    ]
    is_said = any(one.rule == CASES_A_DAY for one in beyond)
    for one in beyond:
        if not (is_said and one.rule == INTERVIEWS_A_DAY):  # of the same sentence: one reason
            yield one


def _too_late_to_arrive(
    booking: InterviewBooked,
    same_day: list[InterviewBooked],
    week: Week,
    known: Mapping[str, Value],
) -> Iterator[Finding]:
    """A worker who comes from another interview, or is away, cannot arrive early."""
    early, starts = known.get(EARLY), minute(booking.starts)
    if not isinstance(early, int):
        return
    before = [one for one in same_day if one.interviewee == booking.interviewee]
    ends = [minute(one.starts) + one.interview_minutes for one in before]
    is_busy = any(starts - early < end <= starts for end in ends)
    is_away = any(
        note.whom == booking.interviewee and covers(note, booking.on, starts - early, starts)
        for note in week.away.values()
    )
    if is_busy or is_away:
        yield Finding(EARLY, {"early": early})


def _without_a_room(booking: InterviewBooked) -> Iterator[Finding]:
    if booking.room is None:
        yield Finding(ROOM, {})


def _on_another_day(
    booking: InterviewBooked, week: Week, known: Mapping[str, Value]
) -> Iterator[Finding]:
    """On the day of the training, or on that of the final debrief where it has one of its own."""
    if week.days:
        if booking.on == week.days.training_on:
            yield Finding(TRAINING, {})
        if booking.on == week.days.debrief_on and known.get(FINAL_DAY) == "last-day":
            yield Finding(FINAL_DAY, {})
    elif week.event_week and booking.on == week.event_week.first_day != week.event_week.last_day:
        yield Finding(TRAINING, {})


def _of_another_length(booking: InterviewBooked, week: Week) -> Iterator[Finding]:
    """Booked before the time frames were decided anew."""
    if week.frames:
        talk, debrief = week.frames.interview_minutes, week.frames.debrief_minutes
        if (booking.interview_minutes, booking.debrief_minutes) != (talk, debrief):
            yield Finding(AS_DECIDED, {"minutes": talk, "debrief": debrief})


def is_within(frames: TimeFramesSet, booking: InterviewBooked) -> bool:
    """Whether a booking is between the hours that were decided; where none were, it is."""
    starts = minute(booking.starts)
    begins = minute(frames.begins) if frames.begins else starts
    ends = minute(frames.ends) if frames.ends else starts + length(booking)
    return begins <= starts and starts + length(booking) <= ends


def _holds(week: EventWeekSet, days: DaysPlanned) -> bool:
    return week.first_day <= days.debrief_on <= week.last_day


def _needs(booking: InterviewBooked) -> frozenset[str]:
    """Everybody and everything that a booking needs."""
    room = {booking.room} if booking.room else set()
    return frozenset({booking.team, booking.interviewee}) | _reviewers(booking) | room


def _reviewers(booking: InterviewBooked) -> frozenset[str]:
    return frozenset(one.reviewer for one in booking.seats)


def _sites(one: InterviewBooked, other: InterviewBooked, week: Week) -> set[str]:
    rooms = (one.room or "", other.room or "")
    return {week.rooms[room] for room in rooms if room in week.rooms}


def _clock(booking: InterviewBooked) -> str:
    return f"{booking.starts:%H:%M}"
