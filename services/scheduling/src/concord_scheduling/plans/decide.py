"""The rules of accepting a plan and of taking it back: those of the week, for all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import reduce
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.proposal import PlanAccepted, PlanUndone
from concord_contracts.facts.schedule import InterviewBooked, InterviewCancelled, InterviewMoved
from concord_kernel.decider import Decider, Refused, Streams

from concord_scheduling.plans.commands import AcceptPlan, ProposalCommand, UndoPlan
from concord_scheduling.timetable import Week
from concord_scheduling.week.commands import CancelInterview, Planned, TakePlan
from concord_scheduling.week.decide import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

PLANNED_ANEW: Final = "planned-anew"
"""Why an interview is taken off the schedule, in the edition's list."""


@dataclass(frozen=True, slots=True)
class Plans:
    """What the rules need to know of a schedule and of the plans it took.

    Attributes:
        week: The schedule.
        before: Plan to its moved interviews as they were before it.
        booked: Plan to the sessions it booked.
        undone: Plans that were taken back.
        by: Session to the plan that put it where it is; none where something else did.
        coming: Sessions of the plan last accepted whose booking follows.
    """

    week: Week = field(default_factory=Week)
    before: Mapping[str, Mapping[str, InterviewBooked]] = field(default_factory=dict)
    booked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()
    by: Mapping[str, str] = field(default_factory=dict)
    coming: Mapping[str, str] = field(default_factory=dict)


def streams(command: ProposalCommand) -> Streams:
    """Those of the week's own commands."""
    interviews = command.interviews if isinstance(command, AcceptPlan) else _touched_by(command)
    judged_by = WEEK.streams(TakePlan.model_construct(review=command.review, interviews=interviews))
    return Streams(f"schedule-{command.review}", judged_by.reads)


def _touched_by(command: UndoPlan) -> tuple[Planned, ...]:
    """Names every session and every team, to learn which streams they are judged by."""
    sessions = command.sessions or (command.plan,)
    teams = command.teams or (command.plan,)
    of_sessions = [_any(one, teams[0]) for one in sessions]
    return (*of_sessions, *(_any(sessions[0], one) for one in teams[1:]))


def evolve(plans: Plans, fact: Event) -> Plans:
    """Remember a fact."""
    match fact:
        case PlanAccepted(plan=plan, booked=booked, moved=moved):
            bookings = plans.week.bookings
            before = {one: bookings[one] for one in moved if one in bookings}
            return replace(
                plans,
                before={**plans.before, plan: before},
                booked={**plans.booked, plan: booked},
                coming=dict.fromkeys((*booked, *moved), plan),
            )
        case PlanUndone(plan=plan):
            return replace(plans, undone=plans.undone | {plan})
        case InterviewBooked() | InterviewMoved() | InterviewCancelled():
            return _touched(plans, fact)
        case _:
            return replace(plans, week=WEEK.evolve(plans.week, fact))


def _touched(plans: Plans, fact: InterviewBooked | InterviewMoved | InterviewCancelled) -> Plans:
    """Who put a session where it is: the plan whose booking was still to come, or somebody else."""
    session = fact.session
    coming = {one: plan for one, plan in plans.coming.items() if one != session}
    by = {one: plan for one, plan in plans.by.items() if one != session}
    if session in plans.coming:
        by[session] = plans.coming[session]
    return replace(plans, week=WEEK.evolve(plans.week, fact), by=by, coming=coming)


def decide(command: ProposalCommand, plans: Plans, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule of scheduling forbids one of its interviews, or there is nothing to undo.
    """
    match command:
        case AcceptPlan():
            return _accept(command, plans, context)
        case UndoPlan():
            return _undo(command, plans, context)
        case unknown:
            assert_never(unknown)


def _accept(command: AcceptPlan, plans: Plans, context: Context) -> Sequence[Event]:
    taken = WEEK.decide(_take(command.review, command.interviews), plans.week, context)
    booked = tuple(one.session for one in taken if isinstance(one, InterviewBooked))
    moved = tuple(one.session for one in taken if isinstance(one, InterviewMoved))
    if not booked and not moved:
        return []
    accepted = PlanAccepted(review=command.review, plan=command.plan, booked=booked, moved=moved)
    return [accepted, *taken]


def _undo(command: UndoPlan, plans: Plans, context: Context) -> Sequence[Event]:
    if command.plan not in plans.booked:
        raise Refused("plan.unknown")
    if command.plan in plans.undone:
        return []
    ours = [
        one
        for one, plan in plans.by.items()
        if plan == command.plan and one in plans.week.bookings and one not in plans.week.held
    ]
    booked, before = plans.booked[command.plan], plans.before[command.plan]
    cancelled = tuple(one for one in booked if one in ours)
    back = tuple(before[one] for one in before if one in ours)
    if not cancelled and not back:
        raise Refused("plan.nothing-to-undo")
    moved = tuple(one.session for one in back)
    left = tuple(one for one in (*booked, *before) if one not in ours)
    facts = _put_back(command.review, cancelled, back, plans.week, context)
    undone = PlanUndone(
        review=command.review, plan=command.plan, cancelled=cancelled, moved=moved, left=left
    )
    return [*facts, undone]


def _put_back(
    review: str,
    cancelled: Sequence[str],
    back: Iterable[InterviewBooked],
    week: Week,
    context: Context,
) -> list[Event]:
    facts: list[Event] = []
    for session in cancelled:
        asked = CancelInterview(review=review, session=session, because=PLANNED_ANEW)
        facts += WEEK.decide(asked, week, context)
    after = reduce(WEEK.evolve, facts, week)
    if returning := tuple(_planned(one) for one in back):
        facts += WEEK.decide(_take(review, returning), after, context)
    return facts


def _take(review: str, interviews: tuple[Planned, ...]) -> TakePlan:
    return TakePlan(review=review, interviews=interviews)


def _planned(one: InterviewBooked) -> Planned:
    return Planned(
        session=one.session,
        case=one.case,
        team=one.team,
        on=one.on,
        starts=one.starts,
        room=one.room,
    )


def _any(session: str, team: str) -> Planned:
    """Names a session and a team."""
    return Planned.model_construct(session=session, case="", team=team, on=date.min, starts=time())


PLANS: Final = Decider[ProposalCommand, Plans](Plans(), streams, evolve, decide)
