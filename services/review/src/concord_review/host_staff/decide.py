"""The rules of host staff before they are in a team: by whom trained, whom told, which ties."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.leading import LeaderAdded
from concord_contracts.facts.people import (
    HostStaffTrained,
    ReviewerInvited,
    Tie,
    TiesDeclared,
    TrainingReported,
)
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.sample import CaseSelected
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.host_staff.commands import (
    DeclareTies,
    HostStaffCommand,
    RecordTraining,
    ReportTraining,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_kernel.context import Context

TIES: Final = ("same-region", "knows-case", "supervises")
"""What may join somebody of the host to a case or its worker."""


@dataclass(frozen=True, slots=True)
class HostStaff:
    """What the rules need to know of the host's staff.

    Attributes:
        is_open: Whether the review is.
        homes: Reviewer, or whoever leads where ties are told, to home, in this review.
        workers: Case of the sample to its worker.
        trained: Reviewer to the day of the training.
        reported: Reviewers whose training was reported.
        ties: Reviewer to the ties told last.
    """

    is_open: bool = False
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    workers: Mapping[str, str] = field(default_factory=dict)
    trained: Mapping[str, date] = field(default_factory=dict)
    reported: Mapping[str, date] = field(default_factory=dict)
    ties: Mapping[str, tuple[Tie, ...]] = field(default_factory=dict)


def streams(command: HostStaffCommand) -> Streams:
    """The host staff's, with the review and who it is about; for ties the sample and who leads."""
    reads = [f"review-{command.review}", f"reviewer-{command.reviewer}"]
    if isinstance(command, DeclareTies):
        reads += [f"sample-{command.review}", f"leadership-{command.review}"]
    return Streams(f"hoststaff-{command.review}", tuple(reads))


def evolve(staff: HostStaff, fact: Event) -> HostStaff:
    """Remember a fact."""
    match fact:
        case HostStaffTrained(reviewer=reviewer, on=on):
            return replace(staff, trained={**staff.trained, reviewer: on})
        case TrainingReported(reviewer=reviewer, on=on):
            return replace(staff, reported={**staff.reported, reviewer: on})
        case TiesDeclared(reviewer=reviewer, ties=ties):
            return replace(staff, ties={**staff.ties, reviewer: ties})
        case _:
            return _evolve_around(staff, fact)


def _evolve_around(staff: HostStaff, fact: Event) -> HostStaff:
    match fact:
        case ReviewOpened():
            return replace(staff, is_open=True)
        case ReviewerInvited(review=review, reviewer=reviewer, home=home):
            return replace(staff, homes={**staff.homes, (review, reviewer): home})
        case CaseSelected(case=case, worker=worker):
            return replace(staff, workers={**staff.workers, case: worker})
        case LeaderAdded(review=review, person=person, home=home):
            return replace(staff, homes={**staff.homes, (review, person): home})
        case _:
            return staff


def decide(command: HostStaffCommand, staff: HostStaff, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about host staff forbids it.
    """
    if not staff.is_open:
        raise Refused("review.unknown", review=command.review)
    if staff.homes.get((command.review, command.reviewer)) != context.agency:
        raise Refused("host-staff.not-of-the-host")
    match command:
        case RecordTraining():
            return _train(command, staff, context)
        case ReportTraining():
            return _report(command, staff)
        case DeclareTies():
            return _declare(command, staff)
        case unknown:
            assert_never(unknown)


def _train(command: RecordTraining, staff: HostStaff, context: Context) -> Sequence[Event]:
    known = rules_of(context).codes("host-staff.trained-by")
    keep_to(context, "host-staff.trained-by", kept=command.by in known, known=list(known))
    if staff.trained.get(command.reviewer) == command.on:
        return []
    return [HostStaffTrained(**command.model_dump())]


def _report(command: ReportTraining, staff: HostStaff) -> Sequence[Event]:
    trained = staff.trained.get(command.reviewer)
    if trained is None or command.on < trained:
        raise Refused("host-staff.trained-first")
    if staff.reported.get(command.reviewer) == command.on:
        return []
    return [TrainingReported(**command.model_dump())]


def _declare(command: DeclareTies, staff: HostStaff) -> Sequence[Event]:
    if any(one.kind not in TIES for one in command.ties):
        raise Refused("host-staff.unknown-tie", known=list(TIES))
    if any(one.case not in staff.workers for one in command.ties):
        raise Refused("host-staff.unknown-case")
    ties = tuple(
        Tie(kind=one.kind, case=one.case, worker=staff.workers[one.case])
        for one in dict.fromkeys(command.ties)
    )
    if staff.ties.get(command.reviewer) == ties:
        return []
    return [TiesDeclared(review=command.review, reviewer=command.reviewer, ties=ties)]


HOST_STAFF: Final = Decider[HostStaffCommand, HostStaff](HostStaff(), streams, evolve, decide)
