"""The rules of reviewers and teams."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    ReviewerInvited,
    TeamFormed,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.people.commands import (
    FormTeam,
    InviteReviewer,
    PeopleCommand,
    SignConfidentiality,
    WithdrawConfidentiality,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class People:
    """What the rules need to know of reviewers and a team; a reviewer is one of one review.

    Attributes:
        is_open: Whether the review is.
        homes: Review and reviewer to the agency the reviewer comes from.
        signed: Review and reviewer of each signature that stands.
        is_formed: Whether the team is.
    """

    is_open: bool = False
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    signed: frozenset[tuple[str, str]] = frozenset()
    is_formed: bool = False


def streams(command: PeopleCommand) -> Streams:
    """A reviewer's own, or the team's with every member's."""
    review = f"review-{command.review}"
    match command:
        case FormTeam(members=members):
            readers = tuple(f"reviewer-{one.reviewer}" for one in members)
            return Streams(f"team-{command.team}", (review, *readers))
        case _:
            return Streams(f"reviewer-{command.reviewer}", (review,))


def evolve(people: People, fact: Event) -> People:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(people, is_open=True)
        case ReviewerInvited(review=review, reviewer=reviewer, home=home):
            return replace(people, homes={**people.homes, (review, reviewer): home})
        case ConfidentialitySigned(review=review, reviewer=reviewer):
            return replace(people, signed=people.signed | {(review, reviewer)})
        case ConfidentialityWithdrawn(review=review, reviewer=reviewer):
            return replace(people, signed=people.signed - {(review, reviewer)})
        case TeamFormed():
            return replace(people, is_formed=True)
        case _:
            return people


def decide(command: PeopleCommand, people: People, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about reviewers or teams forbids it.
    """
    if not people.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case InviteReviewer():
            return _invite(command, people)
        case SignConfidentiality():
            return _sign(command, people)
        case WithdrawConfidentiality():
            return _withdraw(command, people)
        case FormTeam():
            return _form(command, people, context)
        case unknown:
            assert_never(unknown)


def _invite(command: InviteReviewer, people: People) -> Sequence[Event]:
    if (command.review, command.reviewer) in people.homes:
        raise Refused("reviewer.already-invited")
    return [ReviewerInvited(**command.model_dump())]


def _sign(command: SignConfidentiality, people: People) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    if (command.review, command.reviewer) in people.signed:
        return []
    return [ConfidentialitySigned(**command.model_dump())]


def _withdraw(command: WithdrawConfidentiality, people: People) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    if (command.review, command.reviewer) not in people.signed:
        return []
    return [ConfidentialityWithdrawn(**command.model_dump())]


def _form(command: FormTeam, people: People, context: Context) -> Sequence[Event]:
    if people.is_formed:
        raise Refused("team.already-formed")
    if len({one.reviewer for one in command.members}) < len(command.members):
        raise Refused("team.member-twice")
    for one in command.members:
        _must_be_invited(command.review, one.reviewer, people)
    _must_have_signed(command, people, context)
    _must_fill_the_roles(command, context)
    _must_share_the_roles_of_two(command, people, context)
    _must_keep_the_host_to_its_roles(command, people, context)
    return [*_of_another_size(command, context), TeamFormed(**command.model_dump())]


def _must_be_invited(review: str, reviewer: str, people: People) -> None:
    if (review, reviewer) not in people.homes:
        raise Refused("reviewer.unknown", reviewer=reviewer)


def _must_have_signed(command: FormTeam, people: People, context: Context) -> None:
    reviewers = [one.reviewer for one in command.members]
    unsigned = [one for one in reviewers if (command.review, one) not in people.signed]
    keep_to(context, "team.confidentiality-statement", kept=not unsigned, unsigned=unsigned)


def _must_fill_the_roles(command: FormTeam, context: Context) -> None:
    """Each interview has each required role once; with two people one holds two.

    Raises:
        Refused: a role is unknown, or not held by exactly one.
    """
    rules = rules_of(context)
    needed = rules.codes("team.roles")
    held = Counter(role for one in command.members for role in one.roles)
    if unknown := sorted(held.keys() - set(rules.catalogue("interview.roles").codes)):
        raise Refused("team.unknown-role", unknown=len(unknown))
    missing = [role for role in needed if held[role] != 1]
    keep_to(context, "team.roles", kept=not missing, roles=missing)


def _must_keep_the_host_to_its_roles(command: FormTeam, people: People, context: Context) -> None:
    allowed = rules_of(context).codes("host-staff.roles")
    beyond = [
        one.reviewer
        for one in command.members
        if people.homes[command.review, one.reviewer] == context.agency
        and set(one.roles) - set(allowed)
    ]
    keep_to(context, "host-staff.roles", kept=not beyond, allowed=list(allowed))


def _must_share_the_roles_of_two(command: FormTeam, people: People, context: Context) -> None:
    """Of two one interviews, the other holds both other roles, and neither is of the host."""
    if len(command.members) != PAIR:
        return
    both = set(rules_of(context).codes("team.second-of-two-roles"))
    shares = [set(one.roles) for one in command.members]
    keep_to(context, "team.second-of-two-roles", kept=both in shares, roles=sorted(both))
    homes = [people.homes[command.review, one.reviewer] for one in command.members]
    keep_to(context, "host-staff.in-team-of-two", kept=context.agency not in homes)


def _of_another_size(command: FormTeam, context: Context) -> Sequence[Event]:
    rules, size = rules_of(context), len(command.members)
    least, most = rules.number("team.members-least"), rules.number("team.members-most")
    sizes = {"team.members-least": size >= least, "team.members-most": size <= most}
    return [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for rule, kept in sizes.items()
        if keep_to(context, rule, kept=kept, members=size, least=least, most=most)
    ]


PEOPLE: Final = Decider[PeopleCommand, People](People(), streams, evolve, decide)
