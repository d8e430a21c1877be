"""What the rules need to know of reviewers and a team, folded from the facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from concord_contracts.facts.access import GrantGiven, RoleGiven
from concord_contracts.facts.leading import AgreementDrafted, AgreementResolved
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    FormerEmployeeAccepted,
    HostStaffTrained,
    ReviewerInvited,
    ReviewerKnowledgeNoted,
    ReviewerPartNoted,
    TeamFormed,
    TeamsCompleted,
    TeamSizeSet,
    TrainingReported,
)
from concord_contracts.facts.planning import ReviewOpened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.event import Event


@dataclass(frozen=True, slots=True)
class People:
    """What the rules need to know of reviewers and a team; a reviewer is one of one review.

    Attributes:
        is_open: Whether the review is.
        homes: Review and reviewer to the agency the reviewer comes from.
        former: Review and reviewer of those who once worked for the host.
        accepted: Those of them to whom the host consented.
        signed: Review and reviewer of each signature that stands.
        knowledge: Review and reviewer to what the reviewer knows, where that was recorded.
        represents: Review and reviewer to whom the reviewer stands for, where that was said.
        days: Review and reviewer to the days on which the reviewer takes part.
        members: Teams that were read, each with its members.
        size: How many members a team has here; none while nobody decided it.
        completed: What the teams were last said to be complete with.
        is_formed: Whether the team is.
        is_own: Whether the account was given a role of this agency, which only its own people get.
        granted: Agencies from which the account was let in.
        host_staff_agreed: Whether it is agreed that staff of the host sit on teams.
        trained: Staff of the host who were trained.
        reported: Those whose training the co-chairs were told of.
    """

    is_open: bool = False
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    former: frozenset[tuple[str, str]] = frozenset()
    accepted: frozenset[tuple[str, str]] = frozenset()
    signed: frozenset[tuple[str, str]] = frozenset()
    knowledge: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    represents: Mapping[tuple[str, str], str] = field(default_factory=dict)
    days: Mapping[tuple[str, str], int] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    size: TeamSizeSet | None = None
    completed: TeamsCompleted | None = None
    is_formed: bool = False
    is_own: bool = False
    granted: frozenset[str] = frozenset()
    host_staff_agreed: bool = False
    trained: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()

    def known_homes(self, agency: str) -> frozenset[str]:
        """The agencies that an account is known to belong to; the door checked when it let in."""
        return self.granted | ({agency} if self.is_own else frozenset())


def evolve(people: People, fact: Event) -> People:
    """Remember a fact."""
    match fact:
        case ConfidentialitySigned(review=review, reviewer=reviewer):
            return replace(people, signed=people.signed | {(review, reviewer)})
        case ConfidentialityWithdrawn(review=review, reviewer=reviewer):
            return replace(people, signed=people.signed - {(review, reviewer)})
        case FormerEmployeeAccepted(review=review, reviewer=reviewer):
            return replace(people, accepted=people.accepted | {(review, reviewer)})
        case ReviewerInvited(review=review, reviewer=reviewer, home=home):
            former = {(review, reviewer)} if fact.formerly_of_host else frozenset()
            homes = {**people.homes, (review, reviewer): home}
            known = dict(people.knowledge)
            if fact.knowledge is not None:
                known[review, reviewer] = fact.knowledge
            kind = {(review, reviewer): fact.represents} if fact.represents else {}
            people = replace(people, represents={**people.represents, **kind})
            return replace(people, homes=homes, former=people.former | former, knowledge=known)
        case TeamFormed(team=team, members=members):
            seated = frozenset(one.reviewer for one in members)
            return replace(people, is_formed=True, members={**people.members, team: seated})
        case _:
            return _evolve_around(people, fact)


def _evolve_around(people: People, fact: Event) -> People:
    """Remember a fact of the review, of who may enter, or about host staff."""
    match fact:
        case ReviewOpened():
            return replace(people, is_open=True)
        case RoleGiven():
            return replace(people, is_own=True)
        case GrantGiven(home=home):
            return replace(people, granted=people.granted | {home})
        case AgreementDrafted(topic="host-staff"):
            return replace(people, host_staff_agreed=False)
        case AgreementResolved(topic="host-staff", answer=answer):
            return replace(people, host_staff_agreed=answer == "yes")
        case _:
            return _evolve_training(people, fact)


def _with_a_part(people: People, fact: ReviewerPartNoted) -> People:
    who = (fact.review, fact.reviewer)
    days = {who: fact.days} if fact.days else {}
    kind = {who: fact.represents} if fact.represents else {}
    return replace(people, days={**people.days, **days}, represents={**people.represents, **kind})


def _evolve_training(people: People, fact: Event) -> People:
    match fact:
        case HostStaffTrained(reviewer=reviewer):
            return replace(people, trained=people.trained | {reviewer})
        case ReviewerKnowledgeNoted(review=review, reviewer=reviewer, knowledge=knowledge):
            return replace(people, knowledge={**people.knowledge, (review, reviewer): knowledge})
        case TrainingReported(reviewer=reviewer):
            return replace(people, reported=people.reported | {reviewer})
        case ReviewerPartNoted():
            return _with_a_part(people, fact)
        case TeamSizeSet():
            return replace(people, size=fact)
        case _:
            completed = fact if isinstance(fact, TeamsCompleted) else people.completed
            return replace(people, completed=completed)
