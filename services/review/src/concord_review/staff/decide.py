"""The rules of who is interviewed: roles are those of the edition, and everybody is prepared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.sample import (
    CaseSelected,
    IntervieweeListed,
    IntervieweePreparationWithdrawn,
    IntervieweePrepared,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_review.staff.commands import (
    ListInterviewee,
    PrepareInterviewees,
    StaffCommand,
    WithdrawPreparation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

ROLES = "interview.interviewees"


@dataclass(frozen=True, slots=True)
class Staff:
    """What the rules need to know of the staff who are to be interviewed.

    Attributes:
        is_open: Whether the review is.
        workers: Whoever carries a case that was drawn.
        roles: Worker to the role that was said.
        prepared: Worker to the day since which the worker is prepared.
    """

    is_open: bool = False
    workers: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)
    prepared: Mapping[str, IntervieweePrepared] = field(default_factory=dict)


def streams(command: StaffCommand) -> Streams:
    """The list's own, with the review and its sample."""
    reads = (f"review-{command.review}", f"sample-{command.review}")
    return Streams(f"staff-{command.review}", reads)


def evolve(staff: Staff, fact: Event) -> Staff:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(staff, is_open=True)
        case CaseSelected(worker=worker):
            return replace(staff, workers=staff.workers | {worker})
        case IntervieweeListed(worker=worker, role=role):
            return replace(staff, roles={**staff.roles, worker: role})
        case IntervieweePrepared(worker=worker):
            return replace(staff, prepared={**staff.prepared, worker: fact})
        case IntervieweePreparationWithdrawn(worker=worker):
            left = {who: said for who, said in staff.prepared.items() if who != worker}
            return replace(staff, prepared=left)
        case _:
            return staff


def decide(command: StaffCommand, staff: Staff, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: there is no such role, or nobody of that id is to be interviewed.
    """
    if not staff.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case ListInterviewee():
            return _list(command, staff, context)
        case PrepareInterviewees():
            return _prepare(command, staff)
        case WithdrawPreparation():
            if command.worker not in staff.prepared:
                return []
            return [IntervieweePreparationWithdrawn(**command.model_dump())]
        case unknown:
            assert_never(unknown)


def _list(command: ListInterviewee, staff: Staff, context: Context) -> Sequence[Event]:
    roles = rules_of(context).codes(ROLES)
    if command.role not in roles:
        raise Refused("interviewee.unknown-role", roles=list(roles))
    if command.name is None:
        _must_be_listed([command.worker], staff)
    if staff.roles.get(command.worker) == command.role:
        return []
    return [IntervieweeListed(**command.model_dump())]


def _prepare(command: PrepareInterviewees, staff: Staff) -> Sequence[Event]:
    _must_be_listed(command.workers, staff)
    wanted = [
        IntervieweePrepared(review=command.review, worker=worker, on=command.on)
        for worker in dict.fromkeys(command.workers)
    ]
    return [one for one in wanted if staff.prepared.get(one.worker) != one]


def _must_be_listed(workers: Sequence[str], staff: Staff) -> None:
    if not set(workers) <= staff.workers | staff.roles.keys():
        raise Refused("interviewee.not-listed")


STAFF: Final = Decider[StaffCommand, Staff](Staff(), streams, evolve, decide)
